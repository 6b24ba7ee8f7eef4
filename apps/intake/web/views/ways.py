"""One source: how it delivers, what is held, its folder, its tokens, and its days without records."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from apps.intake import folders, operations
from apps.intake.models import EmptyDay, Source, SourceToken
from apps.intake.policies import visible_sources
from apps.intake.queries.tokens import tokens_of
from apps.intake.web.source_forms import (
    DeliveriesForm,
    EmptyDayForm,
    FolderForm,
    LimitsForm,
    SourceSetting,
    TokenForm,
)
from apps.people.choices import Role
from apps.people.clock import now
from apps.people.web.scope import get_visible_or_404, requires_role, signed_in

FORMS: Final[dict[str, type[SourceSetting]]] = {
    "deliveries": DeliveriesForm,
    "limits": LimitsForm,
    "folder": FolderForm,
    "token": TokenForm,
    "empty": EmptyDayForm,
}
SAID: Final = {
    "deliveries": gettext_lazy("It is expected so from now on."),
    "limits": gettext_lazy("The limits are set."),
    "folder": gettext_lazy("The folder is set."),
    "empty": gettext_lazy("The day counts as delivered, without records."),
}


def _source(request: HttpRequest, pk: int) -> Source:
    return get_visible_or_404(visible_sources(request.user), pk=pk)


@require_GET
@requires_role(Role.STEWARD)
def ways(request: HttpRequest, pk: int) -> HttpResponse:
    """What is said of it."""
    found = _source(request, pk)
    day = request.GET.get("day", "")
    return _shown(request, found, {"empty": EmptyDayForm(prefix="empty", initial={"day": day})})


@require_POST
@requires_role(Role.STEWARD)
def set_up(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One of its forms."""
    found = _source(request, pk)
    if what not in FORMS:
        raise Http404
    form = FORMS[what](request.POST, prefix=what)
    if not form.accepted(source=found, by=signed_in(request)):
        return _shown(request, found, {what: form}, status=422)
    if isinstance(form, TokenForm):
        shown = _shown(request, found, {}, secret=form.secret)
        shown["Cache-Control"] = "no-store"
        return shown
    messages.success(request, str(SAID[what]))
    return redirect("source-ways", pk=found.pk)


@require_POST
@requires_role(Role.STEWARD)
def revoke(request: HttpRequest, pk: int, token: int) -> HttpResponse:
    """End a token."""
    found = get_visible_or_404(SourceToken.objects.filter(source=_source(request, pk)), pk=token)
    if operations.revoke_source_token(token=found, by=signed_in(request), at=now()):
        messages.success(request, _("The token is worth nothing from now on."))
    return redirect("source-ways", pk=pk)


@require_POST
@requires_role(Role.STEWARD)
def unsay(request: HttpRequest, pk: int, empty: int) -> HttpResponse:
    """Expect a day's records again."""
    found = get_visible_or_404(EmptyDay.objects.filter(source=_source(request, pk)), pk=empty)
    operations.unsay_empty(empty=found, by=signed_in(request), at=now())
    messages.success(request, _("The day is expected again."))
    return redirect("source-ways", pk=pk)


def _shown(
    request: HttpRequest, found: Source, forms: Mapping[str, Any], *, secret: str = "", status: int = 200
) -> HttpResponse:
    made = {
        what: forms.get(what) or form(prefix=what, initial=form.of(found)) for what, form in FORMS.items()
    }
    context = {
        "source": found,
        "forms": made,
        "secret": secret,
        "tokens": list(tokens_of(found)),
        "empty_days": list(EmptyDay.objects.filter(source=found).select_related("by").order_by("-day")),
        "folder": folders.folder_at(found.folder or found.code),
        "files": list(found.watched_files.select_related("batch").order_by("name")),
        "address": request.build_absolute_uri(f"/api/v1/sources/{found.code}/records/"),
    }
    return render(request, "intake/ways.html", context, status=status)
