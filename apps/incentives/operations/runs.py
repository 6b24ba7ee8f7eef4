"""Creating and calculating a payout run."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from apps.audit import operations as audit
from apps.engine.hashing import ENGINE_VERSION
from apps.incentives import refusals
from apps.incentives.choices import RunKind, RunState
from apps.incentives.findings import Finding, foreign_findings, gap_findings
from apps.incentives.models import PayoutRun, Plan, PlanVersion
from apps.incentives.operations.checks import require_final, require_sources
from apps.incentives.operations.moving import hold_run, move_run, require_state
from apps.incentives.operations.storing import store
from apps.incentives.queries.inputs import Collected
from apps.incentives.queries.plans import version_in_force
from apps.incentives.queries.recalculating import Material, material
from apps.incentives.queries.sources import source_gaps
from apps.people.models import User
from apps.people.written import month_text


@transaction.atomic
def create_run(*, plan: Plan, month: date, by: User, at: datetime) -> PayoutRun:
    """A draft run of the plan for the month that begins on `month`.

    Refusals: `NoVersionInForce`, `RunExists`.
    """
    version = _version(plan, month)
    runs = PayoutRun.objects.standing().filter(plan_version__plan=plan, month=month)
    if runs.filter(kind=RunKind.REGULAR).exists():
        raise refusals.RunExists(month=month_text(month))
    return _create(version, month, by=by, at=at, kind=RunKind.REGULAR)


@transaction.atomic
def create_off_cycle_run(
    *, plan: Plan, month: date, people: Collection[int], purpose: str, by: User, at: datetime
) -> PayoutRun:
    """A draft run that pays only these people, leavers above all, before the month's regular run or after.

    What it pays is taken off in the regular run.

    Refusals: `NoVersionInForce`, `ReasonNeeded`, `NobodyChosen`.
    """
    if not purpose.strip():
        raise refusals.ReasonNeeded
    if not people:
        raise refusals.NobodyChosen
    version = _version(plan, month)
    return _create(
        version,
        month,
        by=by,
        at=at,
        kind=RunKind.OFF_CYCLE,
        purpose=purpose.strip(),
        members=sorted(set(people)),
    )


def _version(plan: Plan, month: date) -> PlanVersion:
    Plan.objects.select_for_update().get(pk=plan.pk)
    version = version_in_force(plan, month)
    if version is None:
        raise refusals.NoVersionInForce(month=month_text(month))
    return version


def _create(
    version: PlanVersion, month: date, *, by: User, at: datetime, kind: RunKind, **more: object
) -> PayoutRun:
    last = PayoutRun.objects.filter(plan_version__plan=version.plan_id, month=month).aggregate(
        last=Max("number")
    )["last"]
    try:
        with transaction.atomic():
            run = PayoutRun.objects.create(
                plan_version=version,
                month=month,
                number=(last or 0) + 1,
                kind=kind,
                created_by=by,
                created_at=at,
                **more,
            )
    except IntegrityError:
        raise refusals.RunExists(month=month_text(month)) from None
    audit.record(
        verb="payout_run.created",
        subject=run,
        by=by,
        at=at,
        after={
            "plan": version.plan.code,
            "version": version.version,
            "month": month.isoformat(),
            "kind": kind,
        },
        reason=run.purpose,
    )
    return run


@transaction.atomic
def calculate_run(
    *,
    run: PayoutRun,
    by: User,
    at: datetime,
    apply_to: Collection[int] | None = None,
    found: Material | None = None,
) -> PayoutRun:
    """Collect every input, price all payees, store the snapshot, the lines and what has to be looked at.

    A run that was calculated before is calculated anew, by the plan version that is in force now; decisions
    on exceptions and waived corrections stay where they are about the same. `apply_to`: newer facts are taken
    for these people only, the others keep what the run has. `found`: what was read and priced already. The
    number of queries does not depend on the number of people. Refusals: `WrongState`, `RunChanged`,
    `MonthOpen`, `FiguresWaiting`, `NoVersionInForce`, `NobodyToPay`, `DataIncomplete`.
    """
    require_state(run, RunState.DRAFT, RunState.CALCULATED)
    hold_run(run)
    closing = require_final(run.month, run.last_day)
    found = found or material(run, apply_to=apply_to)
    if found is None:
        raise refusals.NoVersionInForce(month=month_text(run.month))
    if not found.facts:
        raise refusals.NobodyToPay(month=month_text(run.month))
    require_sources(run, found.collected)
    open_count = store(run, found, gaps_of(run, found.collected))
    return move_run(
        run,
        RunState.CALCULATED,
        verb="calculated",
        by=by,
        at=at,
        after=_after(found, open_count, apply_to),
        plan_version=found.collected.version,
        calculated_by=by,
        calculated_at=at,
        input_hash=found.input_hash,
        output_hash=found.priced.output_hash,
        engine_version=ENGINE_VERSION,
        total_minor=sum(found.priced.totals().values()),
        close_number=closing.close_number,
        settled_runs=found.settling.locked,
    )


def _after(found: Material, open_count: int, apply_to: Collection[int] | None) -> dict[str, object]:
    after: dict[str, object] = {
        "people": len(found.facts),
        "total_minor": sum(found.priced.totals().values()),
        "exceptions": open_count,
        "corrections": len(found.settling.corrections),
        "plan_version": found.collected.version.version,
        "output_hash": found.priced.output_hash,
    }
    if apply_to is not None:
        after["applied_to"] = sorted(apply_to)
        after["left_as_they_were"] = sorted(found.left)
    return after


def gaps_of(run: PayoutRun, collected: Collected) -> list[Finding]:
    """Days of the month that a source never delivered, and orders whose currency is not the plan's."""
    gaps = source_gaps(collected.kpis, run.month, run.last_day)
    found = gap_findings((gap.source, gap.days) for gap in gaps)
    return found + foreign_findings(collected.foreign)
