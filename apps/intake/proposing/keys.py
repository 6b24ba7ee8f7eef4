"""Which columns together name a record: tried on the sample, doubles aside."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from apps.intake.proposing.known import is_known
from apps.intake.proposing.looks import Look
from apps.intake.proposing.samples import Sample, Seen
from apps.intake.proposing.slots import AGENT, CUSTOMER, KEY, filled_slots, key_columns
from apps.intake.shapes import SHAPES, Kind

MOST: Final = 4
ID_LOOKS: Final = frozenset({Look.TEXT, Look.WHOLE})
_ID: Final = re.compile(r"\b(?:id|no|number|uuid)$|_id$|编号|編號|单号|單號|流水号|流水號", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChoice:
    """Columns (by header) that may name a record. `clashes`: rows that share a key and differ."""

    headers: tuple[str, ...]
    keys: int
    rows: int
    clashes: int
    blank: int

    @property
    def unique(self) -> bool:
        """Whether every row has a key of its own."""
        return not self.clashes and not self.blank


def key_choice(sample: Sample, columns: Sequence[Seen]) -> KeyChoice:
    """One choice, tried on the rows of the sample; rows that are equal in every column count once."""
    names = [str(seen.position) for seen in columns]
    trimmed = sample.frame.select(pl.all().str.strip_chars()).unique()
    filled = trimmed.filter(pl.all_horizontal([pl.col(name) != "" for name in names]))
    groups = filled.group_by(names).len()
    return KeyChoice(
        headers=tuple(seen.header for seen in columns),
        keys=groups.height,
        rows=trimmed.height,
        clashes=int(groups.filter(pl.col("len") > 1)["len"].sum()),
        blank=trimmed.height - filled.height,
    )


def key_choices(spec: Mapping[str, Any], sample: Sample) -> list[KeyChoice]:
    """What the mapping says now, then ids and the natural keys of its columns, the unique ones first."""
    said = [tuple(key_columns(spec["records"][0]))]
    own = [_columns(spec, sample, names) for names in said]
    found: dict[tuple[str, ...], KeyChoice] = {}
    for columns in (*own, *_natural(spec, sample)):
        if columns:
            choice = key_choice(sample, columns)
            found.setdefault(choice.headers, choice)
    current = list(found.values())[:1] if own[0] else []
    others = list(found.values())[len(current) :]
    if not any(choice.unique for choice in found.values()):
        others.append(key_choice(sample, sample.columns))
    ranked = sorted(others, key=lambda choice: not choice.unique)
    return current + ranked[: MOST - len(current)]


def _columns(spec: Mapping[str, Any], sample: Sample, names: Sequence[str]) -> list[Seen]:
    headers = [spec["columns"].get(name, {}).get("headers", [name])[0] for name in names]
    return [seen for header in headers if (seen := sample.column(header)) is not None]


def _natural(spec: Mapping[str, Any], sample: Sample) -> Iterator[list[Seen]]:
    for seen in sample.columns:
        named = is_known(seen.header, KEY) or _ID.search(seen.header.strip())
        if named and seen.look in ID_LOOKS and seen.distinct == seen.rows and seen.rows > 1:
            yield [seen]
            break
    filled = dict(filled_slots(spec))
    agent = next((name for code, name in filled.items() if code.startswith(f"{AGENT}.")), "")
    customer = next((name for code, name in filled.items() if code.startswith(f"{CUSTOMER}.")), "")
    moments = _moments(spec)
    for names in ([agent, customer, *moments], [customer, *moments], [agent, *moments]):
        given = [name for name in dict.fromkeys(names) if name]
        if moments and len(given) > len(moments):
            yield _columns(spec, sample, given)


def _moments(spec: Mapping[str, Any]) -> list[str]:
    """The columns that say when: the start where there is one, else the day."""
    record = spec["records"][0]
    fields = record.get("fields", {})
    by_kind = {field.name: field.kind for field in SHAPES[record["type"]].fields}
    names = [name for name in fields if by_kind.get(name) is Kind.INSTANT] or [
        name for name in fields if by_kind.get(name) is Kind.DAY
    ]
    for name in names[:1]:
        rule = fields[name] if isinstance(fields[name], dict) else {"column": fields[name]}
        return [rule[part] for part in ("column", "time") if rule.get(part)]
    return []
