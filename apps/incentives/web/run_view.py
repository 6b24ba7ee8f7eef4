"""A run's page in words: steps, tiles, trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from apps.incentives.choices import RunState
from apps.incentives.models import PayoutRun
from apps.incentives.queries.recalculating import limits_of
from apps.incentives.queries.run_page import RunPage
from apps.incentives.sentences import verb_text
from apps.people.clock import zone
from apps.people.models import User
from apps.people.written import money, percent, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class StepShown:
    """A state in the row of states: `state` is done, now or todo; `note` says when and who."""

    label: str
    state: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One figure with a line under it."""

    label: str
    value: str
    small: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailRow:
    """One thing that was done with the run."""

    at: datetime
    who: str
    text: str
    reason: str


def stepper_steps(run: PayoutRun) -> list[StepShown]:
    """Every state of a run, those behind it with date and name."""
    states = list(RunState)
    at = states.index(RunState(run.state))
    last = at == len(states) - 1
    return [
        StepShown(
            label=str(state.label),
            state=_position(number, at, last=last),
            note=_note(run, state) if number <= at else _coming(state),
        )
        for number, state in enumerate(states)
    ]


def _position(number: int, at: int, *, last: bool) -> str:
    if number < at or (number == at and last):
        return "done"
    return "now" if number == at else "todo"


def _note(run: PayoutRun, state: RunState) -> str:
    prefix = "created" if state is RunState.DRAFT else state.value
    when: datetime | None = getattr(run, f"{prefix}_at")
    who: User | None = getattr(run, f"{prefix}_by")
    if when is None:
        return ""
    # Translators: a date format of Django: day, short month; in Chinese n月j日
    day = date_format(timezone.localtime(when, zone()), pgettext("date format", "j M"))
    return f"{day}, {who}" if who else day


def _coming(state: RunState) -> str:
    return {
        RunState.APPROVED: _("by someone else"),
        RunState.LOCKED: _("freezes the days"),
        RunState.EXPORTED: _("files for payroll"),
    }.get(state, "")


def tiles(page: RunPage) -> list[Tile]:
    """The run in four figures."""
    totals = page.totals
    return [
        Tile(
            label=_("To pay"),
            value=money(totals.payable_minor, page.currency),
            small="",
            note=_against_before(page),
        ),
        Tile(
            label=_("People paid"),
            value=str(totals.paid),
            small=_("of %(people)d") % {"people": totals.people},
            note=_unpaid(page),
        ),
        Tile(
            label=_("Average of those paid"),
            value=_money_or_dash(totals.average_minor, page.currency),
            small="",
            note=_("median %(median)s") % {"median": _money_or_dash(totals.median_minor, page.currency)},
        ),
        _budget_tile(page),
    ]


def _money_or_dash(minor: int | None, currency: str) -> str:
    return "–" if minor is None else money(minor, currency)


def _against_before(page: RunPage) -> str:
    if not page.before:
        return _("no locked run of the month before")
    change = Fraction(page.totals.total_minor - page.before, page.before)
    sign = "" if change < 0 else "+"
    return _("%(change)s on the month before (%(before)s)") % {
        "change": f"{sign}{percent(change)}",
        "before": money(page.before, page.currency),
    }


def _unpaid(page: RunPage) -> str:
    totals = page.totals
    parts = [ngettext("%(n)d at zero", "%(n)d at zero", totals.zero) % {"n": totals.zero}]
    held = sum(1 for hold in page.holds if hold.lifted_at is None)
    if held:
        parts.append(_("%(n)d held") % {"n": held})
    if totals.negative:
        parts.append(_("%(n)d negative") % {"n": totals.negative})
    return " · ".join(parts)


def _budget_tile(page: RunPage) -> Tile:
    budget = page.rules.budget
    if not budget:
        return Tile(
            label=_("Highest amount"),
            value=money(page.totals.highest_minor, page.currency),
            small="",
            note=_("the plan has no budget"),
        )
    used = page.together.counted or 0
    return Tile(
        label=_("Budget used"),
        value=percent(Fraction(used, budget)),
        small="",
        note=_("%(used)s of %(budget)s")
        % {
            "used": money(used, page.currency),
            "budget": money(budget, page.currency),
        },
    )


def component_sums(page: RunPage) -> list[tuple[str, int]]:
    """What each component adds up to over everyone, in minor units."""
    return [
        (page.words.component(key), page.together.components.get(key, 0)) for key in page.rules.components
    ]


def trail_rows(page: RunPage) -> list[TrailRow]:
    """The trail, newest first."""
    return [
        TrailRow(
            at=entry.at,
            who=entry.who,
            text=_trail_text(entry.verb, entry.after, page.currency),
            reason=entry.reason,
        )
        for entry in page.trail
    ]


def _trail_text(verb: str, after: dict[str, Any], currency: str) -> str:
    text = verb_text(verb)
    if "total_minor" in after:
        return f"{text}: {money(after['total_minor'], currency)}"
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One choice of rows over the table: its label, how many, its address, and whether it is shown."""

    label: str
    count: int
    query: str
    now: bool


def page_parts(page: RunPage, chosen: Mapping[str, str]) -> list[Part]:
    """All, those with exceptions, held, changed by the last calculation, corrected."""
    shown = chosen.get("show", "")
    held = sum(1 for hold in page.holds if hold.lifted_at is None)
    parts = [
        ("", _("All"), page.totals.people),
        ("exceptions", _("Exceptions"), len(page.by_person)),
        ("held", _("Held"), held),
        ("changed", _("Changed"), page.changed),
        ("earlier", _("Corrected"), len({one.row.person_id for one in page.corrections})),
    ]
    return [
        Part(label=label, count=count, query=f"?show={name}" if name else "?", now=shown == name)
        for name, label, count in parts
        if count or name in {"", shown}
    ]


def bounds_shown(page: RunPage) -> dict[str, str]:
    """The bounds that count for the run, as the form writes them."""
    limits = limits_of(page.run, page.rules)
    return {"median": plain(limits.median, 3), "change": plain(limits.change * 100, 2)}
