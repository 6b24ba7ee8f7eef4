"""What to know before a run is approved: each check is really made, now."""

from dataclasses import dataclass

from apps.incentives.models import PayoutRun
from apps.incentives.plans import read_rules
from apps.incentives.pricing import price
from apps.incentives.queries.inputs import Collected, collect_inputs
from apps.incentives.queries.sources import missing_sources
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
    facts = [unpack_facts(data["facts"]) for data in run.inputs.values_list("data", flat=True)]
    version = run.plan_version
    priced = price(facts, read_rules(version.spec), currency=version.plan.currency, month=run.month)
    return Recalculated(
        output_hash=priced.output_hash, people=len(facts), total_minor=sum(priced.totals().values())
    )


def run_checks(run: PayoutRun) -> RunChecks:
    """All checks of a calculated run. The number of queries does not depend on the number of people."""
    again = recalculate(run)
    present = None if run.is_locked else collect_inputs(run.plan_version.plan, run.month)
    return RunChecks(
        final=period(run.month).final,
        waiting=changes.waiting(last=run.last_day),
        missing=tuple(missing_sources(present.kpis, run.last_day)) if present else (),
        same_inputs=run.is_locked or _same(present, run),
        same_lines=again.output_hash == run.output_hash,
        recalculated=again.output_hash,
        people=again.people,
        total_minor=again.total_minor,
    )


def _same(present: Collected | None, run: PayoutRun) -> bool:
    return present is not None and present.input_hash == run.input_hash
