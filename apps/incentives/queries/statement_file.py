"""The statement of one payee and month as a document that proves itself (`apps.incentives.proof`)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from apps.engine.achievement import Target
from apps.engine.hashing import ENGINE_VERSION
from apps.engine.periods import Grain
from apps.goals.queries import acknowledged
from apps.incentives.models import RunInput
from apps.incentives.proof import (
    FORMAT,
    FORMULA,
    GIVEN,
    KIND,
    packed_line,
    reached,
    seal,
    stated_inputs,
    target_document,
)
from apps.incentives.queries.payouts import PayoutView, ScoreRow
from apps.incentives.snapshot import pack_facts
from apps.intake.models import Order
from apps.metrics.choices import Subject
from apps.metrics.queries import kpi_infos
from apps.metrics.records import Record, records
from apps.people.clock import now, organisation
from apps.people.written import minor_digits

SALES: Final = "sales_amount"
MOST_ORDERS: Final = 5000


def statement_document(view: PayoutView) -> dict[str, Any]:
    """Everything a statement says, with its inputs and its fingerprint. At most six queries beside the view.

    Holds no colleague's figures: what crossed people is a stated input.
    """
    payout, run = view.payout, view.payout.run
    version = run.plan_version
    lines = list(run.lines.filter(person_id=payout.person_id).order_by("position"))
    given = stated_inputs(lines, view.rules, payout.data.get("settlement", {}))
    return seal(
        {
            "kind": KIND,
            "format": FORMAT,
            "month": run.month.isoformat(),
            "engine": run.engine_version or ENGINE_VERSION,
            "payee": {"number": view.who.number, "name": view.who.name, "team": view.who.team},
            "organisation": organisation().name,
            "plan": {
                "code": version.plan.code,
                "name": version.plan.name,
                "version": version.version,
                "currency": version.plan.currency,
                "spec": version.spec,
            },
            "run": _run(view),
            "no_data": str(view.no_data),
            "targets": {row.fact.kpi: _target(row, view) for row in view.scores if row.line is not None},
            "acknowledged": _acknowledged(view),
            "facts": pack_facts(view.facts),
            "given": given,
            "lines": [
                {**packed_line(line), "title": shown.title, "formula": shown.sentence}
                for line, shown in zip(lines, view.lines, strict=True)
            ],
            "total_minor": payout.total_minor,
            "orders": orders_that_count(payout, view),
        }
    )


def _run(view: PayoutView) -> dict[str, Any]:
    run = view.payout.run
    moments = {
        name: None if (at := getattr(run, name)) is None else at.isoformat()
        for name in ("calculated_at", "approved_at", "locked_at")
    }
    return {
        "number": run.number,
        "state": run.state,
        "input_hash": run.input_hash,
        "output_hash": run.output_hash,
        **moments,
    }


def _target(row: ScoreRow, view: PayoutView) -> dict[str, Any]:
    """What was wanted, and whether the achievement follows from it or (a mean of weeks) is stated."""
    assert row.line is not None  # noqa: S101  the caller has looked
    for target in _wanted(row):
        document = target_document(target, row.line.cap, view.no_data)
        if row.line.grain is Grain.MONTH and reached(row.fact, document) == row.fact.achievement:
            return {**document, "achievement": FORMULA}
    return {**target_document(row.line.target, row.line.cap, view.no_data), "achievement": GIVEN}


def _wanted(row: ScoreRow) -> list[Target]:
    """The line's target with the value that was frozen, its zero point as it stands, or scaled like it."""
    line, fact = row.line, row.fact
    assert line is not None  # noqa: S101
    plain = replace(line.target, value=fact.target)
    if not fact.target or not line.target.value or line.target.zero is None:
        return [plain]
    share = fact.target / line.target.value
    return [plain, replace(plain, zero=line.target.zero * share)]


def acknowledged_at(view: PayoutView) -> datetime | None:
    """When the person acknowledged the targets of the month; None: not, or only deemed. At most one query."""
    if view.facts.scorecard_id is None:
        return None
    at, deemed = acknowledged(view.facts.scorecard_id).get(view.payout.person_id, (None, False))
    return None if deemed else at


def _acknowledged(view: PayoutView) -> str | None:
    at = acknowledged_at(view)
    return None if at is None else at.isoformat()


def orders_that_count(payout: RunInput, view: PayoutView) -> dict[str, Any] | None:
    """The orders and refunds behind the month's sales amount, by day; None where it is no part of the pay.

    `made_at` is when they were read: a locked month's records stay as they are.
    """
    run, info = payout.run, kpi_infos(payout.run.last_day).get(SALES)
    if info is None or SALES not in _kpis(view):
        return None
    found = records(
        info,
        subject=Subject.AGENT,
        subject_id=payout.person_id,
        first=run.month,
        last=run.last_day,
        offset=0,
        limit=MOST_ORDERS,
    )
    amounts = dict(
        Order.objects.filter(pk__in=[one.id for one in found.records if one.table == "order"]).values_list(
            "pk", "amount"
        )
    )
    rows = [_order(one, amounts) for one in sorted(found.records, key=lambda one: (str(one.day), one.key))]
    total = sum(row["counts"] for row in rows)
    counted = _counted(view)
    return {
        "kpi": SALES,
        "rows": rows,
        "total_minor": total,
        "counted_minor": counted,
        "more": found.total - len(rows),
        "currency": organisation().currency,
        "made_at": now().isoformat(),
    }


def _kpis(view: PayoutView) -> set[str]:
    return {fact.kpi for fact in view.facts.lines} | {reading.kpi for reading in view.facts.readings}


def _counted(view: PayoutView) -> int | None:
    """The sales amount of the month as it was frozen, in minor units."""
    for row in view.scores:
        if row.fact.kpi == SALES and row.line is not None and row.line.grain is Grain.MONTH:
            return _minor(row.fact.actual)
    return _minor(view.facts.reading(SALES).value)


def _minor(value: Fraction | None) -> int | None:
    return None if value is None else int(value * 10 ** minor_digits(organisation().currency))


def _order(one: Record, amounts: Mapping[int, int]) -> dict[str, Any]:
    amount = amounts.get(one.id) if one.table == "order" else None
    value = one.value or 0
    share = Fraction(value, amount) if amount and value > 0 else Fraction(1)
    return {
        "kind": "order" if value >= 0 else "refund",
        "order": one.key,
        "day": None if one.day is None else one.day.isoformat(),
        "amount": amount if amount is not None and value > 0 else value,
        "share": f"{share.numerator}/{share.denominator}",
        "counts": value,
    }
