"""What a plan pays: one payee, or all of them with what crosses people (rules of calculation, 3.6).

The order: components, component gates, plan gates, individual cap (not on pools), guarantee, budget reduction
(on discretionary pay), clawback, manual, earlier paid, corrections of earlier periods. Each is its own line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from apps.engine.budget import Budget, BudgetCut, BudgetScope, cut_to_budget
from apps.engine.clawback import Clawback
from apps.engine.components import (
    Component,
    CurveComponent,
    FixedComponent,
    OnTopComponent,
    RateComponent,
    TierComponent,
    UnitComponent,
)
from apps.engine.corrections import Correction
from apps.engine.gates import Gate
from apps.engine.guarantee import Guarantee
from apps.engine.issues import Issue
from apps.engine.lines import Line, Step
from apps.engine.payees import Manual, PayeeInput
from apps.engine.pools import Pool, PoolBasis, PoolMember, share_pool
from apps.engine.prizes import PrizeTable, TieRule, award_prizes
from apps.engine.steps import Book, earn, settle

__all__ = [
    "Budget",
    "BudgetCut",
    "BudgetScope",
    "Clawback",
    "Component",
    "Correction",
    "CurveComponent",
    "FixedComponent",
    "Gate",
    "Guarantee",
    "Line",
    "Manual",
    "OnTopComponent",
    "PayeeInput",
    "PlanResult",
    "Pool",
    "PoolBasis",
    "PoolMember",
    "PrizeTable",
    "RateComponent",
    "Step",
    "TieRule",
    "TierComponent",
    "UnitComponent",
    "price_payee",
    "price_plan",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanResult:
    """The lines of all payees, payee by payee, the issues, and the budget cuts to lock with a run."""

    lines: list[Line]
    issues: list[Issue]
    cuts: Mapping[str, BudgetCut]


def price_payee(payee: PayeeInput, *, cut: BudgetCut | None = None) -> tuple[list[Line], list[Issue]]:
    """The lines of one payee in the order of the steps; their sum is what is payable.

    `cut` is what the plan's budget leaves of discretionary pay (as found by `price_plan`, or as locked), None
    for a plan without budget. A component that cannot be priced is an issue and has no line. Issues carry the
    payee's key as `payee`; besides those of components and gates: `negative_total`, `component_repeated`,
    `gate_without_component`.
    """
    return settle(earn(payee), cut)


def price_plan(
    payees: Sequence[PayeeInput],
    *,
    pools: Iterable[Pool] = (),
    prizes: Iterable[PrizeTable] = (),
    budget: Budget | None = None,
    cuts: Mapping[str, BudgetCut] | None = None,
) -> PlanResult:
    """All payees of a plan: pools and prizes handed out, then each payee priced, then the budget kept.

    Payees with refusals share no pool and get no prize. `cuts` are the locked ones of a run that is
    calculated again; they replace `budget`. Further issues: `currency_mixed` (the pool, prize table or
    budget meets payees of another currency and is left out), those of `share_pool` and
    `cut_to_budget`. Raises ValueError where a payee comes twice.
    """
    pools, prizes = list(pools), list(prizes)
    extra, issues = _crossing(payees, pools, prizes)
    crossing = {pool.key for pool in pools} | {table.key for table in prizes}
    books = [earn(_with(payee, extra.get(payee.key, ()), crossing)) for payee in payees]
    if cuts is None:
        cuts, found = _cut(books, budget)
        issues += found
    lines: list[Line] = []
    for book in books:
        settled, found = settle(book, cuts.get(book.payee.key))
        lines += settled
        issues += found
    return PlanResult(lines=lines, issues=issues, cuts=cuts)


def _crossing(
    payees: Sequence[PayeeInput], pools: Iterable[Pool], prizes: Iterable[PrizeTable]
) -> tuple[Mapping[str, list[Component]], list[Issue]]:
    """Shares of pools and prizes by payee."""
    currencies = {payee.key: payee.currency for payee in payees}
    if len(currencies) != len(payees):
        raise ValueError("a payee comes twice")
    eligible = {payee.key for payee in payees if not payee.refusals}
    extra: dict[str, list[Component]] = defaultdict(list)
    issues: list[Issue] = []
    for pool in pools:
        members = [member.key for member in pool.members]
        if _one_currency(pool.key, pool.currency, members, currencies, issues):
            shares, found = share_pool(pool, eligible)
            issues += found
            for key, share in shares.items():
                extra[key].append(share)
    for table in prizes:
        ranked = [standing.key for standing in table.standings]
        if _one_currency(table.key, table.currency, ranked, currencies, issues):
            for key, award in award_prizes(table, eligible).items():
                extra[key].append(award)
    return extra, issues


def _one_currency(
    key: str, currency: str, people: Iterable[str], currencies: Mapping[str, str], issues: list[Issue]
) -> bool:
    others = {currencies.get(person, currency) for person in people} - {currency}
    issues += [Issue.of("currency_mixed", of=key, currency=currency, other=other) for other in sorted(others)]
    return not others


def _with(payee: PayeeInput, extra: Sequence[Component], crossing: Collection[str]) -> PayeeInput:
    """The payee with shares and prizes; a gate before one that the payee does not have takes no part."""
    if not crossing:
        return payee
    missing = set(crossing).difference(component.key for component in extra)
    gates = tuple(gate for gate in payee.gates if gate.component not in missing)
    return replace(payee, components=(*payee.components, *extra), gates=gates)


def _cut(books: Sequence[Book], budget: Budget | None) -> tuple[Mapping[str, BudgetCut], list[Issue]]:
    if budget is None:
        return {}, []
    currencies = sorted({book.payee.currency for book in books})
    if len(currencies) > 1:
        return {}, [Issue.of("currency_mixed", of="budget", currency=currencies[0], other=currencies[1])]
    discretionary = {book.payee.key: book.discretionary for book in books if not book.payee.refusals}
    return cut_to_budget(budget, discretionary, sum(book.counted for book in books))
