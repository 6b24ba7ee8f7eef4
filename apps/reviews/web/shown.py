"""Reviews, facts and actions as pages write them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.coaching.web.brief import mix_shown
from apps.engine.periods import Grain, period_end, period_start, previous_start
from apps.goals.amounts import MICROS
from apps.metrics.catalogue import kpi_name
from apps.metrics.choices import KpiDirection, Unit
from apps.metrics.models import Kpi
from apps.metrics.written import kpi_written
from apps.people.clock import organisation
from apps.people.days import ONE_DAY
from apps.people.models import Person
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
    others: tuple[Finding, ...] = ()
    evidence: tuple[str, ...] = ()
    share: Fraction | None = None  # achievement, for the bar


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """An action with how late it is on a day."""

    row: Action
    days_late: int
    may_finish: bool
    risen: bool = False
    figure: str = ""  # what its figure did
    tone: str = "mut"
    word: str = ""
    number: str = ""  # from → expected

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
    review: Review,
    findings: Iterable[Finding],
    *,
    may_write: bool,
    sent: Mapping[str, CauseForm],
    people: QuerySet[Person] | None = None,
) -> list[FactRow]:
    """Each KPI of the review; a form where a cause may be chosen: for what fell short, or has one already."""
    known = list(findings)
    said = {finding.kpi.code: finding for finding in known if finding.view_of_id is None}
    rows = []
    for fact in read_facts(review.facts):
        others = tuple(one for one in known if one.kpi.code == fact.code and one.view_of_id is not None)
        row = _fact_row(fact, said.get(fact.code), sent.get(fact.code), may_write=may_write, people=people)
        rows.append(replace(row, others=others, evidence=tuple(_evidence(review, row))))
    return rows


def _evidence(review: Review, row: FactRow) -> Iterable[str]:
    """What stands beside the cause, in words with figures."""
    finding, facts = row.finding, review.facts
    for code in finding.evidence if finding else []:
        if code == "fact":
            yield _("Gap %(gap)s") % {"gap": row.gap}
        elif code == "gap" and facts.get("gap"):
            yield _("Drivers of the gap in money")
        elif code == "mix" and facts.get("mix"):
            shown = mix_shown(facts["mix"])
            parts = {part["name"]: part["text"] for part in shown["parts"]}
            yield ", ".join(f"{name} {text}" for name, text in parts.items())
        elif code == "insights":
            yield _("What stood out: %(n)s") % {"n": len(facts.get("insights", []))}


def action_rows(
    rows: Iterable[Action],
    on: date,
    *,
    me_id: int | None,
    led: frozenset[int] | set[int],
    review: Review | None = None,
) -> list[ActionRow]:
    """Each action, and whether its reader may mark it as done: its owner, or who leads the team."""
    facts = {fact.code: fact for fact in read_facts(review.facts)} if review is not None else {}
    return [
        ActionRow(
            row=row,
            days_late=max(0, (on - row.due_day).days) if row.state == ActionState.OPEN else 0,
            may_finish=row.state == ActionState.OPEN and (row.owner_id == me_id or row.team_id in led),
            risen=review is not None and row.team_id != review.team_id,
            number=_number(row),
            **_did(row, facts.get(row.kpi.code) if row.kpi else None),
        )
        for row in rows
    ]


def _number(row: Action) -> str:
    """`62 % → 85 %`; empty without a number."""
    if row.kpi is None or row.expected_micros is None:
        return ""
    expected = _of_kpi(row.kpi, Fraction(row.expected_micros, MICROS))
    return f"{_of_kpi(row.kpi, Fraction(row.before))} → {expected}" if row.before else expected


def _did(row: Action, fact: Fact | None) -> dict[str, str]:
    """What its figure did in the period of the review, against what was promised."""
    if row.kpi is None or row.expected_micros is None or fact is None:
        return {}
    promised = _("%(kpi)s %(number)s promised") % {
        "kpi": kpi_name(row.kpi.code, row.kpi.name),
        "number": _number(row),
    }
    if fact.actual is None or fact.n < fact.min_sample:
        word = _("too little data")
        return {"figure": f"{promised}; n = {written(fact.n, 0)}: {word}", "tone": "mut", "word": word}
    sign = -1 if fact.direction == KpiDirection.LOWER else 1
    expected = Fraction(row.expected_micros, MICROS)
    if sign * fact.actual >= sign * expected:
        tone, word = "ok", _("reached")
    elif row.before and sign * fact.actual > sign * Fraction(row.before):
        tone, word = "warn", _("improved, not reached")
    else:
        tone, word = "bad", _("not reached")
    now = _now(fact)
    return {"figure": f"{promised}; {now}: {word}", "tone": tone, "word": word}


def _now(fact: Fact) -> str:
    """`81 of 100`, with the value where it is no plain share."""
    value = _value(fact, fact.actual)
    if fact.numerator is None:
        return _("now %(value)s (n = %(n)s)") % {"value": value, "n": written(fact.n, 0)}
    return _("%(k)s of %(n)s, %(value)s") % {
        "k": written(fact.numerator, 0),
        "n": written(fact.n, 0),
        "value": value,
    }


def _of_kpi(kpi: Kpi, value: Fraction) -> str:
    return kpi_written(value, unit=kpi.unit, decimals=kpi.decimals, currency=organisation().currency)


def _fact_row(
    fact: Fact,
    finding: Finding | None,
    sent: CauseForm | None,
    *,
    may_write: bool,
    people: QuerySet[Person] | None,
) -> FactRow:
    tone, word, icon = LOOKS[_look(fact.judged)]
    form = sent or CauseForm(initial=_said(finding), auto_id=f"id_{fact.code}_%s", people=people)
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
        share=fact.judged,
        form=form if may_write and (fact.missed or finding is not None) else None,
    )


def _said(finding: Finding | None) -> dict[str, str]:
    return {"cause": finding.cause, "part": finding.part, "why": finding.why} if finding else {}


def _look(judged: Fraction | None) -> str:
    if judged is None:
        return "none"
    if judged >= 1:
        return "reached"
    return "close" if judged >= CLOSE else "missed"


def fact_value(fact: Fact) -> str:
    """The KPI's figure in its unit."""
    return _value(fact, fact.actual)


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
