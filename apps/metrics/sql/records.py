"""The records behind a figure: the same rows, with the same conditions, as the statement that computes it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from apps.metrics.figures import KpiInfo
from apps.metrics.measures import AGGREGATES, MEASURES
from apps.metrics.sql import dialect
from apps.metrics.sql.statement import (
    Question,
    _common,
    _contact_before,
    _joins,
    _subject,
    _where,
)
from apps.metrics.streams import STREAMS, Rows, Stream

FILTERED: Final = re.compile(r"FILTER \(WHERE (.*)\)$")
SUMMED: Final = re.compile(r"^SUM\(x\.(\w+)\)")
TOPIC: Final = re.compile(r"^intake_(\w+) ")


@dataclass(frozen=True, slots=True)
class RecordsStatement:
    """A text with its values; `text` yields (table, id, day, agent, batch, row, key, value), unordered."""

    text: str
    values: dict[str, Any]


def records_statement(kpi: KpiInfo, question: Question) -> RecordsStatement | None:
    """What lists the records of a KPI's streams; None for a KPI that has none for this question."""
    values = _common(question)
    parts: list[str] = []
    for number, stream in enumerate(_streams(kpi)):
        name = f"stream{number}"
        if stream.parameter:
            values[name] = kpi.parameters[stream.parameter]
        chosen, summed = _conditions(kpi, stream), (_sign(kpi, stream), _summed(kpi, stream))
        parts += [_part(question, rows, name, chosen, summed) for rows in stream.rows]
    return RecordsStatement(" UNION ALL ".join(parts), values) if parts else None


def _streams(kpi: KpiInfo) -> list[Stream]:
    measures = [MEASURES[code] for code in (kpi.numerator, kpi.denominator) if code]
    return [STREAMS[code] for code in sorted({code for measure in measures for code in measure.streams})]


def _aggregates(kpi: KpiInfo, stream: Stream) -> Iterator[str]:
    for code in (kpi.numerator, kpi.denominator):
        for aggregate in sorted(MEASURES[code].aggregates) if code else ():
            if AGGREGATES[aggregate].stream.code == stream.code:
                yield AGGREGATES[aggregate].sql


def _conditions(kpi: KpiInfo, stream: Stream) -> str:
    """Which rows any part of the KPI counts; one with a parameter only narrows what another one counts."""
    found = set()
    for sql in _aggregates(kpi, stream):
        match = FILTERED.search(sql)
        if " - " in sql or " + " in sql or match is None:
            return ""
        if "{value}" not in match[1]:
            found.add(f"({match[1]})")
    return " OR ".join(sorted(found))


def _summed(kpi: KpiInfo, stream: Stream) -> str:
    """The column that the KPI adds up, or nothing where it only counts."""
    return next((match[1] for sql in _aggregates(kpi, stream) if (match := SUMMED.match(sql))), "")


def _sign(kpi: KpiInfo, stream: Stream) -> str:
    """A minus where the KPI takes away what the stream adds up, so that the records total the figure."""
    taken = (AGGREGATES[code].stream.code for code in MEASURES[kpi.numerator].minus)
    return "-" if stream.code in taken else ""


def _part(question: Question, rows: Rows, stream: str, chosen: str, summed: tuple[str, str]) -> str:
    sign, column = summed
    alias = "r" if rows.table.startswith("intake_refund r") else "f"
    topic = TOPIC.match(rows.table)
    columns = [f"{sql} AS {name}" for name, sql in rows.columns.items()]
    columns += [
        f"{rows.day} AS record_day",
        f"{rows.agent} AS record_agent",
        *(f"{alias}.{name} AS record_{name}" for name in ("id", "batch_id", "row", "key")),
        f"{_subject(question, rows)} AS subject",
    ]
    value = f"CAST({f'{sign}x.{column}' if column in rows.columns else 'NULL'} AS BIGINT)"
    where = " AND ".join(_where(question, rows))
    inner = f"SELECT {', '.join(columns)} FROM {rows.table}{_joins(question, rows)} WHERE {where}"  # noqa: S608
    inner = inner.format(
        currency="%(currency)s",
        last="%(last)s",
        greatest=dialect().GREATEST,
        contact_before=_contact_before(question.level, stream),
    )
    return (
        f"SELECT '{topic[1] if topic else ''}', x.record_id, x.record_day, x.record_agent,"  # noqa: S608
        f" x.record_batch_id, x.record_row, x.record_key, {value}"
        f" FROM ({inner}) x{f' WHERE {chosen}' if chosen else ''}"
    )
