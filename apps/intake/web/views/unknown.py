"""Names nobody knows: all of them, and saying who one of them is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.intake import operations
from apps.intake.choices import BatchState
from apps.intake.matching.proposing import proposals
from apps.intake.models import Batch, Source
from apps.intake.policies import visible_batches, visible_sources
from apps.intake.queries.desk import UnknownRef, everybody, previewed_refs, unknown_refs, waiting
from apps.intake.web.forms import MatchForm
from apps.intake.web.numbers import number_in
from apps.intake.web.proposals_form import ProposalsForm
from apps.people.choices import Role
from apps.people.clock import now, today
from apps.people.models import Person
from apps.people.names import tidy
from apps.people.policies import can_give_access
from apps.people.queries.roster import with_present
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, requires_role, signed_in
from apps.people.written import digits

LONGEST_REF = 120
PROPOSED = 50  # names for which somebody alike is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Who a name likely is (empty: nobody is alike), from which day, and how the form says so."""

    name: str
    starts: date
    value: str
    place: str  # the same without the person


@require_GET
@requires_role(Role.STEWARD)
def unknown_agents(request: HttpRequest) -> HttpResponse:
    """Every name nobody knows, of all sources or of one, or of one file: also of a preview."""
    source_id, batch_id = number_in(request.GET, "source"), number_in(request.GET, "batch")
    batch = None
    if batch_id is not None:
        batch = get_visible_or_404(visible_batches(request.user).select_related("source"), pk=batch_id)
    refs = _refs_of(batch) if batch else unknown_refs(source_id=source_id)
    people = everybody() if refs else {}
    proposed = [_proposed(one, people if n < PROPOSED else {}) for n, one in enumerate(refs)]
    context = {
        "here": "unknown",
        "waiting": waiting(),
        "refs": proposed,
        "people": with_present(Person.objects.order_by("name", "pk"), today()) if refs else [],
        "batch": batch,
        "sources": visible_sources(request.user).order_by("name", "pk"),
        "source_id": source_id,
        "may_add": can_give_access(request.user),
    }
    return render(request, "intake/unknown.html", context)


def _refs_of(batch: Batch) -> list[UnknownRef]:
    if batch.state in {BatchState.READY, BatchState.HELD}:
        return previewed_refs(batch)
    return unknown_refs(batch=batch)


def _proposed(one: UnknownRef, people: Mapping[int, str]) -> tuple[UnknownRef, Meaning]:
    """The name with the one person who is likely meant, for somebody to confirm."""
    likely = proposals(one.ref, people)
    starts = one.first or today()
    place = json.dumps([one.source_id, 0, starts.isoformat(), one.ref])
    if len(likely) != 1 or one.first is None or one.ambiguous:
        return one, Meaning(name="", starts=starts, value="", place=place)
    value = json.dumps([one.source_id, likely[0], starts.isoformat(), one.ref])
    return one, Meaning(name=people[likely[0]], starts=starts, value=value, place=place)


@require_POST
@requires_role(Role.STEWARD)
def match_many(request: HttpRequest) -> HttpResponse:
    """Confirm several proposals at once; the rows of all of them follow."""
    batch = number_in(request.POST, "batch")
    form = ProposalsForm(request.POST, on=today())
    if form.accepted(by=signed_in(request)):
        messages.success(request, _all_followed(form.settled, form.names))
    else:
        for error in form.non_field_errors():
            messages.error(request, str(error))
        return _back(batch, stay=True)
    return _back(batch)


def _back(batch_id: int | None, *, stay: bool = False) -> HttpResponse:
    """To the names of the file that are left, or to the file once none is; without a file to all names."""
    if batch_id is None:
        return redirect("data-unknown")
    batch = Batch.objects.select_related("source").filter(pk=batch_id).first()
    if batch is None or not (stay or _refs_of(batch)):
        return redirect("batch", pk=batch_id)
    return redirect(f"{reverse('data-unknown')}?batch={batch_id}")


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who a name of a source is; its rows follow."""
    source, ref = get_visible_or_404(visible_sources(request.user), pk=pk), _ref(request)
    previewed = _previewed(request, source)
    found = _waiting_rows(source, ref, previewed)
    first = (found.first if found else None) or today()
    form = MatchForm(request.POST or None, first=first, on=today())
    if request.method == "POST" and form.accepted(source=source, ref=ref, by=signed_in(request)):
        person = form.cleaned_data["person"].name
        messages.success(request, _named(ref, person) if previewed else _followed(form.settled, ref, person))
        return _back(number_in(request.GET, "batch"))
    people = everybody()
    context: dict[str, Any] = {
        "form": form,
        "source": source,
        "ref": ref,
        "found": found,
        "first": first,
        "proposals": [(key, people[key]) for key in proposals(ref, people)],
    }
    return render(request, "intake/match.html", context, status=422 if form.errors else 200)


@require_POST
@requires_role(Role.STEWARD)
def again(request: HttpRequest) -> HttpResponse:
    """Run every parked row again: those whose agent is known by now become facts."""
    signed_in(request)
    try:
        settled = operations.rerun_parked(at=now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        counts = {"done": digits(settled.accepted + settled.unchanged, 0), "still": digits(settled.still, 0)}
        messages.success(request, _("%(done)s records taken; %(still)s rows still wait.") % counts)
    return redirect("data-unknown")


def _previewed(request: HttpRequest, source: Source) -> Batch | None:
    """The batch that the reader comes from, where its rows wait in its preview alone."""
    batch = number_in(request.GET, "batch")
    if batch is None:
        return None
    ready = source.batches.filter(pk=batch, state__in=(BatchState.READY, BatchState.HELD))
    return ready.select_related("source").first()


def _waiting_rows(source: Source, ref: str, previewed: Batch | None) -> UnknownRef | None:
    """The rows that wait for the name: parked ones, or those of the preview."""
    rows = unknown_refs(source_id=source.pk, ref=ref)
    if not rows and previewed is not None:
        rows = [one for one in previewed_refs(previewed) if one.ref == ref]
    return rows[0] if rows else None


def _ref(request: HttpRequest) -> str:
    ref = tidy(request.GET.get("ref", ""))
    if not ref or len(ref) > LONGEST_REF or "\x00" in ref:
        raise Http404
    return ref


def _all_followed(settled: operations.Settled, names: int) -> str:
    taken = settled.accepted + settled.unchanged
    said = ngettext("%(n)s name matched.", "%(n)s names matched.", names) % {"n": digits(names, 0)}
    rows = ngettext("%(n)s record followed.", "%(n)s records followed.", taken) % {"n": digits(taken, 0)}
    return f"{said} {rows}"


def _named(ref: str, person: str) -> str:
    """Where the rows wait in a preview: nothing could follow yet."""
    said = _("“%(ref)s” is %(person)s.") % {"ref": ref, "person": person}
    return f"{said} {_('The preview is made anew; the rows are imported with the others.')}"


def _followed(settled: operations.Settled, ref: str, person: str) -> str:
    taken = settled.accepted + settled.unchanged
    said = _("“%(ref)s” is %(person)s.") % {"ref": ref, "person": person}
    rows = ngettext("%(n)s record followed.", "%(n)s records followed.", taken) % {"n": digits(taken, 0)}
    if not settled.still:
        return f"{said} {rows}"
    still = ngettext("%(n)s row still waits.", "%(n)s rows still wait.", settled.still)
    return f"{said} {rows} {still % {'n': digits(settled.still, 0)}}"
