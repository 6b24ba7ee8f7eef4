"""A plan's rules: read from the stored specification, checked, and refused with the place that is wrong.

The specification is JSON. Money is whole minor units of the plan's currency, ratios and bounds are text
such as "0.8" or "4/5", so that nothing passes through a binary floating-point number:

{"target_bonus_minor": 800000,
 "curve": {"points": [["0.8", "0.5"], ["1", "1"], ["1.1", "1.3"]], "steps": false, "discretionary": false},
 "units": [{"key": "deals", "kpi": "deals_closed", "minor": 5000, "discretionary": true}],
 "gates": [{"key": "complaints", "kpi": "complaint_rate", "side": "above", "bound": "0.02", "factor": "0",
            "min_sample": 50, "component": ""}],
 "cap_minor": 1200000, "budget_minor": 36000000,
 "eligibility": {"minimum_days": 10, "employed_on_last_day": true},
 "limits": {"median": "1.5", "change": "0.5"}}

Everything is optional, but a plan has to pay something: a curve with its target bonus, or an amount per
unit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.engine.bounds import Side
from apps.engine.curves import Curve, check_curve
from apps.incentives.reading import Table
from apps.incentives.refusals import SpecWrong
from apps.metrics.choices import Unit
from apps.metrics.figures import KpiInfo

SCORECARD: Final = "scorecard"
"""The key of the component that pays the target bonus by the curve."""

DEFAULT_MEDIAN: Final = Fraction(3, 2)
DEFAULT_CHANGE: Final = Fraction(1, 2)

CURVE_PROBLEMS: Final[Mapping[str, str | Promise]] = {
    "curve_empty": _("a curve needs at least one point"),
    "curve_negative": _("a score and a rate may not be below 0"),
    "curve_not_rising": _("each score must be above the one before"),
    "curve_falls": _("a better score may not pay less"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveRule:
    """The target bonus of a full-time month in minor units, paid by a curve on the score."""

    target_bonus: int
    curve: Curve
    discretionary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRule:
    """`minor` units of money for each unit of a KPI that counts things."""

    key: str
    kpi: str
    minor: int
    discretionary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRule:
    """Where the KPI lies strictly `side` of `bound` (in the KPI's unit), `component` (or "", all) is ×
    `factor`.

    `min_sample` None: the KPI's own minimum sample.
    """

    key: str
    kpi: str
    side: Side
    bound: Fraction
    factor: Fraction
    min_sample: int | None = None
    component: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Who is paid:

    At least `minimum_days` worked in the month; employed on its last day where that is asked.
    """

    minimum_days: int = 0
    employed_on_last_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Beyond which a person looks at an amount:

    So many times the median, so much change against last month.
    """

    median: Fraction = DEFAULT_MEDIAN
    change: Fraction = DEFAULT_CHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRules:
    """What a plan pays, in the order of rules of calculation 3.6.

    `cap` and `budget` in minor units a month.
    """

    curve: CurveRule | None = None
    units: tuple[UnitRule, ...] = ()
    gates: tuple[GateRule, ...] = ()
    cap: int | None = None
    budget: int | None = None
    eligibility: Eligibility = field(default_factory=Eligibility)
    limits: Limits = field(default_factory=Limits)

    @property
    def components(self) -> tuple[str, ...]:
        """The keys of what can be earned, in their order."""
        return ((SCORECARD,) if self.curve else ()) + tuple(unit.key for unit in self.units)

    @property
    def kpis(self) -> tuple[str, ...]:
        """The codes of the KPIs that the rules look at beside the scorecard, each once, sorted."""
        return tuple(sorted({unit.kpi for unit in self.units} | {gate.kpi for gate in self.gates}))

    @property
    def discretionary(self) -> tuple[str, ...]:
        """The components that a budget may reduce."""
        curve = (SCORECARD,) if self.curve and self.curve.discretionary else ()
        return curve + tuple(unit.key for unit in self.units if unit.discretionary)


def read_rules(spec: Any) -> PlanRules:
    """The rules of a specification. Raises `SpecWrong` with the place and what is wrong there."""
    table = Table.of(spec, "")
    table.allow(
        "target_bonus_minor", "curve", "units", "gates", "cap_minor", "budget_minor", "eligibility", "limits"
    )
    rules = PlanRules(
        curve=_curve(table),
        units=tuple(map(_unit, table.tables("units"))),
        gates=tuple(map(_gate, table.tables("gates"))),
        cap=table.amount("cap_minor"),
        budget=table.amount("budget_minor"),
        eligibility=_eligibility(table.table("eligibility")),
        limits=_limits(table.table("limits")),
    )
    _check_whole(rules)
    return rules


def check_kpis(rules: PlanRules, kpis: Mapping[str, KpiInfo]) -> None:
    """Raises `SpecWrong` where a rule names a KPI that nobody measures, or pays by a KPI that counts
    nothing.
    """
    for where, code in _kpis_used(rules):
        if code not in kpis:
            raise SpecWrong(where=where, problem=_("“%(kpi)s” is not a KPI that is measured") % {"kpi": code})
    for unit in rules.units:
        info = kpis[unit.kpi]
        if info.unit != Unit.COUNT or not info.is_volume:
            problem = _("“%(kpi)s” does not count things, so nothing can be paid for each") % {
                "kpi": info.name
            }
            raise SpecWrong(where=f"units.{unit.key}", problem=problem)


def _kpis_used(rules: PlanRules) -> Iterator[tuple[str, str]]:
    yield from ((f"units.{unit.key}", unit.kpi) for unit in rules.units)
    yield from ((f"gates.{gate.key}", gate.kpi) for gate in rules.gates)


def _curve(table: Table) -> CurveRule | None:
    part = table.table("curve")
    bonus = table.amount("target_bonus_minor")
    if part is None and bonus is None:
        return None
    if part is None:
        raise SpecWrong(where="curve", problem=_("a target bonus needs a curve"))
    if bonus is None:
        raise SpecWrong(where="target_bonus_minor", problem=_("a curve needs a target bonus"))
    part.allow("points", "steps", "discretionary")
    curve = Curve(points=part.pairs("points"), steps=part.flag("steps"))
    for issue in check_curve(curve):
        raise SpecWrong(where="curve", problem=CURVE_PROBLEMS[issue.code])
    return CurveRule(target_bonus=bonus, curve=curve, discretionary=part.flag("discretionary"))


def _unit(part: Table) -> UnitRule:
    part.allow("key", "kpi", "minor", "discretionary")
    return UnitRule(
        key=part.key("key"),
        kpi=part.key("kpi"),
        minor=part.needed_amount("minor"),
        discretionary=part.flag("discretionary"),
    )


def _gate(part: Table) -> GateRule:
    part.allow("key", "kpi", "side", "bound", "factor", "min_sample", "component")
    factor = part.ratio("factor")
    if not 0 <= factor < 1:
        raise SpecWrong(where=part.at("factor"), problem=_("a gate multiplies by 0 or more, and less than 1"))
    return GateRule(
        key=part.key("key"),
        kpi=part.key("kpi"),
        side=Side(part.choice("side", tuple(side.value for side in Side))),
        bound=part.ratio("bound"),
        factor=factor,
        min_sample=part.amount("min_sample"),
        component=part.text("component"),
    )


def _eligibility(part: Table | None) -> Eligibility:
    if part is None:
        return Eligibility()
    part.allow("minimum_days", "employed_on_last_day")
    return Eligibility(
        minimum_days=part.amount("minimum_days") or 0,
        employed_on_last_day=part.flag("employed_on_last_day"),
    )


def _limits(part: Table | None) -> Limits:
    if part is None:
        return Limits()
    part.allow("median", "change")
    median = part.ratio("median", DEFAULT_MEDIAN)
    change = part.ratio("change", DEFAULT_CHANGE)
    if median <= 1:
        raise SpecWrong(where="limits.median", problem=_("the limit must be above 1 × the median"))
    if change <= 0:
        raise SpecWrong(where="limits.change", problem=_("the limit must be above 0"))
    return Limits(median=median, change=change)


def _check_whole(rules: PlanRules) -> None:
    if not rules.components:
        raise SpecWrong(where="curve", problem=_("the plan pays nothing: add a target bonus or an amount"))
    _once("units", rules.components)
    _once("gates", tuple(gate.key for gate in rules.gates))
    for gate in rules.gates:
        if gate.component and gate.component not in rules.components:
            problem = _("there is no component “%(name)s”") % {"name": gate.component}
            raise SpecWrong(where=f"gates.{gate.key}", problem=problem)
    if rules.budget is not None and not rules.discretionary:
        raise SpecWrong(
            where="budget_minor",
            problem=_("a budget reduces only discretionary components, and there is none"),
        )


def _once(where: str, keys: tuple[str, ...]) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise SpecWrong(where=f"{where}.{key}", problem=_("the name is used twice"))
