"""Pricing a calculated run again from its own snapshot, after a decision that changes what it settles."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from apps.engine.settlement import Settlement
from apps.incentives.choices import RunState
from apps.incentives.findings import SOURCE_GAP, Finding
from apps.incentives.models import PayoutRun, RunInput
from apps.incentives.operations.moving import move_run
from apps.incentives.operations.storing import BATCH, decisions, replace_lines, store_exceptions
from apps.incentives.queries.recalculating import rules_of
from apps.incentives.settling import pack_settlement, price_run, unpack_settlement
from apps.incentives.snapshot import unpack_facts
from apps.people.models import User

Change = Callable[[Settlement], Settlement]


def reprice(
    run: PayoutRun,
    changes: Mapping[int, Change],
    *,
    verb: str,
    by: User,
    at: datetime,
    reason: str = "",
    after: Mapping[str, Any] | None = None,
) -> PayoutRun:
    """The run's lines with the settlement of some people changed; everything else from the snapshot.

    The run stays calculated under a new version and output hash. The caller holds the run.
    """
    rows = list(run.inputs.order_by("person_id"))
    settlements = {row.person_id: unpack_settlement(row.data.get("settlement", {})) for row in rows}
    settlements |= {person_id: change(settlements[person_id]) for person_id, change in changes.items()}
    facts = [unpack_facts(row.data["facts"]) for row in rows]
    rules, currency = rules_of(run), run.plan_version.plan.currency
    priced = price_run(facts, rules, settlements, currency=currency, month=run.month)
    totals = priced.totals()
    for row in rows:
        row.total_minor = totals.get(row.person_id, 0)
        row.data = {**row.data, "settlement": pack_settlement(settlements[row.person_id])}
    RunInput.objects.bulk_update(rows, ["total_minor", "data"], batch_size=BATCH)
    replace_lines(run, priced)
    gaps = [
        Finding(person_id=None, code=row.code, values=row.values)
        for row in run.exceptions.filter(code=SOURCE_GAP)
    ]
    decided = decisions(run)
    run.exceptions.all().delete()
    store_exceptions(run, facts, priced, rules, gaps=gaps, decided=decided)
    total = sum(totals.values())
    return move_run(
        run,
        RunState.CALCULATED,
        verb=verb,
        by=by,
        at=at,
        reason=reason,
        after={"total_minor": total, "output_hash": priced.output_hash, **(after or {})},
        output_hash=priced.output_hash,
        total_minor=total,
    )
