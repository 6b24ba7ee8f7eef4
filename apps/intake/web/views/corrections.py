"""The correction queue: rows that touch closed or frozen days, and the decision about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from apps.intake.models import HeldRow
from apps.intake.policies import visible_held_rows, visible_sources
from apps.intake.queries.desk import queued_reasons, queued_rows, waiting
from apps.intake.web.corrections_shown import corrections_shown
from apps.intake.web.forms import DecideForm
from apps.intake.web.numbers import number, number_in
from apps.people.choices import Role
from apps.people.web.scope import requires_role, signed_in
from apps.people.written import digits

PER_PAGE: Final = 50
AT_ONCE: Final = 10_000  # rows decided with one click
KINDS: Final[Mapping[str, Promise]] = {
    "frozen_day": gettext_lazy("Rows of files"),
    "withdrawal_waits": gettext_lazy("Withdrawn rows"),
    "leave_out_waits": gettext_lazy("Records to be left out"),
    "put_back_waits": gettext_lazy("Records to be put back"),
    "agent_waits": gettext_lazy("Orders to be given to another agent"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which corrections the page is about: of a batch, a source, a kind, a closed month or payout run."""

    batch: int | None
    source: int | None
    code: str
    reason: str

    @property
    def narrows(self) -> bool:
        """Whether it leaves any out."""
        return bool(self.batch or self.source or self.code or self.reason)

    def query(self) -> str:
        """The same as a query string."""
        parts = {"batch": self.batch, "source": self.source, "code": self.code, "held_by": self.reason}
        return urlencode({name: value for name, value in parts.items() if value})


def _asked(given: Mapping[str, str]) -> Asked:
    code, reason = given.get("code", ""), given.get("held_by", "")
    return Asked(
        batch=number_in(given, "batch"),
        source=number_in(given, "source"),
        code=code if code in KINDS else "",
        reason=reason if "\x00" not in reason else "",
    )


def _queued(request: HttpRequest, asked: Asked) -> QuerySet[HeldRow]:
    rows = (queued_rows() & visible_held_rows(request.user)).select_related("batch__source")
    rows = rows.defer("batch__profile").order_by("batch", "row")
    if asked.batch is not None:
        rows = rows.filter(batch=asked.batch)
    if asked.source is not None:
        rows = rows.filter(batch__source=asked.source)
    if asked.code:
        rows = rows.filter(code=asked.code)
    return rows.filter(values__reason=asked.reason) if asked.reason else rows


@require_GET
@requires_role(Role.STEWARD)
def corrections(request: HttpRequest) -> HttpResponse:
    """Rows that wait for a decision, each with what it would change; all, or those asked for."""
    asked = _asked(request.GET)
    page = Paginator(_queued(request, asked), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "here": "corrections",
        "waiting": waiting(),
        "page": page,
        "rows": corrections_shown(list(page)),
        "asked": asked,
        "query": asked.query(),
        "kinds": KINDS.items(),
        "reasons": queued_reasons(),
        "sources": visible_sources(request.user).order_by("name", "pk"),
        "at_once": AT_ONCE,
    }
    return render(request, "intake/corrections.html", context)


@require_POST
@requires_role(Role.STEWARD)
def decide(request: HttpRequest) -> HttpResponse:
    """Accept or decline the chosen rows, or all that the page is about."""
    asked = _asked(request.POST)
    back = f"{reverse('data-corrections')}?{asked.query()}".rstrip("?")
    rows, form = _chosen(request, asked), DecideForm(request.POST)
    if not rows:
        messages.error(request, _("Choose the rows first. Those that were decided by now are gone."))
    elif form.accepted(held_rows=rows, by=signed_in(request)):
        _say(request, form, len(rows))
    else:
        messages.error(
            request, _("Choose accept or decline, and give a reason: it is kept in the audit trail.")
        )
    return redirect(back)


def _chosen(request: HttpRequest, asked: Asked) -> list[HeldRow]:
    rows = _queued(request, asked)
    if "all" not in request.POST:
        found = (number(text) for text in request.POST.getlist("row"))
        rows = rows.filter(pk__in=[pk for pk in found if pk is not None])
    return list(rows.defer("raw", "batch__profile")[:AT_ONCE])


def _say(request: HttpRequest, form: DecideForm, count: int) -> None:
    number_of = {"n": digits(count, 0)}
    if form.cleaned_data["decision"] == "accept":
        said = ngettext("%(n)s correction accepted.", "%(n)s corrections accepted.", count) % number_of
    else:
        said = ngettext("%(n)s correction declined.", "%(n)s corrections declined.", count) % number_of
    messages.success(request, said)
