"""What one order brings a person in a run: the difference it makes to the person's own amount."""

from dataclasses import replace

from apps.incentives.models import PayoutRun
from apps.incentives.pricing import price_one, stated
from apps.incentives.queries.recalculating import rules_of
from apps.incentives.snapshot import PayeeFacts, unpack_facts


def amount_of_order(run: PayoutRun, person_id: int, order: str) -> int | None:
    """Minor units, by the plan's own steps with and without the order; None where it counts for nothing.

    What crosses people (pools, prizes, the budget's cut) stays as it was found. Two queries.
    """
    row = run.inputs.filter(person_id=person_id).first()
    if row is None:
        return None
    facts = unpack_facts(row.data["facts"])
    without = _without(facts, order)
    if without == facts:
        return None
    rules, currency = rules_of(run), run.plan_version.plan.currency
    given = stated(run.lines.filter(person_id=person_id).order_by("position"), rules)
    with_it, less = (
        sum(
            line.amount
            for line in price_one(one, rules, currency=currency, month=run.month, stated=given).lines
        )
        for one in (facts, without)
    )
    return with_it - less


def _without(facts: PayeeFacts, order: str) -> PayeeFacts:
    return replace(
        facts,
        deals=tuple(
            replace(part, orders=tuple(one for one in part.orders if one.order != order))
            for part in facts.deals
        ),
    )
