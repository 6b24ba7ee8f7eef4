"""The records behind a figure: the same rows, with the same conditions, as the statement that computes it."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from apps.metrics.figures import KpiInfo
from apps.metrics.measures import AGGREGATES, MEASURES
from apps.metrics.sql.filling import Filling
from apps.metrics.sql.statement import (
    Question,
    _common,
    _from,
    _joins,
    _subject,
    _where,
    filled,
    filling_of,
    is_asked,
)
from apps.metrics.streams import STREAMS, Rows, Stream
from apps.metrics.variants import Filters, Variant, variant_of

FILTERED: Final = re.compile(r"FILTER \(WHERE (.*)\)$")
SUMMED: Final = re.compile(r"^SUM\(x\.(\w+)\)")


Asked = tuple[str, Filters]  # a measure, and what it is narrowed to


@dataclass(frozen=True, slots=True)
class RecordsStatement:
    """A text with its values: (table, id, day, agent, batch, row, key, value, customer), unordered."""

    text: str
    values: dict[str, Any]


def records_statement(kpi: KpiInfo, question: Question, asked: Collection[Asked]) -> RecordsStatement | None:
    """What lists the records of some of a KPI's measures; None where there are none for this question."""
    values = _common(question)
    parts: list[str] = []
    for number, (stream, variant, chosen_codes) in enumerate(_streams(kpi, asked)):
        filling = filling_of(question, stream, variant, f"s{number}")
        values.update(filling.values())
        chosen = _conditions(chosen_codes, stream)
        summed = (_sign(kpi, stream), _summed(chosen_codes, stream))
        parts += [
            _part(question, rows, filling, chosen, summed) for rows in stream.rows if is_asked(question, rows)
        ]
    return RecordsStatement(" UNION ALL ".join(parts), values) if parts else None


def _streams(kpi: KpiInfo, asked: Collection[Asked]) -> list[tuple[Stream, Variant, list[str]]]:
    """The streams of the measures in their variants, each with the measures that read it so.

    Where one part counts only some of the records of the other, these are listed once.
    """
    found: dict[tuple[str, Variant], list[str]] = {}
    for code, filters in asked:
        for stream in sorted(MEASURES[code].streams):
            variant = variant_of(STREAMS[stream], kpi.numbers, kpi.choices, filters)
            found.setdefault((stream, variant), []).append(code)
    return [
        (STREAMS[stream], variant, found[stream, variant])
        for stream, variant in sorted(found)
        if not any(_is_wider(other, variant) for name, other in found if name == stream)
    ]


def _is_wider(other: Variant, variant: Variant) -> bool:
    """Whether another variant of the stream counts all that this one does, and more."""
    return set(other.filters) < set(variant.filters)


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


def _part(question: Question, rows: Rows, filling: Filling, chosen: str, summed: tuple[str, str]) -> str:
    sign, column = summed
    alias = "r" if rows.table.startswith("intake_refund r") else "f"
    topic = re.search(rf"intake_(\w+) {alias}\b", rows.table)
    columns = [f"{sql} AS {name}" for name, sql in rows.columns.items()]
    columns += [
        f"{rows.day} AS record_day",
        f"{rows.agent} AS record_agent",
        f"{rows.customer} AS record_customer",
        *(f"{alias}.{name} AS record_{name}" for name in ("id", "batch_id", "row", "key")),
        f"{_subject(question, rows)} AS subject",
    ]
    value = f"CAST({f'{sign}x.{column}' if column in rows.columns else 'NULL'} AS BIGINT)"
    where = " AND ".join([*_where(question, rows), *filling.narrowed(rows)])
    inner = f"SELECT {', '.join(columns)} FROM {_from(question, rows)}{_joins(question, rows)} WHERE {where}"  # noqa: S608
    inner = filled(inner, question, filling)
    return (
        f"SELECT '{topic[1] if topic else ''}', x.record_id, x.record_day, CAST(x.record_agent AS BIGINT),"  # noqa: S608
        f" x.record_batch_id, x.record_row, x.record_key, {value}, CAST(x.record_customer AS BIGINT)"
        f" FROM ({inner}) x{f' WHERE {chosen}' if chosen else ''}"
    )
