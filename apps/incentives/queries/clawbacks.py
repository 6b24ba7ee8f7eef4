"""What earlier months paid for orders refunded since, on a gross base (rules of calculation, 3.7).

A month is priced again from its run's own snapshot, by its own plan version, with its budget cut and shares
of pools and prizes as locked; only the refunded orders are smaller.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from apps.engine.lines import EARNING_STEPS, Step
from apps.incentives.components import Sales, sales_of
from apps.incentives.models import PayoutRun, Plan, RunInput, RunLine
from apps.incentives.plans import read_rules
from apps.incentives.pricing import last_of_month, price_one, stated
from apps.incentives.queries.deals import OrderFact, order_facts
from apps.incentives.rules import PlanRules
from apps.incentives.snapshot import ClawbackFact, DealFact, Deals, PayeeFacts, unpack_facts
from apps.intake.models import Order, Refund


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """A locked run of an earlier month with the parts that pay on a gross base."""

    run: PayoutRun
    rules: PlanRules
    gross: Mapping[str, Sales]


def clawbacks_of(plan: Plan, month: date, payee_ids: Collection[int]) -> dict[int, tuple[ClawbackFact, ...]]:
    """What is to be taken back in the run of a month, by payee.

    Two queries for a plan that never paid on a gross base, else at most nine.
    """
    last = last_of_month(month)
    past = _past_runs(plan, month)
    if not past:
        return {}
    refunded = _refunded(min(one.run.month for one in past), last)
    sellers = {person for order in refunded.values() for person in order.shares}
    if not refunded:
        return {}
    payees = set(payee_ids)
    run_ids = [one.run.pk for one in past]
    inputs = RunInput.objects.filter(run__in=run_ids, person__in=payees)
    if not any(one.rules.leaders for one in past):
        inputs = inputs.filter(person__in=sellers)
    facts = {(row.run_id, row.person_id): unpack_facts(row.data["facts"]) for row in inputs}
    people = {person for _run, person in facts}
    lines = _lines(run_ids, people)
    taken = _taken(plan, month, people)
    found: defaultdict[int, list[ClawbackFact]] = defaultdict(list)
    for one in past:
        for person in sorted(people):
            before = facts.get((one.run.pk, person))
            if before is None:
                continue
            fact = _clawback(one, before, lines[one.run.pk, person], refunded, last)
            already = taken.get((person, one.run.month), 0)
            if fact is not None or already:
                fact = fact or _settled(one, lines[one.run.pk, person])
                found[person].append(replace(fact, taken=already))
    return {person: tuple(rows) for person, rows in found.items()}


def _past_runs(plan: Plan, month: date) -> list[_Past]:
    """The locked runs whose orders a refund may still take back. One query."""
    runs = PayoutRun.objects.locked().filter(plan_version__plan=plan, month__lt=month)
    found = []
    for run in runs.select_related("plan_version__plan").order_by("month", "number"):
        rules = read_rules(run.plan_version.spec)
        gross = {part.key: sales for part in rules.parts if (sales := sales_of(part)) and sales.gross}
        longest = max((sales.clawback_days for sales in gross.values()), default=0)
        if gross and run.last_day + timedelta(days=longest) >= month:
            found.append(_Past(run=run, rules=rules, gross=gross))
    return found


def _refunded(first: date, last: date) -> dict[str, OrderFact]:
    """Orders with a refund or cancellation in [first, last], by number. Three queries."""
    given = Refund.objects.filter(order=OuterRef("pk"), day__gte=first, day__lte=last)
    moved = Q(cancelled_day__gte=first, cancelled_day__lte=last) | Q(Exists(given))
    return {order.key: order for order in order_facts(Order.objects.filter(moved), None)}


def _lines(run_ids: Iterable[int], people: Collection[int]) -> defaultdict[tuple[int, int], list[RunLine]]:
    found: defaultdict[tuple[int, int], list[RunLine]] = defaultdict(list)
    rows = RunLine.objects.filter(run__in=list(run_ids), person__in=people).order_by("position")
    for row in rows:
        found[row.run_id, row.person_id].append(row)
    return found


def _taken(plan: Plan, month: date, people: Collection[int]) -> dict[tuple[int, date], int]:
    """What locked runs before the month took back already, by person and month it was for."""
    rows = RunLine.objects.filter(
        run__in=PayoutRun.objects.locked().filter(plan_version__plan=plan, month__lt=month),
        step=Step.CLAWBACK,
        person__in=people,
    ).values_list("person_id", "for_month", "amount")
    found: defaultdict[tuple[int, date], int] = defaultdict(int)
    for person, for_month, amount in rows:
        found[person, for_month] -= amount
    return found


def _clawback(
    past: _Past, facts: PayeeFacts, lines: list[RunLine], refunded: Mapping[str, OrderFact], last: date
) -> ClawbackFact | None:
    """None where no order of the payee was refunded since."""
    reduced, orders = _reduce(past, facts, refunded, last)
    if not orders:
        return None
    again = price_one(
        reduced,
        past.rules,
        currency=past.run.plan_version.plan.currency,
        month=past.run.month,
        stated=stated(lines, past.rules),
    )
    return replace(_settled(past, lines), recalculated=_earned(again.lines), orders=tuple(sorted(orders)))


def _settled(past: _Past, lines: Iterable[RunLine]) -> ClawbackFact:
    """What the month paid, with nothing to take back."""
    paid = _earned(lines)
    return ClawbackFact(for_month=past.run.month, paid=paid, recalculated=paid)


def _earned(lines: Iterable[Any]) -> int:
    return sum(line.amount for line in lines if line.step in EARNING_STEPS)


def _reduce(
    past: _Past, facts: PayeeFacts, refunded: Mapping[str, OrderFact], last: date
) -> tuple[PayeeFacts, set[str]]:
    """The facts with each refunded order as small as it is by now; and which orders those are."""
    touched: set[str] = set()
    deals = []
    for one in facts.deals:
        sales = past.gross.get(one.component)
        if sales is None:
            deals.append(one)
            continue
        orders = []
        for deal in one.orders:
            order = refunded.get(deal.order)
            left = deal if order is None else _left(deal, order, sales, facts.person_id, last)
            if left is None or left.amount != deal.amount:
                touched.add(deal.order)
            if left is not None:
                orders.append(left)
        deals.append(Deals(component=one.component, orders=tuple(orders)))
    return replace(facts, deals=tuple(deals)), touched


def _left(deal: DealFact, order: OrderFact, sales: Sales, person: int, last: date) -> DealFact | None:
    """The payee's part of what is left of an order; None where nothing is."""
    kept = order.kept(sales, last)
    if not kept:
        return None
    parts = order.parts(kept)
    amount = parts.get(person)
    if amount is None:  # a team's order, or one whose credit moved: by the share that was paid
        amount = (kept * deal.count).numerator // (kept * deal.count).denominator
    return replace(deal, amount=min(deal.amount, amount))
