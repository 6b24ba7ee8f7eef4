"""A statement in words:

The scorecard's lines with formula, the steps numbered as rules of calculation 3.6 has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.engine.curves import Point, payout_rate
from apps.engine.lines import Step
from apps.engine.periods import Grain
from apps.engine.score import NoDataPolicy, Reason
from apps.incentives.counting import left_out
from apps.incentives.queries.payouts import PayoutView, ReadingRow, ScoreRow
from apps.incentives.queries.questions import about_kpi
from apps.incentives.queries.run_page import ExceptionRow
from apps.incentives.sentences import days_text, exception_sentence, points_text, ratio_text
from apps.incentives.web.plan_view import curve_words
from apps.people.written import adding_up, plain

NUMBER_OF: Final[Mapping[str, str]] = {
    Step.ELIGIBILITY: "–",
    Step.COMPONENT: "1",
    Step.COMPONENT_GATE: "2",
    Step.PLAN_GATE: "3",
    Step.CAP: "4",
    Step.GUARANTEE: "5",
    Step.BUDGET: "6",
    Step.CLAWBACK: "7",
    Step.MANUAL: "8",
    Step.EARLIER_PAID: "9",
    Step.CORRECTION: "9",
    Step.RELEASED: "9",
    Step.CARRIED: "9",
    Step.HELD: "9",
}
MOST_ORDERS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreShown:
    """A KPI of the scorecard: target and actual in its unit, and what it gave.

    `achieved` × `weight` are the `points`; `agreed` is the scorecard's weight where another one counted.
    """

    name: str
    basis: str
    achieved: str
    weight: str
    agreed: str
    points: str
    reason: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """A step: its number, title, formula and amount in minor units; `nil` where it changes nothing.

    `about` is how a question names it, `month` the earlier one it is for.
    """

    number: str
    title: str
    sentence: str
    amount: int
    nil: bool
    about: str
    month: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingShown:
    """A KPI that a unit or a condition rests on."""

    name: str
    value: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A payout ready to be shown."""

    payout: PayoutView
    scores: list[ScoreShown]
    lines: list[LineShown]
    readings: list[ReadingShown]
    exceptions: list[ExceptionRow]
    worked: str
    score: str
    rules_points: tuple[Point, ...]
    steps: bool
    curve_words: str
    at: Fraction | None
    rate: Fraction | None
    rate_text: str

    @property
    def fingerprint(self) -> list[str]:
        """The run's output hash in groups of eight."""
        text = self.payout.payout.run.output_hash
        return [text[at : at + 8] for at in range(0, len(text), 8)]


def statement(view: PayoutView) -> Statement:
    """Everything written out in the reader's language."""
    curve = view.rules.curve.curve if view.rules.curve else None
    at = view.facts.score
    rate = payout_rate(curve, at) if curve and at is not None else None
    return Statement(
        payout=view,
        scores=_scores(view),
        lines=[
            LineShown(
                number=NUMBER_OF.get(line.step, "–"),
                title=line.title,
                sentence=line.sentence,
                amount=line.amount,
                nil=line.amount == 0,
                about=f"line:{line.step}:{line.component}"[:90],
                month=line.for_month if line.for_month != view.payout.run.month else None,
            )
            for line in view.lines
        ],
        readings=[_reading(row, view) for row in view.readings],
        exceptions=[
            ExceptionRow(row=row, explained=exception_sentence(row.code, row.values, view.words))
            for row in view.exceptions
        ],
        worked=_worked(view),
        rules_points=curve.points if curve else (),
        steps=bool(curve and curve.steps),
        curve_words=curve_words(view.rules),
        at=at,
        rate=rate,
        rate_text="" if rate is None else ratio_text(rate),
        score="–" if view.facts.score is None else ratio_text(view.facts.score),
    )


def _scores(view: PayoutView) -> list[ScoreShown]:
    """The lines of the score; their points add up to the score as it is written."""
    points = adding_up([row.fact.points for row in view.scores], 4)
    return [_score(row, part, view) for row, part in zip(view.scores, points, strict=True)]


def _score(row: ScoreRow, points: Fraction, view: PayoutView) -> ScoreShown:
    fact = row.fact
    return ScoreShown(
        name=view.words.kpi_name(fact.kpi),
        basis=_basis(row, view),
        achieved="–" if row.counted.achievement is None else ratio_text(row.counted.achievement),
        weight=ratio_text(row.counted.weight),
        agreed="" if row.counted.weight == fact.weight / 100 else ratio_text(fact.weight / 100),
        points=points_text(points),
        reason=_reason(row, view),
        about=about_kpi(fact.kpi),
    )


def _basis(row: ScoreRow, view: PayoutView) -> str:
    """Actual and target in the KPI's unit, with the records behind them."""
    fact = row.fact
    values = {
        "actual": _figure(fact.kpi, fact.actual, view),
        "target": _target(row, view),
        "n": plain(fact.n),
    }
    if row.line is not None and row.line.grain is Grain.WEEK:
        return (
            _("mean of its weeks: %(actual)s against a target of %(target)s a week, %(n)s records") % values
        )
    return _("%(actual)s against a target of %(target)s, %(n)s records") % values


def _target(row: ScoreRow, view: PayoutView) -> str:
    """The target as it was frozen; of a band, which has no single one, from where to where."""
    fact, band = row.fact, row.line.target if row.line else None
    if fact.target is None and band is not None and band.low is not None and band.high is not None:
        return f"{_figure(fact.kpi, band.low, view)}–{_figure(fact.kpi, band.high, view)}"
    return _figure(fact.kpi, fact.target, view)


def _figure(kpi: str, value: Fraction | None, view: PayoutView) -> str:
    return "–" if value is None else view.words.figure(kpi, value)


def _reason(row: ScoreRow, view: PayoutView) -> str:
    """Why the line counted something else than its achievement, and what came of it."""
    fact = row.fact
    if fact.reason == Reason.CAPPED and fact.achievement is not None:
        return _("reached %(achieved)s, counts up to its cap") % {"achieved": ratio_text(fact.achievement)}
    if not left_out(fact):
        return ""
    few = fact.reason == Reason.SMALL_SAMPLE
    if view.facts.score is None:
        return _("too few records") if few else _("no data")
    return {
        NoDataPolicy.REDISTRIBUTE: (
            _("too few records: its weight goes to the other KPIs")
            if few
            else _("no data: its weight goes to the other KPIs")
        ),
        NoDataPolicy.ZERO: _("too few records: counts as not reached")
        if few
        else _("no data: counts as not reached"),
        NoDataPolicy.FULL: _("too few records: counts as met") if few else _("no data: counts as met"),
    }[view.no_data]


def _reading(row: ReadingRow, view: PayoutView) -> ReadingShown:
    reading = row.reading
    return ReadingShown(
        name=view.words.kpi_name(reading.kpi), value=_figure(reading.kpi, reading.value, view), n=reading.n
    )


def _worked(view: PayoutView) -> str:
    facts = view.facts
    return _("%(worked)s of %(planned)s") % {
        "worked": days_text(facts.worked),
        "planned": days_text(facts.planned),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShown:
    """An order or refund: what it counts, minor units, by the person's share."""

    order: str
    day: date | None
    refund: bool
    amount: int
    share: Fraction
    counts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersShown:
    """The largest orders and every refund, what the rest counts together, and all of it."""

    shown: list[OrderShown]
    rest_count: int
    rest: int
    total: int
    currency: str


def orders_shown(orders: Mapping[str, Any] | None) -> OrdersShown | None:
    """The orders of a statement for the page: the refunds and the largest ones, by day."""
    if not orders or not orders["rows"]:
        return None
    rows = [
        OrderShown(
            order=row["order"],
            day=date.fromisoformat(row["day"]) if row["day"] else None,
            refund=row["kind"] == "refund",
            amount=row["amount"],
            share=Fraction(row["share"]),
            counts=row["counts"],
        )
        for row in orders["rows"]
    ]
    chosen = sorted(rows, key=lambda one: (not one.refund, -one.counts))[:MOST_ORDERS]
    kept = {id(one) for one in chosen}
    return OrdersShown(
        shown=[one for one in rows if id(one) in kept],
        rest_count=len(rows) - len(chosen),
        rest=sum(one.counts for one in rows if id(one) not in kept),
        total=orders["total_minor"],
        currency=orders["currency"],
    )
