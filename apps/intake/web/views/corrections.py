"""The correction queue: rows that touch closed or frozen days, and the decision about them."""

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from apps.intake.models import HeldRow
from apps.intake.policies import visible_held_rows
from apps.intake.queries.desk import queued_rows, waiting
from apps.intake.queries.rows import reason_of
from apps.intake.web.forms import DecideForm
from apps.intake.web.numbers import number, number_in
from apps.people.choices import Role
from apps.people.web.scope import requires_role, signed_in
from apps.people.written import digits

PER_PAGE: Final = 50
AT_ONCE: Final = 10_000  # rows decided with one click
CELLS_SHOWN: Final = 8


def _queued(request: HttpRequest, batch_id: int | None) -> QuerySet[HeldRow]:
    rows = (queued_rows() & visible_held_rows(request.user)).select_related("batch__source")
    rows = rows.defer("batch__profile").order_by("batch", "row")
    return rows.filter(batch=batch_id) if batch_id is not None else rows


@require_GET
@requires_role(Role.STEWARD)
def corrections(request: HttpRequest) -> HttpResponse:
    """Rows that wait for a decision, of all batches or of one."""
    batch_id = number_in(request.GET, "batch")
    page = Paginator(_queued(request, batch_id), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "here": "corrections",
        "waiting": waiting(),
        "page": page,
        "rows": [(held, reason_of(held)[0], list(held.raw.items())[:CELLS_SHOWN]) for held in page],
        "batch_id": batch_id,
        "at_once": AT_ONCE,
    }
    return render(request, "intake/corrections.html", context)


@require_POST
@requires_role(Role.STEWARD)
def decide(request: HttpRequest) -> HttpResponse:
    """Accept or decline the chosen rows, or all that the page is about."""
    batch_id = number_in(request.POST, "batch")
    back = reverse("data-corrections") + (f"?batch={batch_id}" if batch_id is not None else "")
    rows, form = _chosen(request, batch_id), DecideForm(request.POST)
    if not rows:
        messages.error(request, _("Choose the rows first. Those that were decided by now are gone."))
    elif form.accepted(held_rows=rows, by=signed_in(request)):
        _say(request, form, len(rows))
    else:
        messages.error(
            request, _("Choose accept or decline, and give a reason: it is kept in the audit trail.")
        )
    return redirect(back)


def _chosen(request: HttpRequest, batch_id: int | None) -> list[HeldRow]:
    rows = _queued(request, batch_id)
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
