"""What each team's scorecard says: KPIs with weights, and targets that go with the season. Plain data."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from apps.portal.demo.days import SEASONS, workdays
from apps.portal.demo.story import next_month

USUAL_DAYS: Final = 21  # working days of the month that a target is told for


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePlan:
    """One KPI. Amounts in the KPI's unit as text, of a full-time agent in a usual month; weight in percent.

    `worst` is what counts nothing where lower is better; `band` its four bounds; `step` is what a volume is
    rounded to once it has followed the season and the working days.
    """

    kpi: str
    weight: int
    objective: str
    target: str = ""
    threshold: str = ""
    stretch: str = ""
    worst: str = ""
    band: tuple[str, str, str, str] | tuple[()] = ()
    step: int = 0
    weekly: bool = False


CALLS: Final = LinePlan(
    kpi="outbound_calls",
    weight=10,
    objective="capacity",
    target="245",
    threshold="205",
    stretch="275",
    step=5,
)
WEEKLY_CALLS: Final = LinePlan(
    kpi="outbound_calls",
    weight=10,
    objective="capacity",
    target="56",
    threshold="48",
    stretch="64",
    step=1,
    weekly=True,
)
QUALITY: Final = LinePlan(
    kpi="quality_score", weight=10, objective="fair", target="89", threshold="84", stretch="95"
)
SATISFACTION: Final = LinePlan(
    kpi="customer_satisfaction", weight=10, objective="keep", target="4.4", threshold="4.2", stretch="4.6"
)
COMPLAINTS: Final = LinePlan(
    kpi="complaint_rate", weight=10, objective="keep", target="0.005", threshold="0.01", worst="0.02"
)

SCORECARDS: Final[dict[str, tuple[LinePlan, ...]]] = {
    "OUT-A": (
        LinePlan(
            kpi="sales_amount",
            weight=40,
            objective="grow",
            target="45000",
            threshold="36000",
            stretch="56000",
            step=500,
        ),
        LinePlan(
            kpi="conversion_rate",
            weight=20,
            objective="convert",
            target="0.05",
            threshold="0.04",
            stretch="0.06",
        ),
        QUALITY,
        SATISFACTION,
        COMPLAINTS,
        CALLS,
    ),
    "OUT-B": (
        LinePlan(
            kpi="sales_amount",
            weight=40,
            objective="grow",
            target="42000",
            threshold="34000",
            stretch="52000",
            step=500,
        ),
        LinePlan(
            kpi="conversion_rate",
            weight=20,
            objective="convert",
            target="0.048",
            threshold="0.038",
            stretch="0.058",
        ),
        LinePlan(kpi="talk_time", weight=10, objective="fair", band=("60", "180", "300", "600")),
        SATISFACTION,
        COMPLAINTS,
        WEEKLY_CALLS,
    ),
    "RENEW": (
        LinePlan(
            kpi="sales_amount",
            weight=35,
            objective="grow",
            target="50000",
            threshold="40000",
            stretch="62000",
            step=500,
        ),
        LinePlan(
            kpi="conversion_rate",
            weight=15,
            objective="convert",
            target="0.055",
            threshold="0.045",
            stretch="0.065",
        ),
        LinePlan(kpi="response_time", weight=15, objective="keep", target="15", threshold="20", worst="40"),
        LinePlan(
            kpi="customer_satisfaction",
            weight=15,
            objective="keep",
            target="4.45",
            threshold="4.2",
            stretch="4.65",
        ),
        COMPLAINTS,
        QUALITY,
    ),
}
DRAFT_TEAM: Final = "OUT-A"
DRAFT_CALLS_WEIGHT: Final = 5
"""The draft of the month after the current one gives 95 % of the weight: the leader is still at it."""


def seasonal(amount: int, plan: LinePlan, month: date) -> int:
    """A volume's amount in a month: by its season, and, unless told for weeks, by its working days.

    What is told for a week is not shortened: the scorecard itself counts the days that were worked.
    """
    days = USUAL_DAYS if plan.weekly else len(workdays(month, last_of(month)))
    exact = amount * SEASONS[month.month - 1] * days
    steps = exact * 2 // (100 * USUAL_DAYS * plan.step) + 1
    return steps // 2 * plan.step


def last_of(month: date) -> date:
    """The last day of a month."""
    return date.fromordinal(next_month(month).toordinal() - 1)
