"""Incentive plans and honours: written by one, published by another, in force from the first month on."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from apps.incentives.choices import HonourBasis, HonourSubject
from apps.incentives.models import HonourRule, Plan, PlanVersion
from apps.incentives.operations import create_honour_rule, create_plan, draft_version, publish_version
from apps.metrics.models import Kpi
from apps.portal.demo.cast import Cast
from apps.portal.demo.company import CURRENCY
from apps.portal.demo.pay_events import write_nomination_rule
from apps.portal.demo.story import Story, previous_month, workday

CURVE: Final = {"points": [["0.8", "0.5"], ["1", "1"], ["1.1", "1.3"]]}
NEW_CUSTOMERS: Final = {"key": "new_customers", "kpi": "new_customers", "minor": 5_000}
COMPLAINT_GATE: Final[dict[str, Any]] = {
    "key": "complaints", "kpi": "complaint_rate", "side": "above", "bound": "0.03", "factor": "0.5",
    "min_sample": 50,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPlan:
    """A plan of the company: its first rules, and those it has `later` (see `LATER_MONTHS`)."""

    code: str
    name: str
    teams: tuple[str, ...]
    spec: dict[str, Any]
    later: dict[str, Any] | None = None
    note: str = ""


def _spec(bonus: int, *, gates: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "target_bonus_minor": bonus,
        "curve": CURVE,
        "units": [NEW_CUSTOMERS],
        "gates": gates,
        "eligibility": {"minimum_days": 5, "employed_on_last_day": True},
        "limits": {"median": "1.6", "change": "0.8"},
        **more,
    }


RICHER: Final[dict[str, Any]] = {
    "currency": CURRENCY,
    "eligibility": {"employed_on": "last day", "minimum_days": 5},
    "component": [
        {
            "key": "scorecard",
            "kind": "target bonus",
            "target_bonus": "6000.00",
            "curve": [[80, 50], [100, 100], [110, 130]],
        },
        {"key": "new_customers", "kind": "amount per unit", "amount": "50.00", "kpi": "new_customers"},
        {
            "key": "commission",
            "kind": "tiers",
            "mode": "marginal",
            "tiers": [["0.00", 0], ["50000.00", 1], ["80000.00", 2]],
            "state": "booked",
            "base": "gross",
            "clawback_days": 60,
        },
        {
            "key": "best_seller",
            "kind": "prize",
            "title": "Best sellers of the team",
            "prizes": ["600.00", "300.00"],
            "by": "sales_amount",
            "ties": "share",
            "among": "team",
            "terms": "discretionary",
        },
        {
            "key": "favourite",
            "kind": "honour",
            "title": "Customers' favourite",
            "by": "customer_satisfaction",
            "among": "team",
        },
    ],
    "gate": [
        {"key": "quality", "on": "scorecard", "kpi": "quality_score", "below": "82", "factor": 50},
        {"key": "complaints", "kpi": "complaint_rate", "above": "3.0 %", "factor": 50, "min_sample": 50},
    ],
    "limits": {"individual_cap": "10000.00", "budget": "2000.00"},
    "checks": {"above_median": "1.6", "change": "80"},
    "example": [
        {"name": "Score 100", "score": 100, "amount": "6000.00"},
        {"name": "Score 95", "score": 95, "amount": "5250.00"},
        {"name": "Sales of 90,000.00", "deals": {"commission": ["60000", "30000"]}, "amount": "500.00"},
        {
            "name": "A month with everything",
            "score": 105,
            "kpis": {"quality_score": ["80", 12], "complaint_rate": ["1.0 %", 120]},
            "units": {"new_customers": 6},
            "deals": {"commission": ["60000", "30000"]},
            "place": {"best_seller": 1},
            "manual": "200.00",
            "amount": "5050.00",
        },
    ],
}
"""The later plan of the Hong Kong floor: beside score and new customers a commission, prizes, an honour."""

PLANS: Final = (
    PayPlan(
        code="sales-hk",
        name="Sales Hong Kong",
        teams=("OUT-A", "OUT-B"),
        spec=_spec(600_000, gates=[COMPLAINT_GATE], cap_minor=1_000_000),
        later=RICHER,
        note="Commission and prizes; half of the scorecard bonus where quality falls below 82 points",
    ),
    PayPlan(
        code="renewals-kh",
        name="Renewals Kaohsiung",
        teams=("RENEW",),
        spec=_spec(500_000, gates=[COMPLAINT_GATE], cap_minor=900_000),
    ),
)
LATER_MONTHS: Final = 5
"""The later version begins so many months before the current one, where the story is that long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HonourPlan:
    """An honour of each month, of an agent or a team; without a KPI it goes by the score."""

    code: str
    name: str
    kpi: str = ""
    basis: HonourBasis = HonourBasis.SCORE
    subject: HonourSubject = HonourSubject.AGENT


HONOURS: Final = (
    HonourPlan(code="agent-of-month", name="Agent of the month"),
    HonourPlan(code="top-seller", name="Top seller", kpi="sales_amount"),
    HonourPlan(code="customers-voice", name="Customers' favourite", kpi="customer_satisfaction"),
    HonourPlan(code="most-improved", name="Most improved", basis=HonourBasis.IMPROVED),
    HonourPlan(code="team-of-month", name="Team of the month", subject=HonourSubject.TEAM),
)


def write_plans(story: Story, cast: Cast) -> None:
    """The first version of each plan, and the honours, before the first month."""
    before = workday(previous_month(story.first), -3)
    for plan in PLANS:
        version = PlanVersion.objects.filter(plan__code=plan.code, version=1).first()
        if version is None:
            version = create_plan(
                code=plan.code,
                name=plan.name,
                currency=CURRENCY,
                teams=[cast.teams[team] for team in plan.teams],
                starts=story.first,
                spec=plan.spec,
                by=cast.rewards,
                at=story.at(before, 10),
            )
        _publish(story, cast, version, before)
    for honour in HONOURS:
        _honour(story, cast, honour, before)
    write_nomination_rule(story, cast, before)


def revise_plans(story: Story, cast: Cast, month: date) -> None:
    """In the month where a plan changes: its next version, published before the month begins."""
    if story.closed_months[-LATER_MONTHS:][:1] != [month] or month == story.first:
        return
    day = workday(previous_month(month), -4)
    for plan in PLANS:
        if plan.later is None:
            continue
        version = PlanVersion.objects.filter(plan__code=plan.code, version=2).first()
        if version is None:
            version = draft_version(
                plan=Plan.objects.get(code=plan.code),
                starts=month,
                spec=plan.later,
                note=plan.note,
                by=cast.rewards,
                at=story.at(day, 11),
            )
        _publish(story, cast, version, day)


def _publish(story: Story, cast: Cast, version: PlanVersion, day: date) -> None:
    if not version.is_published:
        publish_version(version=version, by=cast.director, at=story.at(day + timedelta(days=1), 14))


def _honour(story: Story, cast: Cast, plan: HonourPlan, day: date) -> None:
    if HonourRule.objects.filter(code=plan.code).exists():
        return
    create_honour_rule(
        code=plan.code,
        name=plan.name,
        basis=HonourBasis.KPI if plan.kpi else plan.basis,
        subject=plan.subject,
        kpi=Kpi.objects.get(code=plan.kpi) if plan.kpi else None,
        starts=story.first,
        by=cast.hr,
        at=story.at(day, 12),
    )
