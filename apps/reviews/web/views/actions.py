"""The board of actions across teams, and marking one as done."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.people.clock import today
from apps.people.policies import led_team_ids, person_of
from apps.people.web.scope import get_visible_or_404, signed_in
from apps.reviews.policies import can_see_actions, can_see_reviews, visible_actions
from apps.reviews.web.filters import ActionFilter
from apps.reviews.web.forms import DoneForm, DropForm
from apps.reviews.web.shown import action_rows


@require_GET
def actions(request: HttpRequest) -> HttpResponse:
    """Actions of the teams one leads, and one's own: open ones, overdue on top; or what was done."""
    user, on = signed_in(request), today()
    if not can_see_actions(user, on):
        raise Http404
    me = person_of(user)
    chosen = ActionFilter(request.GET, visible_actions(user, on), me)
    rows = action_rows(chosen.rows, on, me_id=me.pk if me else None, led=led_team_ids(user, on))
    context = {
        "filter": chosen,
        "rows": rows,
        "late": sum(1 for one in rows if one.days_late),
        "may_review": can_see_reviews(user, on),
    }
    return render(request, "reviews/actions.html", context)


@require_POST
def action_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark an action as done, and go back to where one was."""
    user = signed_in(request)
    action = get_visible_or_404(visible_actions(user, today()).select_related("team"), pk=pk)
    form = DoneForm(request.POST)
    if form.accepted(action=action, by=user):
        messages.success(request, _("Done: %(action)s") % {"action": action.text})
    else:
        for sentence in [error for errors in form.errors.values() for error in errors]:
            messages.error(request, str(sentence))
    return redirect(_back(request))


@require_POST
def action_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """End an action that will not be done, with the reason: who leads the team."""
    user = signed_in(request)
    led = visible_actions(user, today()).filter(team_id__in=led_team_ids(user, today()))
    action = get_visible_or_404(led.select_related("team"), pk=pk)
    form = DropForm(request.POST)
    if form.accepted(action=action, by=user):
        messages.success(request, _("Dropped: %(action)s") % {"action": action.text})
    else:
        for sentence in [error for errors in form.errors.values() for error in errors]:
            messages.error(request, str(sentence))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The review it was pressed in, or the board."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "actions"
