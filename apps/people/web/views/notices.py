"""Notices: what the person signed in should know."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from apps.people.clock import now
from apps.people.models import Person
from apps.people.notices import sentence
from apps.people.operations import mark_notices_read
from apps.people.policies import person_of
from apps.people.queries.notices import latest_notices, unread_notices
from apps.people.web.scope import signed_in

SHOWN = 100


def _me(request: HttpRequest) -> Person:
    me = person_of(signed_in(request))
    if me is None:
        raise Http404
    return me


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The latest notices of the person signed in; reading the page marks nothing."""
    me = _me(request)
    rows = [(notice, sentence(notice.code, notice.values)) for notice in latest_notices(me.pk)[:SHOWN]]
    return render(request, "people/notices.html", {"rows": rows, "unread": unread_notices(me.pk)})


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark all, or the one named, as read."""
    ids = [int(pk) for pk in request.POST.getlist("notice") if pk.isdigit()]
    mark_notices_read(person=_me(request), at=now(), notice_ids=ids or None)
    return redirect("notices")
