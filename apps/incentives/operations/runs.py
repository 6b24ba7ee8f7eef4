"""Creating and calculating a payout run."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from apps.audit import operations as audit
from apps.engine.hashing import ENGINE_VERSION
from apps.engine.money import round_minor
from apps.incentives import refusals
from apps.incentives.choices import RunState
from apps.incentives.findings import Finding, findings, gap_findings
from apps.incentives.models import PayoutRun, Plan, RunException, RunInput, RunLine
from apps.incentives.operations.checks import require_final, require_sources
from apps.incentives.operations.moving import hold_run, move_run, require_state
from apps.incentives.pricing import Priced, PricedLine, price
from apps.incentives.queries.inputs import Collected, collect_inputs
from apps.incentives.queries.plans import version_in_force
from apps.incentives.queries.runs import paid_before
from apps.incentives.queries.sources import source_gaps
from apps.incentives.snapshot import pack_facts, pack_who
from apps.people.models import User
from apps.people.written import month_text

BATCH = 2000
MICROS = 1_000_000


@transaction.atomic
def create_run(*, plan: Plan, month: date, by: User, at: datetime) -> PayoutRun:
    """A draft run of the plan for the month that begins on `month`.

    Refusals: `NoVersionInForce`, `RunExists`.
    """
    Plan.objects.select_for_update().get(pk=plan.pk)
    version = version_in_force(plan, month)
    if version is None:
        raise refusals.NoVersionInForce(month=month_text(month))
    if PayoutRun.objects.filter(plan_version__plan=plan, month=month).exists():
        raise refusals.RunExists(month=month_text(month))
    try:
        with transaction.atomic():
            run = PayoutRun.objects.create(plan_version=version, month=month, created_by=by, created_at=at)
    except IntegrityError:
        raise refusals.RunExists(month=month_text(month)) from None
    audit.record(
        verb="payout_run.created",
        subject=run,
        by=by,
        at=at,
        after={"plan": version.plan.code, "version": version.version, "month": month.isoformat()},
    )
    return run


@transaction.atomic
def calculate_run(*, run: PayoutRun, by: User, at: datetime) -> PayoutRun:
    """Collect every input, price all payees, store the snapshot, the lines and what has to be looked at.

    A run that was calculated before is calculated anew, by the plan version that is in force now; decisions
    on exceptions stay where the exception is the same. The number of queries does not depend on the number
    of people. Refusals: `WrongState`, `RunChanged`, `MonthOpen`, `FiguresWaiting`, `NoVersionInForce`,
    `NobodyToPay`, `DataIncomplete`.
    """
    require_state(run, RunState.DRAFT, RunState.CALCULATED)
    hold_run(run)
    closing = require_final(run.month, run.last_day)
    collected = collect_inputs(run.plan_version.plan, run.month)
    if collected is None:
        raise refusals.NoVersionInForce(month=month_text(run.month))
    if not collected.facts:
        raise refusals.NobodyToPay(month=month_text(run.month))
    require_sources(run, collected)
    priced = price(collected.facts, collected.rules, currency=collected.currency, month=run.month)
    open_count = _store(run, collected, priced)
    total = sum(priced.totals().values())
    return move_run(
        run,
        RunState.CALCULATED,
        verb="calculated",
        by=by,
        at=at,
        after={
            "people": len(collected.facts),
            "total_minor": total,
            "exceptions": open_count,
            "plan_version": collected.version.version,
            "output_hash": priced.output_hash,
        },
        plan_version=collected.version,
        calculated_by=by,
        calculated_at=at,
        input_hash=collected.input_hash,
        output_hash=priced.output_hash,
        engine_version=ENGINE_VERSION,
        total_minor=total,
        close_number=closing.close_number,
    )


def _store(run: PayoutRun, collected: Collected, priced: Priced) -> int:
    """Replace snapshot, lines and exceptions of the run; the number of exceptions that are open."""
    decided = _decisions(run)
    run.exceptions.all().delete()
    run.lines.all().delete()
    run.inputs.all().delete()
    totals = priced.totals()
    RunInput.objects.bulk_create(
        [
            RunInput(
                run=run,
                person_id=facts.person_id,
                team_id=facts.team_id,
                data={"who": pack_who(collected.who[facts.person_id]), "facts": pack_facts(facts)},
                total_minor=totals.get(facts.person_id, 0),
                score_micros=None if facts.score is None else round_minor(facts.score * MICROS),
            )
            for facts in collected.facts
        ],
        batch_size=BATCH,
    )
    RunLine.objects.bulk_create((_line(run, line) for line in priced.lines), batch_size=BATCH)
    gaps = source_gaps(collected.kpis, run.month, run.last_day)
    found = gap_findings((gap.source, gap.days) for gap in gaps)
    found += findings(
        collected.facts,
        totals,
        priced.issues,
        limits=collected.rules.limits,
        before=paid_before(run),
    )
    rows = RunException.objects.bulk_create(_exceptions(run, found, decided), batch_size=BATCH)
    return sum(1 for row in rows if row.cleared_at is None)


def _line(run: PayoutRun, line: PricedLine) -> RunLine:
    return RunLine(
        run=run,
        person_id=line.person_id,
        position=line.position,
        step=line.step,
        component=line.component,
        amount=line.amount,
        currency=line.currency,
        base=line.base,
        rate=line.rate,
        code=line.code,
        values=dict(line.values),
        for_month=line.for_month,
    )


Decided = Mapping[tuple[int | None, str, str], RunException]


def _decisions(run: PayoutRun) -> Decided:
    cleared = run.exceptions.filter(cleared_at__isnull=False)
    return {(row.person_id, row.code, _same(row.values)): row for row in cleared}


def _same(values: Mapping[str, str | int]) -> str:
    return str(sorted(values.items()))


def _exceptions(run: PayoutRun, found: Iterable[Finding], decided: Decided) -> Iterable[RunException]:
    for finding in found:
        row = RunException(
            run=run, person_id=finding.person_id, code=finding.code, values=dict(finding.values)
        )
        before = decided.get((finding.person_id, finding.code, _same(finding.values)))
        if before is not None:
            row.cleared_by_id, row.cleared_at = before.cleared_by_id, before.cleared_at
            row.clearance = before.clearance
        yield row
