"""Writing what a calculation found, in the caller's transaction."""

from collections.abc import Iterable, Mapping

from apps.engine.money import round_minor
from apps.engine.settlement import NOTHING
from apps.incentives.findings import Finding, findings, leaver_findings
from apps.incentives.models import Correction, PayoutRun, RunException, RunInput, RunLine
from apps.incentives.plans import PlanRules
from apps.incentives.pricing import Priced, PricedLine
from apps.incentives.queries.leavers import leavers
from apps.incentives.queries.recalculating import Material, limits_of
from apps.incentives.queries.runs import paid_before
from apps.incentives.settling import pack_settlement, totals_before_holds
from apps.incentives.snapshot import PayeeFacts, pack_facts, pack_who

BATCH = 2000
MICROS = 1_000_000
Decided = Mapping[tuple[int | None, str, str], RunException]


def store(run: PayoutRun, found: Material, gaps: list[Finding]) -> int:
    """Replace snapshot, lines, corrections and exceptions of the run; how many exceptions are open."""
    decided, waivers = decisions(run), _waivers(run)
    was = dict(run.inputs.values_list("person_id", "total_minor"))
    for part in (run.exceptions, run.lines, run.inputs, run.corrections):
        part.all().delete()
    totals = found.priced.totals()
    RunInput.objects.bulk_create(
        [
            RunInput(
                run=run,
                person_id=facts.person_id,
                team_id=facts.team_id,
                data={**_data(facts, found), **_was(was, facts.person_id, totals.get(facts.person_id, 0))},
                total_minor=totals.get(facts.person_id, 0),
                score_micros=None if facts.score is None else round_minor(facts.score * MICROS),
            )
            for facts in found.facts
        ],
        batch_size=BATCH,
    )
    RunLine.objects.bulk_create((_line(run, line) for line in found.priced.lines), batch_size=BATCH)
    Correction.objects.bulk_create(_corrections(run, found, waivers), batch_size=BATCH)
    return store_exceptions(run, found.facts, found.priced, found.collected.rules, gaps=gaps, decided=decided)


def _was(was: Mapping[int, int], person_id: int, total: int) -> dict[str, int]:
    """What the calculation before had, where that was another amount."""
    before = was.get(person_id, total)
    return {} if before == total else {"was": before}


def _data(facts: PayeeFacts, found: Material) -> dict[str, object]:
    person_id = facts.person_id
    data: dict[str, object] = {"who": pack_who(found.who[person_id]), "facts": pack_facts(facts)}
    if packed := pack_settlement(found.settling.settlements.get(person_id, NOTHING)):
        data["settlement"] = packed
    if person_id in found.extra:
        data["extra"] = True
    if person_id in found.left:
        data["left"] = found.left[person_id]
    return data


def store_exceptions(
    run: PayoutRun,
    facts: Iterable[PayeeFacts],
    priced: Priced,
    rules: PlanRules,
    *,
    gaps: list[Finding],
    decided: Decided,
) -> int:
    """Write what has to be looked at; decisions stay where it is the same. How many are open."""
    everyone = list(facts)
    found = [
        *gaps,
        *leaver_findings(leavers([one.person_id for one in everyone], run.last_day)),
        *findings(
            everyone,
            totals_before_holds(priced),
            priced.issues,
            limits=limits_of(run, rules),
            before=paid_before(run),
        ),
    ]
    rows = RunException.objects.bulk_create(_exceptions(run, found, decided), batch_size=BATCH)
    return sum(1 for row in rows if row.cleared_at is None)


def replace_lines(run: PayoutRun, priced: Priced) -> None:
    """The run's lines and totals anew, its snapshot as it is."""
    run.lines.all().delete()
    RunLine.objects.bulk_create((_line(run, line) for line in priced.lines), batch_size=BATCH)


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


Waivers = Mapping[tuple[int, object, str, int], Correction]


def _waivers(run: PayoutRun) -> Waivers:
    rows = run.corrections.filter(waived_at__isnull=False)
    return {(row.person_id, row.for_month, row.key, row.amount): row for row in rows}


def _corrections(run: PayoutRun, found: Material, waivers: Waivers) -> Iterable[Correction]:
    for one in found.settling.corrections:
        due = one.due
        row = Correction(
            run=run,
            person_id=one.person_id,
            for_month=due.for_period,
            key=due.key,
            recalculated=due.recalculated,
            paid=due.paid,
            waived_before=due.waived,
            amount=one.amount,
            causes=[cause.packed() for cause in one.causes],
        )
        if before := waivers.get((one.person_id, due.for_period, due.key, one.amount)):
            row.waived_by_id, row.waived_at, row.waiver = before.waived_by_id, before.waived_at, before.waiver
        yield row


def decisions(run: PayoutRun) -> Decided:
    """The exceptions of the run that were decided, by what they are about."""
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
            row.clearance, row.decision = before.clearance, before.decision
        yield row
