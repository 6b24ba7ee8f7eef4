"""What is kept about one customer, found by what a source calls it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl
from django.db.models import Max, Min
from django.db.models.functions import Coalesce

from apps.intake.mapping import bind, parse
from apps.intake.mapping.spec import CustomerBy, CustomerRef
from apps.intake.matching.customers import customer_ids
from apps.intake.merging.confirmed import sayers
from apps.intake.models import Batch, Customer, HeldRow, LeftOut, Mapping, SupersededFact
from apps.intake.queries.retention import AT_THE_END
from apps.intake.queries.samples import drafts_that_name
from apps.intake.shapes import SHAPES, Shape

ROWS_AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is kept about a customer: its numbers here, records by record type, and where its texts stand."""

    customer_ids: tuple[int, ...]
    labels: tuple[str, ...]
    records: dict[str, int]
    first: date | None
    last: date | None
    left_out: int  # records that count nowhere until somebody puts them back
    held: tuple[int, ...]  # rows that did not become facts and name it
    drafts: tuple[int, ...]  # of sources, whose sample file names it
    batches: tuple[int, ...]  # whose files name it
    files: int  # of those, that are still stored
    at_work: bool  # one of them is not at its end

    @property
    def count(self) -> int:
        """All records."""
        return sum(self.records.values())

    @property
    def found(self) -> bool:
        """Whether anything is kept."""
        return bool(self.customer_ids or self.held or self.drafts)


def trace(ref: str) -> Trace:
    """Look for a customer by a phone, a customer number or a name, whichever it is.

    Every held row and every file of a draft is looked at, piece by piece; the rest is found by the customer's
    number.
    """
    meant = set(_ids_of(ref))
    known = dict(Customer.objects.filter(pk__in=meant).order_by("pk").values_list("pk", "label"))
    held = dict(_held(meant))
    drafts = list(drafts_that_name(ref))
    same = Batch.objects.filter(file__in=[draft.file_id for draft in drafts])
    batches = {*held.values(), *_batches(list(known)), *same.values_list("pk", flat=True)}
    found = {shape.record_type: shape.facts.filter(customer__in=known) for shape in _shapes()}
    spans = [rows.aggregate(first=Min(_day(rows)), last=Max(_day(rows))) for rows in found.values()]
    named = Batch.objects.filter(pk__in=batches)
    return Trace(
        customer_ids=tuple(known),
        labels=tuple(sorted(set(known.values()))),
        records={name: count for name, rows in found.items() if (count := rows.count())},
        first=min((span["first"] for span in spans if span["first"]), default=None),
        last=max((span["last"] for span in spans if span["last"]), default=None),
        left_out=LeftOut.objects.filter(values__customer_id__in=known).count(),
        held=tuple(sorted(held)),
        drafts=tuple(draft.pk for draft in drafts),
        batches=tuple(sorted(batches)),
        files=named.filter(file__removed_on__isnull=True).values("file").distinct().count(),
        at_work=named.exclude(state__in=AT_THE_END).exists(),
    )


def _ids_of(ref: str) -> Iterator[int]:
    for by in CustomerBy:
        yield from customer_ids([ref], by)
    for region in _regions():
        yield from customer_ids([ref], CustomerBy.PHONE, region)


def _regions() -> set[str]:
    """Where mappings say that phone numbers without a country's code are from."""
    found = {
        rule.customer.region
        for spec in Mapping.objects.values_list("spec", flat=True)
        for rule in parse(spec).records
        if rule.customer
    }
    return found - {""}


def _shapes() -> list[Shape]:
    return [shape for shape in SHAPES.values() if shape.customer]


def _day(rows: Any) -> Any:
    names = [name for name in ("day", "closed_day") if hasattr(rows.model, name)]
    return Coalesce(*names) if len(names) > 1 else names[0]


def _batches(known: list[int]) -> Iterator[int]:
    """Batches that wrote, had written or confirmed one of the customer's records."""
    if not known:
        return
    for shape in _shapes():
        facts: dict[int, list[int]] = {}
        left_out = LeftOut.objects.filter(record_type=shape.record_type, values__customer_id__in=known)
        for source_id, pk, batch_id in (
            *shape.facts.filter(customer__in=known).values_list("source", "pk", "batch"),
            *left_out.values_list("source", "fact_id", "batch"),
        ):
            facts.setdefault(source_id, []).append(pk)
            yield batch_id
        for source_id, ids in facts.items():
            said = sayers(source_id=source_id, record_type=shape.record_type, facts=pl.Series(ids))
            yield from said["batch_id"].to_list()
    kept = SupersededFact.objects.filter(values__customer_id__in=known)
    yield from kept.values_list("batch", flat=True)


def _held(meant: set[int]) -> Iterator[tuple[int, int]]:
    """Held rows whose text names one of these customers: row and batch."""
    known: dict[tuple[int, tuple[str, ...]], tuple[tuple[str, CustomerRef], ...]] = {}
    rows = HeldRow.objects.exclude(raw={}).values_list("pk", "batch", "batch__mapping", "raw")
    for pk, batch_id, mapping_id, raw in rows.iterator(chunk_size=ROWS_AT_ONCE):
        place = (mapping_id, tuple(raw))
        if place not in known:
            known[place] = customer_columns(*place)
        columns = known[place]
        if any(raw[column] and _id_of(raw[column], ref) in meant for column, ref in columns):
            yield pk, batch_id


def _id_of(text: str, ref: CustomerRef) -> int:
    return customer_ids([text.strip()], ref.by, ref.region)[0]


def customer_columns(mapping_id: int, headers: tuple[str, ...]) -> tuple[tuple[str, CustomerRef], ...]:
    """The headers of a file under which a mapping finds customers, and how they are named there."""
    spec = parse(Mapping.objects.values_list("spec", flat=True).get(pk=mapping_id))
    binding = bind(spec, headers)
    wanted = [
        (header, rule.customer)
        for rule in spec.records
        if rule.customer
        for header in binding.headers_of(rule.customer.column)
    ]
    return tuple((header, ref) for header, ref in wanted if header in headers)
