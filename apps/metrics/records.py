"""The records behind one figure, a page at a time: what whoever opens a number wants to see."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection

from apps.engine.periods import Grain
from apps.metrics.choices import Level, Subject
from apps.metrics.figures import KpiInfo
from apps.metrics.sql.records import Asked, records_statement
from apps.metrics.sql.statement import Question
from apps.people.clock import organisation
from apps.people.days import ONE_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record as its source said it.

    `table` is the record type (call, order, …), `value` what the KPI adds up of it in minor units, seconds or
    hundredths, negative where it takes away (refunds and cancellations of sales), None where it only counts.
    """

    table: str
    id: int
    day: date | None
    person_id: int | None  # None: it is a team's own
    batch_id: int
    row: int
    key: str
    value: int | None
    customer_id: int | None


class Part(StrEnum):
    """Which records of a ratio: those that its numerator counts, its denominator, or either."""

    BOTH = ""
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"

    def asked(self, kpi: KpiInfo) -> tuple[Asked, ...]:
        """The measures that are asked for, each with what it is narrowed to."""
        above = (kpi.numerator, kpi.filters("numerator"))
        below = (kpi.denominator, kpi.filters("denominator"))
        chosen = {
            Part.BOTH: (above, below),
            Part.NUMERATOR: (above,),
            Part.DENOMINATOR: (below,),
        }
        return tuple((code, filters) for code, filters in chosen[self] if code)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """Some of the records, newest day first, and how many there are."""

    total: int
    records: tuple[Record, ...]


def records(
    kpi: KpiInfo,
    *,
    subject: Subject,
    subject_id: int,
    first: date,
    last: date,
    offset: int,
    limit: int,
    part: Part = Part.BOTH,
) -> RecordPage:
    """The records of [first, last] behind a KPI of one agent or team, or behind one of its parts.

    Retention also lists the orders of the base period, the month before. Two queries.
    """
    question = Question(
        level=Level(subject),
        grain=Grain.MONTH,
        first=first,
        ends=last + ONE_DAY,
        currency=organisation().currency,
        ids=[subject_id],
    )
    statement = records_statement(kpi, question, part.asked(kpi))
    if statement is None:
        return RecordPage(total=0, records=())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({statement.text}) counted", statement.values)  # noqa: S608
        total = int(cursor.fetchone()[0])
        cursor.execute(
            f"{statement.text} ORDER BY 3 DESC, 1, 2 LIMIT {int(limit)} OFFSET {int(offset)}",
            statement.values,
        )
        return RecordPage(total=total, records=tuple(map(_record, cursor.fetchall())))


def _record(row: tuple[Any, ...]) -> Record:
    table, pk, day, person_id, batch_id, number, key, value, customer_id = row
    return Record(
        table=table,
        id=pk,
        day=None if day is None else date.fromisoformat(str(day)[:10]),
        person_id=person_id,
        batch_id=batch_id,
        row=number,
        key=key,
        value=value,
        customer_id=customer_id,
    )
