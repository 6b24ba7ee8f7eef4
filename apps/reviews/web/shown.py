"""Reviews, facts and actions as pages write them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.engine.periods import Grain, period_end, period_start, previous_start
from apps.metrics.catalogue import kpi_name
from apps.metrics.choices import Unit
from apps.metrics.written import kpi_written
from apps.people.clock import organisation
from apps.people.days import ONE_DAY
from apps.people.written import MINUS, day_text, month_text, percent, written
from apps.reviews.choices import ActionState, ReviewGrain
from apps.reviews.facts import Fact, read_facts
from apps.reviews.models import Action, Finding, Review
from apps.reviews.web.forms import CauseForm

NO_DATA: Final = "–"
CLOSE: Final = Fraction(9, 10)
LOOKS: Final = {
    "reached": ("ok", gettext_lazy("Reached"), "check-circle"),
    "close": ("warn", gettext_lazy("Just missed"), "exclamation-triangle"),
    "missed": ("bad", gettext_lazy("Missed"), "arrow-trending-down"),
    "none": ("mut", gettext_lazy("No data"), "minus-circle"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """A KPI's figures, written; the cause that was chosen, and the form to choose it."""

    fact: Fact
    actual: str
    target: str
    gap: str
    achievement: str
    tone: str
    word: str
    icon: str
    finding: Finding | None
    form: CauseForm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """An action with how late it is on a day."""

    row: Action
    days_late: int
    may_finish: bool

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.row.state == ActionState.OPEN

    @property
    def kpi(self) -> str:
        """The KPI it is about, in the language that is active now; empty where it is about none."""
        return kpi_name(self.row.kpi.code, self.row.kpi.name) if self.row.kpi else ""


def period_text(review: Review) -> str:
    """`October 2026`, `Week 47: 16 Nov 2026 – 22 Nov 2026`."""
    return span_text(review.grain, review.starts)


def span_text(grain: str, starts: date) -> str:
    """A month by its name; a week by its number and days."""
    if grain == ReviewGrain.MONTH:
        return month_text(starts)
    return _("Week %(number)s: %(first)s – %(last)s") % {
        "number": starts.isocalendar().week,
        "first": day_text(starts),
        "last": day_text(period_end(starts, Grain.WEEK) - ONE_DAY),
    }


def proposed(on: date) -> list[tuple[str, str]]:
    """The last week and month and those that run: value and words, the most likely first."""
    week, month = period_start(on, Grain.WEEK), period_start(on, Grain.MONTH)
    spans = [
        (ReviewGrain.WEEK, previous_start(week, Grain.WEEK)),
        (ReviewGrain.MONTH, previous_start(month, Grain.MONTH)),
        (ReviewGrain.WEEK, week),
        (ReviewGrain.MONTH, month),
    ]
    return [(f"{grain}:{starts.isoformat()}", span_text(grain, starts)) for grain, starts in spans]


def fact_rows(
    review: Review, findings: Iterable[Finding], *, may_write: bool, sent: Mapping[str, CauseForm]
) -> list[FactRow]:
    """Each KPI of the review; a form where a cause may be chosen: for what fell short, or has one already."""
    said = {finding.kpi.code: finding for finding in findings}
    return [
        _fact_row(fact, said.get(fact.code), sent.get(fact.code), may_write=may_write)
        for fact in read_facts(review.facts)
    ]


def action_rows(
    rows: Iterable[Action], on: date, *, me_id: int | None, led: frozenset[int] | set[int]
) -> list[ActionRow]:
    """Each action, and whether its reader may mark it as done: its owner, or who leads the team."""
    return [
        ActionRow(
            row=row,
            days_late=max(0, (on - row.due_day).days) if row.state == ActionState.OPEN else 0,
            may_finish=row.state == ActionState.OPEN and (row.owner_id == me_id or row.team_id in led),
        )
        for row in rows
    ]


def _fact_row(fact: Fact, finding: Finding | None, sent: CauseForm | None, *, may_write: bool) -> FactRow:
    tone, word, icon = LOOKS[_look(fact.judged)]
    form = sent or CauseForm(initial=_said(finding), auto_id=f"id_{fact.code}_%s")
    return FactRow(
        fact=fact,
        actual=_value(fact, fact.actual),
        target=_target(fact),
        gap=_signed(fact, fact.gap),
        achievement=NO_DATA if fact.judged is None else percent(fact.judged),
        tone=tone,
        word=str(word),
        icon=icon,
        finding=finding,
        form=form if may_write and (fact.missed or finding is not None) else None,
    )


def _said(finding: Finding | None) -> dict[str, str]:
    return {"cause": finding.cause, "why": finding.why} if finding else {}


def _look(judged: Fraction | None) -> str:
    if judged is None:
        return "none"
    if judged >= 1:
        return "reached"
    return "close" if judged >= CLOSE else "missed"


def _value(fact: Fact, value: Fraction | None) -> str:
    if value is None:
        return NO_DATA
    return kpi_written(value, unit=fact.unit, decimals=fact.decimals, currency=organisation().currency)


def _target(fact: Fact) -> str:
    """The target, or the band."""
    if fact.low is None and fact.high is None:
        return _value(fact, fact.target)
    return f"{_value(fact, fact.low)} – {_value(fact, fact.high)}"


def _signed(fact: Fact, gap: Fraction | None) -> str:
    """A gap with its sign; of a rate in points."""
    if gap is None:
        return NO_DATA
    if fact.unit == Unit.RATE:
        return _("%(points)s points") % {"points": written(gap * 100, fact.decimals, plus=True)}
    text = _value(fact, gap)
    return f"+{text}" if gap > 0 and not text.startswith((MINUS, "+")) else text
