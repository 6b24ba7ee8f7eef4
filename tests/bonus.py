"""A small floor with a plan and a closed October, for tests of payouts. Fixed values only; HK$ in cents."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from apps.incentives import operations
from apps.incentives.models import PayoutRun, Plan, PlanVersion
from apps.people.choices import PeriodState, Role
from apps.people.days import next_month
from apps.people.models import EmployeeNumber, Employment, Period, Person, Team, User
from tests import floor

SEP, OCT, NOV = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
LAST = date(2026, 10, 31)
AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
POINTS = [["0.8", "0.5"], ["1", "1"], ["1.1", "1.3"]]

CURVE: dict[str, Any] = {"target_bonus_minor": 800_000, "curve": {"points": POINTS}}
FULL: dict[str, Any] = {
    **CURVE,
    "units": [{"key": "deals", "kpi": "deals_closed", "minor": 5_000, "discretionary": True}],
    "gates": [
        {
            "key": "complaints",
            "kpi": "complaint_rate",
            "side": "above",
            "bound": "0.02",
            "factor": "0.5",
            "min_sample": 50,
            "component": "scorecard",
        }
    ],
    "cap_minor": 1_200_000,
    "budget_minor": 36_000_000,
    "eligibility": {"minimum_days": 10, "employed_on_last_day": True},
    "limits": {"median": "1.5", "change": "0.5"},
}


@dataclass(slots=True)
class Scene:
    """One team whose score is calls per hundred; who writes, calculates and approves are three people."""

    team: Team
    editor: User
    hr: User
    director: User
    people: dict[str, Person] = field(default_factory=dict)

    def agent(
        self, name: str, calls: int | None = 100, *, sign_in: bool = False, **employment: Any
    ) -> Person:
        """An agent with a number, whose score in October is `calls` per cent; None for no records."""
        row = floor.agent(name, self.team, sign_in=sign_in, **employment)
        EmployeeNumber.objects.create(person=row, number=f"E{row.pk:04}", starts=floor.START)
        Employment.objects.filter(person=row).update(
            legal_entity="HK01", payroll_group="Sales", cost_centre="4100"
        )
        if calls is not None:
            floor.cell("outbound_calls", row, calls, starts=OCT)
        self.people[name] = row
        return row

    def plan(self, spec: dict[str, Any] | None = None, *, starts: date = SEP, code: str = "sales") -> Plan:
        """A published plan of the team."""
        version = operations.create_plan(
            code=code,
            name="Sales 2026",
            currency="HKD",
            teams=[self.team],
            starts=starts,
            spec=spec or CURVE,
            by=self.editor,
            at=AT,
        )
        operations.publish_version(version=version, by=self.director, at=AT)
        return version.plan

    def draft(self, plan: Plan, month: date = OCT) -> PayoutRun:
        """A run that is only created."""
        return operations.create_run(plan=plan, month=month, by=self.hr, at=AT)

    def calculated(self, plan: Plan) -> PayoutRun:
        """A calculated run of October."""
        return operations.calculate_run(run=self.draft(plan), by=self.hr, at=AT)

    def submitted(self, plan: Plan) -> PayoutRun:
        """A run that waits for approval."""
        return operations.submit_run(run=self.calculated(plan), by=self.hr, at=AT)

    def approved(self, plan: Plan) -> PayoutRun:
        """An approved run."""
        run = self.submitted(plan)
        decide_all(run, by=self.hr)
        return operations.approve_run(run=run, by=self.director, at=AT)

    def locked(self, plan: Plan) -> PayoutRun:
        """A locked run."""
        return operations.lock_run(run=self.approved(plan), by=self.hr, at=AT)

    def exported(self, plan: Plan) -> PayoutRun:
        """A run with its payroll files."""
        return operations.export_run(run=self.locked(plan), by=self.hr, at=AT)


def scene(*, complete_to: date = LAST, scorecard: bool = True) -> Scene:
    """The floor, with October closed and its sources complete."""
    floor.organisation()
    team = floor.team("Outbound A")
    if scorecard:
        floor.published(team, floor.line("outbound_calls", 100, 100), starts=OCT)
    floor.delivered(complete_to)
    close(OCT)
    users = [floor.person(name, role, sign_in=True).user for name, role in STAFF]
    editor, hr, director = (user for user in users if user is not None)
    return Scene(team=team, editor=editor, hr=hr, director=director)


STAFF = (("Mei Wong", Role.HR), ("Grace Cheng", Role.HR), ("Diana Lo", Role.DIRECTOR))


def close(month: date, *, number: int = 1) -> None:
    """The month as a data steward has closed it for the nth time."""
    Period.objects.update_or_create(
        starts=month,
        defaults={
            "ends": next_month(month),
            "state": PeriodState.CLOSED,
            "close_number": number,
            "closed_at": AT,
        },
    )


def draft_of(plan: Plan) -> PlanVersion:
    """The plan's draft."""
    return plan.versions.get(published_at__isnull=True)


def decide_all(run: PayoutRun, *, by: User) -> None:
    """Every open exception of the run, decided."""
    for row in run.exceptions.filter(cleared_at__isnull=True):
        operations.clear_exception(exception=row, reason="Looked at", by=by, at=AT)


def seen(run: PayoutRun) -> PayoutRun:
    """The run as another reader has it in hand."""
    return PayoutRun.objects.get(pk=run.pk)
