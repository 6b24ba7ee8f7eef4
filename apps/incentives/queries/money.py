"""What pay rests on beside figures: orders, refunds of earlier months, lines by hand, what is carried."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from apps.engine.lines import Step
from apps.incentives.components import sales_of
from apps.incentives.models import ManualLine, PayoutRun, Plan, RunLine
from apps.incentives.pricing import last_of_month
from apps.incentives.queries.clawbacks import clawbacks_of
from apps.incentives.queries.covered import Covered
from apps.incentives.queries.deals import deals_of
from apps.incentives.rules import PlanRules, in_month
from apps.incentives.snapshot import ClawbackFact, Deals, ManualFact, PayeeFacts, unpack_values
from apps.intake.queries import feeds
from apps.people.choices import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyFacts:
    """By payee; `foreign`: how many orders of another currency count for nothing."""

    deals: Mapping[int, tuple[Deals, ...]]
    foreign: Mapping[int, int]
    clawbacks: Mapping[int, tuple[ClawbackFact, ...]]
    manual: Mapping[int, tuple[ManualFact, ...]]
    carried: Mapping[int, int]

    def put(self, facts: PayeeFacts) -> PayeeFacts:
        """The facts with the payee's part of these."""
        person = facts.person_id
        return replace(
            facts,
            deals=self.deals.get(person, ()),
            clawbacks=self.clawbacks.get(person, ()),
            manual=self.manual.get(person, ()),
            carried=self.carried.get(person, 0),
        )


def money_facts(plan: Plan, rules: PlanRules, month: date, found: Covered) -> MoneyFacts:
    """All of them. The number of queries does not depend on the number of payees."""
    ids = list(found.people)
    deals, foreign = _deals(plan, rules, month, found)
    return MoneyFacts(
        deals=deals,
        foreign=foreign,
        clawbacks=clawbacks_of(plan, month, ids),
        manual=_manual(plan, month, ids),
        carried=_carried(plan, month, ids) if rules.guarantee and rules.guarantee.recoverable else {},
    )


def _deals(
    plan: Plan, rules: PlanRules, month: date, found: Covered
) -> tuple[Mapping[int, tuple[Deals, ...]], Mapping[int, int]]:
    """Of the components that the month has; nothing is known of orders where no source delivers them."""
    rules = in_month(rules, month, last_of_month(month))
    if not any(sales_of(part) for part in rules.parts):
        return {}, {}
    if not any(Topic.ORDER in feed.topics for feed in feeds()):
        return {}, {}
    return deals_of(
        list(found.people),
        rules,
        month,
        last_of_month(month),
        currency=plan.currency,
        sellers=found.sellers,
        owners=found.owners,
    )


def _manual(plan: Plan, month: date, ids: Collection[int]) -> dict[int, tuple[ManualFact, ...]]:
    rows = ManualLine.objects.approved().filter(plan=plan, month=month, person_id__in=ids).order_by("pk")
    found: dict[int, tuple[ManualFact, ...]] = {}
    for row in rows:
        fact = ManualFact(key=str(row.pk), amount=row.amount, reason=row.reason)
        found[row.person_id] = (*found.get(row.person_id, ()), fact)
    return found


def _carried(plan: Plan, month: date, ids: Collection[int]) -> dict[int, int]:
    """What the newest locked month before left to recover of each payee's guarantee."""
    runs = PayoutRun.objects.locked().filter(plan_version__plan=plan, month__lt=month)
    rows = RunLine.objects.filter(run__in=runs, step=Step.GUARANTEE, person_id__in=ids)
    ordered = rows.order_by("run__month", "run__number").values_list("person_id", "values")
    return {person: int(unpack_values(values).get("carried", 0)) for person, values in ordered}
