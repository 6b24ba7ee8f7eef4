"""What a file holds, before anything is written: rows, days, what would be rejected, who is not known."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final

import polars as pl

from apps.intake.added import is_added
from apps.intake.choices import RowFate
from apps.intake.controls import amount_text, currency_of
from apps.intake.models import Batch
from apps.intake.reading import Block, FileRefused, Table
from apps.intake.shapes import SHAPES
from apps.intake.validating import Judged, Totals, odd_number, scientific_keys
from apps.intake.work import Work
from apps.people.written import digits, percent

DAYS_OF_INSTANTS: Final = frozenset(
    (each.name, each.instant) for shape in SHAPES.values() for each in shape.fields if each.instant
)
WHOLE_SHARE: Final = 10_000
MOST_AGENTS: Final = 200  # unknown ones that are listed


@dataclass(slots=True)
class Profile:
    """Counts of a file, gathered block by block."""

    rows: int = 0
    codes: dict[str, Counter[str]] = field(default_factory=dict)  # fate → code → rows
    examples: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)  # fate → code → first row
    days: Counter[date] = field(default_factory=Counter)  # local day → records
    full_width: Counter[str] = field(default_factory=Counter)  # header → cells
    timeless: Counter[tuple[str, str]] = field(default_factory=Counter)  # slot and instant → records
    shares: Counter[str] = field(default_factory=Counter)  # of credits: order → ten-thousandths
    unknown: Counter[str] = field(default_factory=Counter)  # what the file calls an agent nobody knows → rows
    totals: Totals = field(default_factory=Totals)

    def add(self, held: pl.DataFrame, records: Mapping[str, pl.DataFrame], rows: int) -> None:
        """Count one block."""
        self.rows += rows
        self.add_held(held)
        for slot, frame in records.items():
            self.timeless.update(_timeless(slot, frame))
            self.shares.update(_shares(frame))
            for column in ("day", "closed_day"):
                if column in frame.columns:
                    self.days.update(_counts(frame[column]))

    def add_held(self, held: pl.DataFrame) -> None:
        """Count held rows by fate and reason, keep the first of each, and count names nobody knows."""
        for row in held.unique(("fate", "code"), keep="first", maintain_order=True).iter_rows(named=True):
            example = {name: row[name] for name in ("row", "column", "value")}
            example["values"] = json.loads(row["values"])
            self.examples.setdefault(row["fate"], {}).setdefault(row["code"], example)
        for fate, code, count in held.group_by("fate", "code").len().iter_rows():
            self.codes.setdefault(fate, Counter())[code] += count
        parked = held.filter((pl.col("fate") == RowFate.PARKED) & (pl.col("ref") != ""))
        self.unknown.update(_counts(parked["ref"]))

    def add_repeats(self, repeats: pl.DataFrame) -> None:
        """Count the rows that contradict or repeat others, known only once all are read."""
        conflicts = int(repeats["conflict"].sum())
        for fate, code, count in (
            (RowFate.REJECTED, "two_values_one_key", conflicts),
            (RowFate.SKIPPED, "duplicate_row", repeats.height - conflicts),
        ):
            if count:
                self.codes.setdefault(fate, Counter())[code] += count

    @property
    def rejected(self) -> int:
        """Rows that would be rejected."""
        return self.codes.get(RowFate.REJECTED, Counter()).total()

    def as_json(self, work: Work) -> dict[str, Any]:
        """For `Batch.profile`."""
        return {
            "columns": list(work.names),
            "warnings": self._warnings(work),
            "days": {day.isoformat(): count for day, count in sorted(self.days.items())},
            "codes": {fate: dict(codes.most_common()) for fate, codes in self.codes.items()},
            "examples": self.examples,
            "unknown_agents": dict(self.unknown.most_common(MOST_AGENTS)),
            "date_1904": work.date_1904,
        }

    def _warnings(self, work: Work) -> list[dict[str, Any]]:
        """What a person should know although it stops nothing: code and values, as in `reasons`."""
        skipped = self.codes.get(RowFate.SKIPPED, Counter())
        found = [
            {"code": "extra_column", "values": {"column": name}}
            for name in work.binding.unused
            if not is_added(name)
        ]
        found += [
            {"code": "full_width", "values": {"column": header, "cells": cells}}
            for header, cells in self.full_width.items()
        ]
        found += self._without_time(work)
        found += self._not_whole()
        found += [
            {"code": code, "values": {"rows": skipped[code]}}
            for code in ("footer", "duplicate_row", "blank_row")
            if skipped[code]
        ]
        return found

    def _without_time(self, work: Work) -> Iterator[dict[str, Any]]:
        """Columns of times in which some rows have none, although they have a day."""
        told: dict[str, int] = {}
        for rule in work.spec.records:
            for name, given in rule.fields.items():
                if rows := self.timeless[rule.slot, name] if given.column else 0:
                    header = work.binding.header(given.time_column or given.column)
                    told[header] = max(rows, told.get(header, 0))
        for header, rows in told.items():
            yield {"code": "no_time", "values": {"column": header, "rows": rows}}

    def _not_whole(self) -> Iterator[dict[str, Any]]:
        """Orders whose credits in this file are not the whole of them together."""
        parts = {order: share for order, share in self.shares.items() if share != WHOLE_SHARE}
        if parts:
            order = min(parts)
            total = percent(Fraction(parts[order], WHOLE_SHARE))
            yield {"code": "credits_total", "values": {"orders": len(parts), "order": order, "total": total}}


def _shares(frame: pl.DataFrame) -> dict[str, int]:
    """What the credits of a block give of each order."""
    if not {"share", "order_key"} <= set(frame.columns):
        return {}
    return dict(frame.group_by("order_key").agg(pl.col("share").sum()).iter_rows())


def _timeless(slot: str, frame: pl.DataFrame) -> dict[tuple[str, str], int]:
    """How many records of a slot have a day, and not the instant that lies on it."""
    return {
        (slot, instant): int((frame[day].is_not_null() & frame[instant].is_null()).sum())
        for day, instant in DAYS_OF_INSTANTS
        if {day, instant} <= set(frame.columns)
    }


def _counts(column: pl.Series) -> dict[Any, int]:
    counted = column.drop_nulls().value_counts()
    return dict(counted.iter_rows())


def check_keys(work: Work, judged: Judged) -> None:
    """FileRefused where a spreadsheet has turned ids into numbers."""
    for rule in work.spec.records:
        spoilt = scientific_keys(rule, judged.records[rule.slot])
        if spoilt.height:
            row, key = spoilt.select("row", "key").row(0)
            raise FileRefused("scientific_id", row=row, value=key, column=work.binding.header(rule.key[0]))


def check_control(batch: Batch, totals: Totals) -> None:
    """FileRefused where the file holds another number of rows, or another sum, than it is said to.

    A sum that was given goes before one that a row of totals in the file carries; the latter says nothing
    where an amount is unreadable, for that row is rejected by itself.
    """
    said = batch.control_rows
    if said is not None and said != totals.rows:
        raise FileRefused("control_rows", said=digits(said, 0), found=digits(totals.rows, 0))
    if batch.control_sum is not None:
        _check_sum(batch, totals, "control_sum", batch.control_sum)
    elif totals.carried is not None and not totals.unreadable:
        _check_sum(batch, totals, "footer_sum", totals.carried)


def _check_sum(batch: Batch, totals: Totals, code: str, said: int) -> None:
    if said == totals.total:
        return
    currency = currency_of(batch.source)
    raise FileRefused(
        code,
        said=amount_text(said, currency),
        found=amount_text(totals.total, currency),
        unreadable=digits(totals.unreadable, 0),
    )


def check_numbers(work: Work, block: Block, judged: Judged) -> None:
    """FileRefused where numbers are written with signs that the mapping does not declare."""
    if found := odd_number(block, judged, work.binding):
        raise FileRefused(found.code, **found.values)


def start_of(table: Table) -> tuple[int, int]:
    """Offset and number of a table's first row."""
    return table.start, table.first_row
