"""What to know before a run is approved: each check is really made, now."""

from dataclasses import dataclass

from apps.incentives.models import PayoutRun
from apps.incentives.queries.recalculating import collected_for, is_stale, rules_of
from apps.incentives.queries.sources import missing_sources
from apps.incentives.settling import price_run, unpack_settlement
from apps.incentives.snapshot import unpack_facts
from apps.people import changes
from apps.people.queries import period


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChecks:
    """`missing`: sources that do not reach the month's last day; `waiting`: changes still to be computed.

    `recalculated`: the hash that the stored snapshot gives now; `same_lines` whether that is the run's;
    `same_inputs` whether data, people and plan are still those of the calculation.
    """

    final: bool
    waiting: int
    missing: tuple[str, ...]
    same_inputs: bool
    same_lines: bool
    recalculated: str
    people: int
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalculated:
    """A run priced again from its snapshot alone."""

    output_hash: str
    people: int
    total_minor: int


def recalculate(run: PayoutRun) -> Recalculated:
    """Price the run's stored snapshot again with its own plan version:

    The hash must be the run's. One query.
    """
    rows = list(run.inputs.values_list("person_id", "data"))
    facts = [unpack_facts(data["facts"]) for _person, data in rows]
    settlements = {person: unpack_settlement(data.get("settlement", {})) for person, data in rows}
    priced = price_run(
        facts, rules_of(run), settlements, currency=run.plan_version.plan.currency, month=run.month
    )
    return Recalculated(
        output_hash=priced.output_hash, people=len(facts), total_minor=sum(priced.totals().values())
    )


def run_checks(run: PayoutRun) -> RunChecks:
    """All checks of a calculated run. The number of queries does not depend on the number of people."""
    again = recalculate(run)
    present = None if run.is_locked else collected_for(run)
    return RunChecks(
        final=period(run.month).final,
        waiting=changes.waiting(last=run.last_day),
        missing=tuple(missing_sources(present.kpis, run.last_day)) if present else (),
        same_inputs=run.is_locked or not is_stale(run, present),
        same_lines=again.output_hash == run.output_hash,
        recalculated=again.output_hash,
        people=again.people,
        total_minor=again.total_minor,
    )
