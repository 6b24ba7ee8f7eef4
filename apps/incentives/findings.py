"""What a person has to look at before a run is approved: each finding becomes an exception of the run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from apps.engine.issues import Issue
from apps.incentives.plans import Limits
from apps.incentives.snapshot import PayeeFacts, pack_values

SOURCE_GAP: Final = "source_gap"
ABOVE_MEDIAN: Final = "above_median"
CHANGED_MUCH: Final = "changed_much"
LEAVER: Final = "leaver"
FOREIGN_ORDERS: Final = "foreign_orders"
TOTAL_LIMIT: Final = 3
"""A median of fewer people than this says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One exception: of a person, or (None) of the whole run; `values` JSON, for the sentence."""

    person_id: int | None
    code: str
    values: Mapping[str, str | int]


def findings(
    facts: Sequence[PayeeFacts],
    totals: Mapping[int, int],
    issues: Iterable[Issue],
    *,
    limits: Limits,
    before: Mapping[int, int],
) -> list[Finding]:
    """Everything to look at, person by person.

    `totals` are the amounts of this run and `before` those of last month, in minor units by person. Codes
    are those of the engine's issues, `no_units`, `above_median` and `changed_much`.
    """
    reasons = {one.person_id: one.reason for one in facts}
    found = [_of_issue(issue, reasons) for issue in issues]
    found += _above_median(totals, limits.median)
    found += _changed_much(totals, before, limits.change)
    return sorted(found, key=lambda one: (one.person_id or 0, one.code, str(sorted(one.values.items()))))


def gap_findings(gaps: Iterable[tuple[str, Sequence[date]]]) -> list[Finding]:
    """Of the whole run: days inside the month that a source never delivered, by source."""
    return [
        Finding(
            person_id=None,
            code=SOURCE_GAP,
            values={"source": source, "days": " ".join(day.isoformat() for day in days)},
        )
        for source, days in gaps
    ]


def leaver_findings(last_days: Mapping[int, date]) -> list[Finding]:
    """Whoever left in the month or before: is everything settled with them?"""
    return [
        Finding(person_id=person_id, code=LEAVER, values={"last_day": day.isoformat()})
        for person_id, day in sorted(last_days.items())
    ]


def foreign_findings(orders: Mapping[int, int]) -> list[Finding]:
    """Orders in another currency than the plan's, by person: currencies never mix, so they count nothing."""
    return [
        Finding(person_id=person, code=FOREIGN_ORDERS, values={"orders": count})
        for person, count in sorted(orders.items())
    ]


def _of_issue(issue: Issue, reasons: Mapping[int, str]) -> Finding:
    values = dict(issue.as_mapping())
    payee = values.pop("payee", None)
    person_id = None if payee is None else int(str(payee))
    if issue.code == "no_score" and person_id is not None:
        values["reason"] = reasons.get(person_id, "")
    return Finding(person_id=person_id, code=issue.code, values=pack_values(values.items()))


def _above_median(totals: Mapping[int, int], limit: Fraction) -> list[Finding]:
    paid = sorted(amount for amount in totals.values() if amount > 0)
    if len(paid) < TOTAL_LIMIT:
        return []
    middle = median(paid)
    return [
        Finding(
            person_id=person_id,
            code=ABOVE_MEDIAN,
            values=pack_values(
                (
                    ("amount", amount),
                    ("median", middle),
                    ("limit", limit),
                    ("times", Fraction(amount) / middle),
                )
            ),
        )
        for person_id, amount in totals.items()
        if amount > limit * middle
    ]


def _changed_much(totals: Mapping[int, int], before: Mapping[int, int], limit: Fraction) -> list[Finding]:
    return [
        Finding(
            person_id=person_id,
            code=CHANGED_MUCH,
            values=pack_values(
                (
                    ("amount", amount),
                    ("before", before[person_id]),
                    ("limit", limit),
                    ("change", Fraction(amount - before[person_id], before[person_id])),
                )
            ),
        )
        for person_id, amount in totals.items()
        if before.get(person_id, 0) > 0 and abs(amount - before[person_id]) > limit * before[person_id]
    ]


def median(ordered: Sequence[int]) -> Fraction:
    """The middle of sorted amounts; the mean of the two in the middle for an even number."""
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)
