"""The first rows of a file, raw and as understood, side by side."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl
from django.utils.translation import gettext as _

from apps.intake.mapping.spec import CustomerBy
from apps.intake.matching.customers import label
from apps.intake.proposing import Sample
from apps.intake.proposing.slots import record_id
from apps.intake.queries.desk import everybody
from apps.intake.reasons import row_reason
from apps.intake.shapes import SHAPES, Field, Kind
from apps.intake.trying import Tried
from apps.intake.web.columns import label as column_label
from apps.intake.web.wizard.masking import masked, masked_columns
from apps.intake.web.wizard.words import meaning_text, record_text
from apps.people.clock import organisation
from apps.people.written import day_text, money, plain

ROWS: Final = 50
RAW_COLUMNS: Final = 7
PARTS: Final = {Kind.POINTS: 100, Kind.QUANTITY: 1_000, Kind.SHARE: 10_000, Kind.VALUE: 1_000_000}
FIGURES: Final = frozenset({*PARTS, Kind.MONEY, Kind.SECONDS})
Read = Callable[[int], str]
UNDERSTOOD: Final = "understood"
WAITS: Final = "waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the understood side: its heading, and the file's columns it comes from (by position)."""

    title: str
    is_figure: bool
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value as understood, and the text it comes from."""

    column: Column
    text: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the file. `fate`: understood, waits, or of `RowFate`."""

    number: int
    raw: tuple[str, ...]
    cells: tuple[Cell, ...]
    fate: str
    reason: str = ""
    remedy: str = ""
    wrong: int | None = None  # position of the raw column that is at fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Rows of one kind. `left`: columns of the file that are not shown."""

    headers: tuple[tuple[str, int], ...]  # header and position
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    left: int


def preview(
    sample: Sample, spec: Mapping[str, Any], tries: Sequence[Tried], *, only: str, waits: bool
) -> Preview:
    """The first fifty rows, or those that are parked or rejected. `waits`: a question is open.

    `tries`: the mapping under each reading that is still open, the one that understands most first; where
    they differ, both values are shown.
    """
    tried = tries[0]
    raw = _raw_columns(sample, spec)
    wanted = _wanted(sample, tried, only)
    numbers = [int(sample.rows[n]) for n in wanted]
    held = {row["row"]: row for row in tried.held.filter(pl.col("row").is_in(numbers)).iter_rows(named=True)}
    readings = [_Understood(sample, spec, one, numbers) for one in tries]
    masks = masked_columns(spec, sample)
    rows = []
    for n in wanted:
        number, cells = int(sample.rows[n]), sample.frame.row(n)
        hidden = [masked(str(text), masks.get(at)) for at, text in enumerate(cells)]
        rows.append(_row(number, hidden, raw, readings, held.get(number), waits=waits, sample=sample))
    return Preview(
        headers=tuple((sample.columns[at].header, sample.columns[at].position) for at in raw),
        columns=readings[0].columns,
        rows=tuple(rows),
        left=len(sample.columns) - len(raw),
    )


def _wanted(sample: Sample, tried: Tried, only: str) -> list[int]:
    """Which rows of the block are shown, by their place in it."""
    if not only:
        return list(range(min(ROWS, sample.rows.len())))
    held = tried.held.filter(pl.col("fate") == only)["row"].implode()
    return list(sample.rows.is_in(held).arg_true()[:ROWS])


def _raw_columns(sample: Sample, spec: Mapping[str, Any]) -> list[int]:
    """Which columns are shown raw: those the mapping reads first, in the order of the file."""
    read = [at for at, seen in enumerate(sample.columns) if _is_read(spec, seen.header)]
    others = [at for at in range(len(sample.columns)) if at not in read]
    return sorted((read + others)[:RAW_COLUMNS])


def _is_read(spec: Mapping[str, Any], header: str) -> bool:
    return any(header in rule.get("headers", [name]) for name, rule in spec["columns"].items())


def _row(
    number: int,
    hidden: Sequence[str],
    raw: Sequence[int],
    readings: Sequence["_Understood"],
    held: Mapping[str, Any] | None,
    *,
    waits: bool,
    sample: Sample,
) -> Row:
    shown = tuple(hidden[sample.columns[at].position] for at in raw)
    values = [_either(texts) for texts in zip(*(one.cells(number) for one in readings), strict=True)]
    cells = tuple(
        Cell(column=column, text=value, raw=" ".join(hidden[at] for at in column.sources))
        for value, column in zip(values, readings[0].columns, strict=True)
    )
    if held is None:
        return Row(number=number, raw=shown, cells=cells, fate=WAITS if waits else UNDERSTOOD)
    said = {"column": held["column"], "value": held["value"]}
    sentence, remedy = row_reason(held["code"], _values(held), **said)
    wrong = sample.column(held["column"])
    return Row(
        number=number,
        raw=shown,
        cells=cells,
        fate=held["fate"],
        reason=sentence,
        remedy=remedy,
        wrong=wrong.position if wrong else None,
    )


def _either(texts: Sequence[str]) -> str:
    """One value, or those of each reading where they differ."""
    different = list(dict.fromkeys(text for text in texts if text))
    return (
        _("%(one)s or %(other)s") % {"one": different[0], "other": different[1]}
        if different[1:]
        else "".join(different)
    )


def _values(held: Mapping[str, Any]) -> Mapping[str, Any]:
    values: Mapping[str, Any] = json.loads(held["values"])
    return values


class _Understood:
    """What rows become: their records' values as texts, by the columns of the mapping."""

    def __init__(self, sample: Sample, spec: Mapping[str, Any], tried: Tried, numbers: Sequence[int]) -> None:
        self._sample, self._spec, self._tried = sample, spec, tried
        self._rows = {name: _by_row(frame, numbers) for name, frame in tried.judged.records.items()}
        self._agents = {name: _by_row(frame, numbers) for name, frame in tried.matched.records.items()}
        self._people = (
            everybody() if any("agent_id" in f.columns for f in tried.matched.records.values()) else {}
        )
        self._zone = ZoneInfo(organisation().time_zone)
        self._currency = tried.work.batch.source.currency or organisation().currency
        self._readers = list(self._columns())

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the understood side."""
        return tuple(column for column, _read in self._readers)

    def cells(self, number: int) -> tuple[str, ...]:
        """A row's values; blank where it has none."""
        return tuple(read(number) for _column, read in self._readers)

    def _columns(self) -> Iterator[tuple[Column, Read]]:
        first = self._spec["records"][0]
        names = [getattr(rule, "slot", "") or rule.record_type for rule in self._tried.work.spec.records]
        name = names[0]
        if first.get("agent"):
            yield self._column(_("Agent"), first["agent"]["column"]), partial(self._agent, name)
        if first.get("customer"):
            by = CustomerBy(first["customer"].get("by", "id"))
            raw = bool(first["customer"].get("raw"))
            yield (
                self._column(_("Customer"), first["customer"]["column"]),
                partial(self._customer, name, by, raw),
            )
        for slot, record in zip(names, self._spec["records"], strict=True):
            fields = record.get("fields", {})
            for field in SHAPES[record["type"]].fields:
                rule = fields.get(field.name)
                whole = {"column": rule} if isinstance(rule, str) else rule or {}
                if (
                    whole.get("column")
                    and field.instant not in fields
                    and (record is first or field.name != "day")
                ):
                    title = column_label(field.name)
                    if record is not first:
                        title = f"{record_text(record_id(record))}: {title}"
                    sources = [whole["column"], *([whole["time"]] if whole.get("time") else [])]
                    figure = field.kind in FIGURES
                    yield (
                        self._column(title, *sources, figure=figure),
                        partial(self._field, slot, field),
                    )

    def _column(self, title: str, *names: str, figure: bool = False) -> Column:
        seen = [
            self._sample.column(self._spec["columns"].get(name, {}).get("headers", [name])[0])
            for name in names
        ]
        return Column(
            title=title, is_figure=figure, sources=tuple(column.position for column in seen if column)
        )

    def _agent(self, record: str, number: int) -> str:
        person = self._agents[record].get(number, {}).get("agent_id")
        if person:
            return self._people.get(person, "")
        return str(self._rows[record].get(number, {}).get("agent_ref") or "")

    def _customer(self, record: str, by: CustomerBy, raw: bool, number: int) -> str:
        ref = self._rows[record].get(number, {}).get("customer_ref")
        return label(ref, by, raw=raw) if ref else ""

    def _field(self, record: str, field: Field, number: int) -> str:
        value = self._rows[record].get(number, {}).get(field.name)
        return "" if value is None or value == "" else self._text(field, value)

    def _text(self, field: Field, value: Any) -> str:
        writers: dict[Kind, Callable[[Any], str]] = {
            Kind.INSTANT: self._moment,
            Kind.DAY: day_text,
            Kind.YES_NO: lambda yes: meaning_text("yes" if yes else "no"),
            Kind.CHOICE: meaning_text,
            Kind.SECONDS: clock_text,
            Kind.MONEY: lambda minor: money(minor, self._currency),
        }
        if field.kind in PARTS:
            return plain(Fraction(value, PARTS[field.kind]))
        return writers.get(field.kind, str)(value)

    def _moment(self, at: datetime) -> str:
        local = at.astimezone(self._zone)
        return f"{day_text(local.date())} {local:%H:%M:%S}"


def _by_row(frame: pl.DataFrame, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    return {row["row"]: row for row in frame.filter(pl.col("row").is_in(numbers)).iter_rows(named=True)}


def clock_text(seconds: int) -> str:
    """`3:06`, `1:02:03`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
