"""From a plan's rules and the frozen facts to what the engine is given: payees, pools, prizes, budget."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from apps.engine.budget import Budget, BudgetScope
from apps.engine.clawback import Clawback
from apps.engine.components import (
    Component,
    CurveComponent,
    OnTopComponent,
    RateComponent,
    TierComponent,
    UnitComponent,
)
from apps.engine.gates import Gate
from apps.engine.guarantee import Guarantee
from apps.engine.issues import Issue
from apps.engine.money import round_minor
from apps.engine.payees import Manual, PayeeInput
from apps.engine.pools import Pool, PoolBasis, PoolMember
from apps.engine.prizes import PrizeTable
from apps.engine.proration import prorate
from apps.engine.ranking import Entry, rank
from apps.incentives.components import (
    CROSSING,
    EQUALLY,
    SCORE,
    ComponentRule,
    CurveRule,
    OnTopRule,
    PoolRule,
    PrizeRule,
    RateRule,
    TierRule,
    UnitRule,
)
from apps.incentives.counting import left_out
from apps.incentives.rules import GateRule, PlanRules
from apps.incentives.snapshot import PayeeFacts

Made = Component | Issue
SMALL_SAMPLE: Final = "small_sample"


def payee_input(facts: PayeeFacts, rules: PlanRules, currency: str) -> tuple[PayeeInput, list[Issue]]:
    """What the engine is given for one payee.

    A component without data is an issue (`no_units`, `no_deals`) and left out. Pools and prizes are not among
    them: they look at all payees.
    """
    components, issues = _components(facts, rules)
    known = {component.key for component in components} | {
        part.key for part in rules.parts if isinstance(part, CROSSING)
    }
    payee = PayeeInput(
        key=str(facts.person_id),
        currency=currency,
        working_time=(facts.worked, facts.planned),
        score=facts.score,
        components=tuple(components),
        gates=tuple(
            _gate(gate, facts) for gate in rules.gates if not gate.component or gate.component in known
        ),
        cap=None if rules.cap is None else _scaled(rules.cap, rules, facts),
        guarantee=_guarantee(rules, facts),
        clawbacks=tuple(
            Clawback(
                key=f"{one.for_month:%Y-%m}",
                for_period=one.for_month,
                paid=one.paid,
                recalculated=one.recalculated,
                taken=one.taken,
            )
            for one in facts.clawbacks
        ),
        manual=tuple(Manual(key=one.key, amount=one.amount) for one in facts.manual),
        refusals=facts.refusals,
        take_from_colleagues=rules.take_from_colleagues,
    )
    return payee, [] if facts.refusals else issues


def pools_of(facts: Sequence[PayeeFacts], rules: PlanRules, currency: str) -> list[Pool]:
    """The pools that a plan hands out: one for all payees, or one for each team."""
    return [
        Pool(
            key=part.key,
            currency=currency,
            amount=part.amount,
            basis=BASES.get(part.by, PoolBasis.CONTRIBUTION),
            members=tuple(
                PoolMember(key=str(one.person_id), weight=_weight(one, part.by)) for one in members
            ),
            discretionary=part.discretionary,
        )
        for part in rules.parts
        if isinstance(part, PoolRule)
        for members in _groups(facts, each_team=part.each_team)
    ]


def prizes_of(facts: Sequence[PayeeFacts], rules: PlanRules, currency: str) -> list[PrizeTable]:
    """The prize tables of a plan with who stands where: one for all payees, or one for each team."""
    return [
        PrizeTable(
            key=part.key,
            currency=currency,
            prizes=part.prizes,
            tie=part.tie,
            standings=tuple(rank((_entry(one, part.by) for one in members), lowest_first=part.lowest_first)),
            discretionary=part.discretionary,
        )
        for part in rules.parts
        if isinstance(part, PrizeRule)
        for members in _groups(facts, each_team=part.each_team)
    ]


def budget_of(rules: PlanRules) -> Budget | None:
    """The plan's budget as the engine counts it."""
    if rules.budget is None:
        return None
    return Budget(
        amount=rules.budget, scope=BudgetScope.ALL if rules.budget_all else BudgetScope.DISCRETIONARY
    )


BASES: Final[Mapping[str, PoolBasis]] = {SCORE: PoolBasis.SCORE, EQUALLY: PoolBasis.EQUAL}


def _groups(facts: Sequence[PayeeFacts], *, each_team: bool) -> Iterable[Sequence[PayeeFacts]]:
    if not each_team:
        return [facts] if facts else []
    teams: defaultdict[int, list[PayeeFacts]] = defaultdict(list)
    for one in facts:
        teams[one.team_id].append(one)
    return [teams[team_id] for team_id in sorted(teams)]


def _weight(facts: PayeeFacts, by: str) -> Fraction | None:
    if by == EQUALLY:
        return None
    return facts.score if by == SCORE else facts.reading(by).value


def _entry(facts: PayeeFacts, by: str) -> Entry:
    """Where nobody is ranked on too few records."""
    if by == SCORE:
        return Entry(key=str(facts.person_id), value=facts.score)
    reading = facts.reading(by)
    few = reading.value is not None and reading.n < reading.min_sample
    return Entry(key=str(facts.person_id), value=reading.value, reason=SMALL_SAMPLE if few else "")


def _components(facts: PayeeFacts, rules: PlanRules) -> tuple[list[Component], list[Issue]]:
    components: list[Component] = []
    issues: list[Issue] = []
    for part in rules.parts:
        if isinstance(part, CROSSING):
            continue
        made = MAKERS[type(part)](part, facts)
        if isinstance(made, Issue):
            issues.append(Issue.of(made.code, **dict(made.values), payee=str(facts.person_id)))
        else:
            components.append(made)
    return components, issues


def _curve(part: CurveRule, facts: PayeeFacts) -> Made:
    line = None if part.on_score else facts.line(part.on)
    return CurveComponent(
        key=part.key,
        discretionary=part.discretionary,
        curve=part.curve,
        target_bonus=part.target_bonus,
        on_score=part.on_score,
        achievement=None if line is None or left_out(line) else line.achievement,
    )


def _unit(part: UnitRule, facts: PayeeFacts) -> Made:
    units: Fraction | int
    if part.sales is not None:
        deals = facts.deals_of(part.key)
        if deals is None:
            return Issue.of("no_deals", component=part.key)
        units = sum((deal.count for deal in deals), Fraction(0))
    else:
        value = facts.reading(part.kpi).value
        if value is None:
            return Issue.of("no_units", component=part.key, kpi=part.kpi)
        units = value
    return UnitComponent(key=part.key, units=units, amount=part.minor, discretionary=part.discretionary)


def _rate(part: RateRule, facts: PayeeFacts) -> Made:
    deals = facts.deals_of(part.key)
    if deals is None:
        return Issue.of("no_deals", component=part.key)
    return RateComponent(
        key=part.key,
        base=sum(deal.amount for deal in deals),
        rate=part.rate,
        negative_allowed=part.negative_allowed,
        discretionary=part.discretionary,
    )


def _tiers(part: TierRule, facts: PayeeFacts) -> Made:
    deals = facts.deals_of(part.key)
    if deals is None:
        return Issue.of("no_deals", component=part.key)
    return TierComponent(
        key=part.key,
        deals=tuple(deal.amount for deal in deals),
        tiers=part.tiers,
        mode=part.mode,
        negative_allowed=part.negative_allowed,
        discretionary=part.discretionary,
    )


def _on_top(part: OnTopRule, _facts: PayeeFacts) -> Made:
    return OnTopComponent(key=part.key, of=part.of, rate=part.rate, discretionary=part.discretionary)


MAKERS: Final[Mapping[type[ComponentRule], Callable[[Any, PayeeFacts], Made]]] = {
    CurveRule: _curve,
    UnitRule: _unit,
    RateRule: _rate,
    TierRule: _tiers,
    OnTopRule: _on_top,
}


def _gate(rule: GateRule, facts: PayeeFacts) -> Gate:
    reading = facts.reading(rule.kpi)
    return Gate(
        key=rule.key,
        value=reading.value,
        bound=rule.bound,
        side=rule.side,
        factor=rule.factor,
        n=reading.n,
        min_sample=reading.min_sample if rule.min_sample is None else rule.min_sample,
        component=rule.component,
    )


def _guarantee(rules: PlanRules, facts: PayeeFacts) -> Guarantee | None:
    if rules.guarantee is None:
        return None
    return Guarantee(
        amount=_scaled(rules.guarantee.amount, rules, facts),
        recoverable=rules.guarantee.recoverable,
        carried=facts.carried,
    )


def _scaled(amount: int, rules: PlanRules, facts: PayeeFacts) -> int:
    """A cap or guarantee, by working time where the plan says so."""
    if not rules.scaled or facts.planned <= 0 or not 0 <= facts.worked <= facts.planned:
        return amount
    return round_minor(prorate(amount, facts.worked, facts.planned))
