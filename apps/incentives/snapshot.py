"""What a run was given for each payee: frozen facts, and their form in the database.

Fractions are stored as text "n/d" and nothing else holds a slash, so that what comes back is exactly what
went in; the input hash is taken over these values, never over names and other texts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from apps.engine.issues import Issue, Value

ONE: Final = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A KPI of the payee in the month, in the KPI's unit; `value` None is no data."""

    kpi: str
    value: Fraction | None
    n: int
    min_sample: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFact:
    """One line of the scorecard:

    Ratios (1 = 100 %), `weight` in per cent, target and actual in the KPI's unit.
    """

    kpi: str
    weight: Fraction
    target: Fraction | None
    actual: Fraction | None
    n: int
    achievement: Fraction | None
    points: Fraction
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DealFact:
    """What one order of the payee counts for a component on a day, by the payee's share of it.

    `amount` in minor units, negative for what a refund took back on its own day; `count` the order itself
    (1, or the share), 0 where only money moved.
    """

    order: str
    day: date
    amount: int
    count: Fraction = ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Deals:
    """The orders that one component looks at."""

    component: str
    orders: tuple[DealFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClawbackFact:
    """What an earlier month paid, what it pays without what was refunded since, and what was taken for it.

    Amounts in minor units; `orders` are the numbers of the refunded orders.
    """

    for_month: date
    paid: int
    recalculated: int
    taken: int = 0
    orders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualFact:
    """An award (positive) or deduction in minor units that one person asked for and another approved."""

    key: str
    amount: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeFacts:
    """Everything that decides one payee's pay for the month.

    `worked` of `planned` is working time in thousandths of a day, `days` whole days worked; `score` a
    ratio, None where there is none, with the `reason`; `refusals` why the plan does not pay this person.
    `carried` is what a recoverable guarantee still has to get back, 0 or negative.
    """

    person_id: int
    team_id: int
    worked: int
    planned: int
    days: int
    score: Fraction | None
    reason: str = ""
    scorecard_id: int | None = None
    lines: tuple[ScoreFact, ...] = ()
    readings: tuple[Reading, ...] = ()
    refusals: tuple[Issue, ...] = ()
    deals: tuple[Deals, ...] = ()
    clawbacks: tuple[ClawbackFact, ...] = ()
    manual: tuple[ManualFact, ...] = ()
    carried: int = 0

    def deals_of(self, component: str) -> tuple[DealFact, ...] | None:
        """The orders of a component; None where nothing is known of orders."""
        return next((one.orders for one in self.deals if one.component == component), None)

    def line(self, kpi: str) -> ScoreFact | None:
        """The scorecard's line of a KPI."""
        return next((line for line in self.lines if line.kpi == kpi), None)

    def reading(self, kpi: str) -> Reading:
        """The reading of a KPI; one without data where there is none."""
        return next(
            (reading for reading in self.readings if reading.kpi == kpi), Reading(kpi=kpi, value=None, n=0)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """How the payee was called when the run was calculated: for pages and files, never for amounts."""

    name: str
    number: str
    team: str
    kpi_names: Mapping[str, str] = field(default_factory=dict)


def pack_value(value: Value) -> str | int:
    """One value of a line or issue as JSON."""
    if isinstance(value, Decimal):
        value = Fraction(value)
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    return value


def unpack_value(value: str | int) -> str | int | Fraction:
    """The value that `pack_value` made; a date stays its ISO text."""
    if isinstance(value, str) and "/" in value:
        numerator, _slash, denominator = value.partition("/")
        if numerator.lstrip("-").isdigit() and denominator.isdigit():
            return Fraction(int(numerator), int(denominator))
    return value


def pack_values(values: Iterable[tuple[str, Value]]) -> dict[str, str | int]:
    """Values of a line or issue as a JSON object."""
    return {name: pack_value(value) for name, value in values}


def unpack_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values by name, fractions as fractions."""
    return {name: unpack_value(value) for name, value in values.items()}


def pack_facts(facts: PayeeFacts) -> dict[str, Any]:
    """The facts as JSON."""
    return {
        "person_id": facts.person_id,
        "team_id": facts.team_id,
        "worked": facts.worked,
        "planned": facts.planned,
        "days": facts.days,
        "score": _pack(facts.score),
        "reason": facts.reason,
        "scorecard_id": facts.scorecard_id,
        "lines": [_pack_line(line) for line in facts.lines],
        "readings": [
            {"kpi": r.kpi, "value": _pack(r.value), "n": r.n, "min_sample": r.min_sample}
            for r in facts.readings
        ],
        "refusals": [{"code": r.code, "values": pack_values(r.values)} for r in facts.refusals],
        **_pack_money(facts),
    }


def unpack_facts(data: Mapping[str, Any]) -> PayeeFacts:
    """The facts that `pack_facts` made, equal to the original."""
    return PayeeFacts(
        person_id=data["person_id"],
        team_id=data["team_id"],
        worked=data["worked"],
        planned=data["planned"],
        days=data["days"],
        score=_unpack(data["score"]),
        reason=data["reason"],
        scorecard_id=data["scorecard_id"],
        lines=tuple(_unpack_line(line) for line in data["lines"]),
        readings=tuple(
            Reading(kpi=r["kpi"], value=_unpack(r["value"]), n=r["n"], min_sample=r["min_sample"])
            for r in data["readings"]
        ),
        refusals=tuple(Issue.of(r["code"], **unpack_values(r["values"])) for r in data["refusals"]),
        deals=tuple(map(_unpack_deals, data.get("deals", ()))),
        clawbacks=tuple(map(_unpack_clawback, data.get("clawbacks", ()))),
        manual=tuple(ManualFact(**one) for one in data.get("manual", ())),
        carried=data.get("carried", 0),
    )


def _pack_money(facts: PayeeFacts) -> dict[str, Any]:
    """Orders, clawbacks and manual lines; what is not there is left out."""
    packed: dict[str, Any] = {
        "deals": [
            {
                "component": one.component,
                "orders": [
                    [deal.order, deal.day.isoformat(), deal.amount, _pack(deal.count)] for deal in one.orders
                ],
            }
            for one in facts.deals
        ],
        "clawbacks": [
            {
                "for_month": one.for_month.isoformat(),
                "paid": one.paid,
                "recalculated": one.recalculated,
                "taken": one.taken,
                "orders": list(one.orders),
            }
            for one in facts.clawbacks
        ],
        "manual": [{"key": one.key, "amount": one.amount, "reason": one.reason} for one in facts.manual],
        "carried": facts.carried,
    }
    return {name: value for name, value in packed.items() if value}


def _unpack_deals(data: Mapping[str, Any]) -> Deals:
    return Deals(
        component=data["component"],
        orders=tuple(
            DealFact(order=order, day=date.fromisoformat(day), amount=amount, count=Fraction(count))
            for order, day, amount, count in data["orders"]
        ),
    )


def _unpack_clawback(data: Mapping[str, Any]) -> ClawbackFact:
    return ClawbackFact(
        for_month=date.fromisoformat(data["for_month"]),
        paid=data["paid"],
        recalculated=data["recalculated"],
        taken=data["taken"],
        orders=tuple(data["orders"]),
    )


def pack_who(who: Who) -> dict[str, Any]:
    """Names as JSON."""
    return {
        "name": who.name,
        "number": who.number,
        "team": who.team,
        "kpi_names": dict(who.kpi_names),
    }


def unpack_who(data: Mapping[str, Any]) -> Who:
    """The names that `pack_who` made."""
    return Who(name=data["name"], number=data["number"], team=data["team"], kpi_names=data["kpi_names"])


def _pack(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


def _unpack(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _pack_line(line: ScoreFact) -> dict[str, Any]:
    return {
        "kpi": line.kpi,
        "weight": _pack(line.weight),
        "target": _pack(line.target),
        "actual": _pack(line.actual),
        "n": line.n,
        "achievement": _pack(line.achievement),
        "points": _pack(line.points),
        "reason": line.reason,
    }


def _unpack_line(data: Mapping[str, Any]) -> ScoreFact:
    return ScoreFact(
        kpi=data["kpi"],
        weight=Fraction(data["weight"]),
        target=_unpack(data["target"]),
        actual=_unpack(data["actual"]),
        n=data["n"],
        achievement=_unpack(data["achievement"]),
        points=Fraction(data["points"]),
        reason=data["reason"],
    )
