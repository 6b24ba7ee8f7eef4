"""What a worker needs to know of a batch to read it: its mapping, its file, and what its source declares."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import polars as pl

from apps.intake.fileday import file_day
from apps.intake.mapping import Binding, Spec, bind, parse
from apps.intake.mapping.learning import learned
from apps.intake.matching import (
    CUSTOMERS,
    CustomerBook,
    Roster,
    attribute,
    match_agents,
    match_customers,
    match_teams,
    no_calls,
)
from apps.intake.models import Batch, Mapping
from apps.intake.reading import FIRST_ROW, Block, Table, may_be_spreadsheet, open_table
from apps.intake.storage import stored_path
from apps.intake.validating import Declared, Judge, Judged, Totals, none_held
from apps.people.clock import local_day, organisation
from apps.people.days import CALENDAR_FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A block's records, whose and of which customer they are; `customers` has id and label."""

    judged: Judged
    records: Map[str, pl.DataFrame]
    customers: pl.DataFrame
    calls: pl.DataFrame  # orders attributed by a call, see `matching.attribution`


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A batch, ready to be read."""

    batch: Batch
    spec: Spec
    binding: Binding
    names: tuple[str, ...]  # of the file's columns
    judge: Judge
    first_row: int = FIRST_ROW  # the number of the file's first row
    date_1904: bool = False  # a workbook that counts its days from 1904
    book: CustomerBook = field(default_factory=CustomerBook)

    def match_agents(self, judged: Judged, roster: Roster) -> Judged:
        """Find the persons of a block's records; rows without one are parked."""
        return match_agents(judged, self.spec, self.binding, roster)

    def match_customers(self, judged: Judged) -> Judged:
        """Find the customers of a block's records: the same whenever they are looked for."""
        records: dict[str, pl.DataFrame] = {}
        customers = [pl.DataFrame(schema=CUSTOMERS)]
        for rule in self.spec.records:
            frame, named = match_customers(judged.records[rule.slot], rule.customer, self.book)
            records[rule.slot] = frame
            customers.append(named)
        return replace(judged, records=records, customers=pl.concat(customers))

    def weigh(self, totals: Totals, block: Block, judged: Judged) -> None:
        """Add a judged block to what the file holds as a whole."""
        totals.add(block.frame.height, judged.held, self.judge.amounts(block))

    def match(self, judged: Judged, roster: Roster) -> Matched:
        """Find persons and customers of a block's records."""
        found = match_teams(self.match_agents(judged, roster), self.spec, self.binding)
        if found.customers is None:
            found = self.match_customers(found)
        found, calls = self._attributed(found)
        named = _named(found.records, found.customers)
        return Matched(judged=found, records=found.records, customers=named, calls=calls)

    def _attributed(self, judged: Judged) -> tuple[Judged, pl.DataFrame]:
        """Orders that name no agent given to somebody, or parked; and the calls that decided."""
        records = dict(judged.records)
        parked, calls = [none_held()], [no_calls()]
        for rule in self.spec.records:
            if rule.agent is None or not rule.agent.last_call_days:
                continue
            given = attribute(
                records[rule.slot],
                source_id=self.batch.source_id,
                days=rule.agent.last_call_days,
                column=self.binding.header(rule.agent.column),
            )
            records[rule.slot] = given.frame
            parked.append(given.parked)
            calls.append(given.calls)
        nobodys = pl.concat(parked).unique("row", keep="first", maintain_order=True)
        return replace(judged, records=records).without(nobodys), pl.concat(calls)


def _named(records: Map[str, pl.DataFrame], customers: pl.DataFrame | None) -> pl.DataFrame:
    """The customers that a record names: those of held rows alone are not kept."""
    if customers is None:
        return pl.DataFrame(schema=CUSTOMERS)
    ids = pl.concat(frame["customer_id"] for frame in records.values()).unique()
    return customers.filter(pl.col("id").is_in(ids.implode()))


Opened = tuple[Table, Binding]


def _at_once(opening: Callable[[], Opened]) -> Opened:
    return opening()


def open_work(batch: Batch, wait: Callable[[Callable[[], Opened]], Opened] = _at_once) -> tuple[Work, Table]:
    """The batch's file, open. FileRefused where it cannot be read as the mapping says.

    A workbook may take minutes to convert, and an archive to unpack: `wait` calls what does it, without the
    database, and gives what it gives.
    """
    spec = parse(batch.mapping.spec)
    path = stored_path(batch.file)
    table, binding = wait(partial(open_table, path, batch.filename, spec))
    judge = _judge(batch, spec, binding, spreadsheet=table.spreadsheet, date_1904=table.date_1904)
    work = Work(
        batch=batch,
        spec=spec,
        binding=binding,
        names=table.names,
        judge=judge,
        first_row=table.first_row,
        date_1904=table.date_1904,
    )
    return work, table


def kept_rows(batch: Batch, rows: Sequence[int], raws: Sequence[Map[str, Any]]) -> tuple[Work, Block]:
    """Rows that were kept with their texts (parked, queued), as a block of their batch's file.

    They are read by the batch's mapping, with every word that the source has learned since.
    """
    newest = Mapping.objects.filter(source=batch.source_id).order_by("-version").first()
    own = batch.mapping.spec
    spec = parse(learned(own, newest.spec) if newest is not None and newest.pk != batch.mapping_id else own)
    names = tuple(dict.fromkeys(name for raw in raws for name in raw))
    binding = bind(spec, names)
    texts = {str(n): [str(raw.get(name, "")) for raw in raws] for n, name in enumerate(names)}
    frame = pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String))
    block = Block(frame=frame, rows=pl.Series("row", rows, dtype=pl.Int64), next_offset=0)
    judge = _judge(
        batch,
        spec,
        binding,
        spreadsheet=may_be_spreadsheet(batch.filename),
        date_1904=bool(batch.profile.get("date_1904")),
    )
    return Work(batch=batch, spec=spec, binding=binding, names=names, judge=judge), block


def _judge(batch: Batch, spec: Spec, binding: Binding, *, spreadsheet: bool, date_1904: bool) -> Judge:
    own, source = organisation(), batch.source
    declared = Declared(
        dates=spec.dates,
        decimal=spec.decimal,
        thousands=spec.thousands,
        negatives=spec.negatives,
        zone=source.time_zone or own.time_zone,
        local_zone=own.time_zone,
        first_day=CALENDAR_FIRST,
        last_day=local_day(batch.created_at),
        spreadsheet=spreadsheet,
        date_1904=date_1904,
        file_day=file_day(batch) if spec.needs_file_day else None,
    )
    return Judge(spec, binding, declared=declared, currency=source.currency or own.currency)
