"""What the company wants: a small tree of objectives that the KPIs of the scorecards serve."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from apps.goals.choices import Focus
from apps.goals.models import Objective
from apps.goals.operations import ObjectiveContent, create_objective
from apps.metrics.models import Kpi
from apps.portal.demo.cast import DIRECTOR, HEAD_OF_SALES, HR, Cast
from apps.portal.demo.story import Story, next_month


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectivePlan:
    """`under` is the key of the objective above, `owner` an employee number."""

    key: str
    name: str
    focus: Focus
    owner: str
    success: str
    under: str = ""
    kpi: str = ""
    start: int = 0  # of the result, in millionths of the KPI's unit
    goal: int = 0


OBJECTIVES: Final = (
    ObjectivePlan(
        key="grow",
        name="Grow net sales by 12 %",
        focus=Focus.GROWTH,
        owner=DIRECTOR,
        success="Net sales of the year 12 % above the year before",
        kpi="sales_amount",
        start=1_480_000_000_000,
        goal=1_660_000_000_000,
    ),
    ObjectivePlan(
        key="convert",
        name="More from each contact",
        focus=Focus.GROWTH,
        owner=HEAD_OF_SALES,
        success="5 of 100 customers reached buy",
        kpi="conversion_rate",
        start=44_000,
        goal=50_000,
        under="grow",
    ),
    ObjectivePlan(
        key="keep",
        name="Keep customers",
        focus=Focus.RETENTION,
        owner=DIRECTOR,
        success="Satisfaction of 4.4 and at most 5 complaints on 1,000 customers served",
        kpi="customer_satisfaction",
        start=4_300_000,
        goal=4_450_000,
    ),
    ObjectivePlan(
        key="fair",
        name="Treat customers fairly",
        focus=Focus.QUALITY,
        owner=HR,
        success="Quality checks of 90 points and better",
        kpi="quality_score",
        start=87_000_000,
        goal=90_000_000,
        under="keep",
    ),
    ObjectivePlan(
        key="markets",
        name="Win customers in new markets",
        focus=Focus.NEW_MARKETS,
        owner=HEAD_OF_SALES,
        success="300 new customers a month",
        kpi="new_customers",
        start=180_000_000,
        goal=300_000_000,
    ),
    ObjectivePlan(
        key="capacity",
        name="Use the capacity we have",
        focus=Focus.EFFICIENCY,
        owner=HEAD_OF_SALES,
        success="Every list called through by its last day",
        under="grow",
    ),
)


def write_objectives(story: Story, cast: Cast) -> None:
    """Each objective once, found by its name; they hold until the end of a year."""
    known = {objective.name: objective for objective in Objective.objects.all()}
    kpis = {kpi.code: kpi for kpi in Kpi.objects.all()}
    for plan in OBJECTIVES:
        if plan.name not in known:
            known[plan.name] = create_objective(
                content=ObjectiveContent(
                    name=plan.name,
                    focus=plan.focus,
                    starts=story.first,
                    ends=date(next_month(story.current).year + 1, 1, 1),
                    parent=next((known[above.name] for above in OBJECTIVES if above.key == plan.under), None),
                    owner=cast.persons[plan.owner],
                    measure_of_success=plan.success,
                    kpi=kpis.get(plan.kpi),
                    from_micros=plan.start if plan.kpi else None,
                    to_micros=plan.goal if plan.kpi else None,
                ),
                by=cast.director,
                at=story.at(story.go_live, 16),
            )


def objectives_by_key() -> dict[str, Objective]:
    """The stored objectives by the key they have here."""
    stored = {objective.name: objective for objective in Objective.objects.all()}
    return {plan.key: stored[plan.name] for plan in OBJECTIVES if plan.name in stored}
