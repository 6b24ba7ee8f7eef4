"""Cells of a sample as people see them: what names a customer is masked."""

from collections.abc import Mapping, Sequence
from typing import Any

from apps.intake.mapping.spec import CustomerBy
from apps.intake.mapping.texts import header_key
from apps.intake.matching.customers import label
from apps.intake.proposing import Sample
from apps.intake.proposing.looks import Look
from apps.intake.proposing.slots import made_of


def masked_columns(spec: Mapping[str, Any], sample: Sample) -> Mapping[int, CustomerBy]:
    """Positions of columns whose texts are masked: the customer's, and whatever looks like a phone number."""
    masks = {seen.position: CustomerBy.PHONE for seen in sample.columns if seen.look is Look.PHONE}
    for record in spec.get("records", []):
        ref = record.get("customer") or {}
        keys = {header_key(header) for header in _headers(spec, ref.get("column", ""))}
        for seen in sample.columns:
            if header_key(seen.header) in keys and not ref.get("raw"):
                masks[seen.position] = CustomerBy(ref.get("by", "id"))
    return masks


def _headers(spec: Mapping[str, Any], column: str) -> list[str]:
    """Every header under which a column's texts stand, those of the columns it is made of among them."""
    rule = spec["columns"].get(column, {})
    own = rule.get("headers", [column])
    names = made_of(rule) & set(spec["columns"])
    return [*own, *(header for name in names for header in _headers(spec, name))]


def masked_cells(spec: Mapping[str, Any], sample: Sample, cells: Sequence[str]) -> list[str]:
    """A row's cells with customers masked."""
    masks = masked_columns(spec, sample)
    return [masked(text, masks.get(n)) for n, text in enumerate(cells)]


def masked(text: str, by: CustomerBy | None) -> str:
    """A text, masked where it names a customer."""
    return label(text, by, raw=False) if by and text.strip() else text
