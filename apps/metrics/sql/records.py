"""The records behind a figure: the same rows, with the same conditions, as the statement that computes it."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from apps.metrics.figures import KpiInfo
from apps.metrics.measures import AGGREGATES, MEASURES
from apps.metrics.sql import dialect
from apps.metrics.sql.statement import (
    Question,
    _common,
    _contact_before,
    _from,
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
    """A text with its values: (table, id, day, agent, batch, row, key, value, customer), unordered."""

    text: str
    values: dict[str, Any]


def records_statement(kpi: KpiInfo, question: Question, codes: Collection[str]) -> RecordsStatement | None:
    """What lists the records of a KPI's measures `codes`; None where there are none for this question."""
    values = _common(question)
    parts: list[str] = []
    for number, stream in enumerate(_streams(codes)):
        name = f"stream{number}"
        if stream.parameter:
            values[name] = kpi.parameters[stream.parameter]
        chosen, summed = _conditions(codes, stream), (_sign(kpi, stream), _summed(codes, stream))
        parts += [_part(question, rows, name, chosen, summed) for rows in stream.rows]
    return RecordsStatement(" UNION ALL ".join(parts), values) if parts else None


def _streams(codes: Collection[str]) -> list[Stream]:
    measures = [MEASURES[code] for code in codes]
    return [STREAMS[code] for code in sorted({code for measure in measures for code in measure.streams})]


def _aggregates(codes: Collection[str], stream: Stream) -> Iterator[str]:
    for code in codes:
        for aggregate in sorted(MEASURES[code].aggregates):
            if AGGREGATES[aggregate].stream.code == stream.code:
                yield AGGREGATES[aggregate].sql


def _conditions(codes: Collection[str], stream: Stream) -> str:
    """Which rows any of the measures counts; one with a parameter only narrows what another one counts."""
    found = set()
    for sql in _aggregates(codes, stream):
        match = FILTERED.search(sql)
        if " - " in sql or " + " in sql or match is None:
            return ""
        if "{value}" not in match[1]:
            found.add(f"({match[1]})")
    return " OR ".join(sorted(found))


def _summed(codes: Collection[str], stream: Stream) -> str:
    """The column that the measures add up, or nothing where they only count."""
    return next((match[1] for sql in _aggregates(codes, stream) if (match := SUMMED.match(sql))), "")


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
        f"{rows.customer} AS record_customer",
        *(f"{alias}.{name} AS record_{name}" for name in ("id", "batch_id", "row", "key")),
        f"{_subject(question, rows)} AS subject",
    ]
    value = f"CAST({f'{sign}x.{column}' if column in rows.columns else 'NULL'} AS BIGINT)"
    where = " AND ".join(_where(question, rows))
    inner = f"SELECT {', '.join(columns)} FROM {_from(question, rows)}{_joins(question, rows)} WHERE {where}"  # noqa: S608
    inner = inner.format(
        currency="%(currency)s",
        last="%(last)s",
        greatest=dialect().GREATEST,
        contact_before=_contact_before(question, stream),
    )
    return (
        f"SELECT '{topic[1] if topic else ''}', x.record_id, x.record_day, x.record_agent,"  # noqa: S608
        f" x.record_batch_id, x.record_row, x.record_key, {value}, CAST(x.record_customer AS BIGINT)"
        f" FROM ({inner}) x{f' WHERE {chosen}' if chosen else ''}"
    )
