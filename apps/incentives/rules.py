"""A plan's rules, checked: what is paid, in the order of rules of calculation 3.6.

They are read from a *document* (the plan's text file, and the same as JSON in the database; see
`documents.py`) or from the short form that first versions were written in (`short_form.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from apps.engine.bounds import Side
from apps.incentives.components import (
    SCORECARD,
    ComponentRule,
    CurveRule,
    OnTopRule,
    UnitRule,
    kpi_of,
    sales_of,
)
from apps.incentives.refusals import SpecWrong
from apps.metrics.choices import Unit
from apps.metrics.figures import KpiInfo

DEFAULT_MEDIAN: Final = Fraction(3, 2)
DEFAULT_CHANGE: Final = Fraction(1, 2)


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
class GuaranteeRule:
    """What a month pays at least; recoverable: what it added is taken back later from what exceeds it."""

    amount: int
    recoverable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Who is paid:

    At least `minimum_days` worked in the month, protected leave counting as worked unless said otherwise;
    employed on its last day, or on the pay date, after probation, not under notice where that is asked.
    """

    minimum_days: int = 0
    employed_on_last_day: bool = False
    employed_on_pay_date: bool = False
    after_probation: bool = False
    not_under_notice: bool = False
    protected_leave_counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Beyond which a person looks at an amount:

    So many times the median, so much change against last month.
    """

    median: Fraction = DEFAULT_MEDIAN
    change: Fraction = DEFAULT_CHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class PayCalendar:
    """When a month is paid, in working days of the month after it.

    Corrections are taken in to the end of working day `cut_off`; `pay` None is the last working day;
    approval is due `approve` working days before.
    """

    cut_off: int = 12
    approve: int = 3
    pay: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRules:
    """What a plan pays, in the order of rules of calculation 3.6.

    Amounts in minor units a month. `leaders`: who leads the teams is paid, on the team's figures. `scaled`:
    cap and guarantee scale by working time. `budget_all`: the budget counts everything but guarantee and
    manual lines; it still reduces discretionary parts alone.
    """

    parts: tuple[ComponentRule, ...] = ()
    gates: tuple[GateRule, ...] = ()
    cap: int | None = None
    guarantee: GuaranteeRule | None = None
    scaled: bool = False
    budget: int | None = None
    budget_all: bool = False
    take_from_colleagues: bool = False
    leaders: bool = False
    eligibility: Eligibility = field(default_factory=Eligibility)
    calendar: PayCalendar = field(default_factory=PayCalendar)
    limits: Limits = field(default_factory=Limits)
    currency: str = ""

    @property
    def curve(self) -> CurveRule | None:
        """The target bonus by the score, where the plan has one."""
        return next((part for part in self.parts if isinstance(part, CurveRule) and part.on_score), None)

    @property
    def units(self) -> tuple[UnitRule, ...]:
        """The amounts per unit."""
        return tuple(part for part in self.parts if isinstance(part, UnitRule))

    @property
    def components(self) -> tuple[str, ...]:
        """The keys of what can be earned, in their order."""
        return tuple(part.key for part in self.parts)

    @property
    def kpis(self) -> tuple[str, ...]:
        """The codes of the KPIs that the rules look at beside the scorecard, each once, sorted."""
        used = {kpi_of(part) for part in self.parts} | {gate.kpi for gate in self.gates}
        return tuple(sorted(used - {""}))

    @property
    def discretionary(self) -> tuple[str, ...]:
        """The components that a budget may reduce."""
        return tuple(part.key for part in self.parts if part.discretionary)

    def part(self, key: str) -> ComponentRule | None:
        """The rule of a component."""
        return next((part for part in self.parts if part.key == key), None)

    def gate(self, key: str) -> GateRule | None:
        """The rule of a gate."""
        return next((gate for gate in self.gates if gate.key == key), None)


def check_kpis(rules: PlanRules, kpis: Mapping[str, KpiInfo]) -> None:
    """Raises `SpecWrong` where a rule names a KPI that nobody measures, or pays by a KPI that counts
    nothing.
    """
    for where, code in _kpis_used(rules):
        if code not in kpis:
            raise SpecWrong(where=where, problem=_("“%(kpi)s” is not a KPI that is measured") % {"kpi": code})
    for unit in rules.units:
        info = kpis.get(unit.kpi)
        if info is not None and (info.unit != Unit.COUNT or not info.is_volume):
            problem = _("“%(kpi)s” does not count things, so nothing can be paid for each") % {
                "kpi": info.name
            }
            raise SpecWrong(where=f"{place_of(rules, unit.key)}.kpi", problem=problem)
    for gate in rules.gates:
        if kpis[gate.kpi].unit == Unit.RATE and gate.bound > 1:
            problem = _("“%(kpi)s” is a rate: write the bound with its sign, such as 2.0 %%") % {
                "kpi": kpis[gate.kpi].name
            }
            raise SpecWrong(where=f"{gate_place(rules, gate.key)}.bound", problem=problem)


def place_of(rules: PlanRules, key: str) -> str:
    """Where a component stands in what its author wrote: the document, or the short form."""
    if rules.currency:
        return f"component.{key}"
    return "curve" if key == SCORECARD else f"units.{key}"


def gate_place(rules: PlanRules, key: str) -> str:
    """Where a gate stands in what its author wrote."""
    return f"gate.{key}" if rules.currency else f"gates.{key}"


def _kpis_used(rules: PlanRules) -> Iterator[tuple[str, str]]:
    for part in rules.parts:
        if code := kpi_of(part):
            yield f"{place_of(rules, part.key)}", code
        if isinstance(part, CurveRule) and not part.on_score:
            yield f"{place_of(rules, part.key)}.on", part.on
    yield from ((gate_place(rules, gate.key), gate.kpi) for gate in rules.gates)


def check_whole(rules: PlanRules) -> None:
    """What only shows where all rules are seen together. Raises `SpecWrong`."""
    nothing = "component" if rules.currency else "curve"
    if not rules.parts:
        raise SpecWrong(where=nothing, problem=_("the plan pays nothing: add a target bonus or an amount"))
    _once(rules.components, lambda key: place_of(rules, key) if rules.currency else f"units.{key}")
    _once(tuple(gate.key for gate in rules.gates), lambda key: gate_place(rules, key))
    for gate in rules.gates:
        if gate.component and gate.component not in rules.components:
            problem = _("there is no component “%(name)s”") % {"name": gate.component}
            place = gate_place(rules, gate.key)
            raise SpecWrong(where=f"{place}.on" if rules.currency else place, problem=problem)
    if "plan" in rules.components:
        raise SpecWrong(where="component.plan", problem=_("“plan” means the whole plan: choose another name"))
    _check_on_top(rules)
    if rules.budget is not None and not rules.discretionary:
        raise SpecWrong(
            where="limits.budget" if rules.currency else "budget_minor",
            problem=_("a budget reduces only discretionary components, and there is none"),
        )


def _check_on_top(rules: PlanRules) -> None:
    before: set[str] = set()
    for part in rules.parts:
        if isinstance(part, OnTopRule) and part.of not in before:
            problem = _("“%(name)s” must be a component that stands before this one") % {"name": part.of}
            raise SpecWrong(where=f"{place_of(rules, part.key)}.of", problem=problem)
        before.add(part.key)


def _once(keys: tuple[str, ...], place: Any) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise SpecWrong(where=place(key), problem=_("the name is used twice"))


def in_month(rules: PlanRules, first: date, last: date) -> PlanRules:
    """The rules of one month: a component whose dates lie outside it takes no part, nor do its gates."""
    gone = {
        part.key
        for part in rules.parts
        if (sales := sales_of(part)) is not None
        and ((sales.first or last) > last or (sales.last or first) < first)
    }
    if not gone:
        return rules
    return replace(
        rules,
        parts=tuple(
            part
            for part in rules.parts
            if part.key not in gone and not (isinstance(part, OnTopRule) and part.of in gone)
        ),
        gates=tuple(gate for gate in rules.gates if gate.component not in gone),
    )
