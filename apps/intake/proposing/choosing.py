"""What a row of a file is, and a first mapping of its columns, from its headers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from apps.intake.mapping import bind, parse
from apps.intake.mapping.texts import header_key
from apps.intake.presets import PRESETS
from apps.intake.presets.columns import FOOTER
from apps.intake.proposing.editing import without_columns, without_unread
from apps.intake.proposing.slots import is_made
from apps.intake.shapes import SHAPES

FEWEST: Final = 2  # known headers below which nothing is proposed
MISSING_COSTS: Final = 2
BARE: Final = "only-"  # before a record type: nothing but that record, and no column known yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A built-in mapping as it fits the headers: how many it knows, and what it would need beside them."""

    code: str
    known: int
    missing: tuple[str, ...]
    size: int

    @property
    def rank(self) -> tuple[int, int, int]:
        """Greater is better: known headers less missing ones, then known ones, then the more particular."""
        return self.known - MISSING_COSTS * len(self.missing), self.known, -self.size


def candidates(headers: Sequence[str]) -> list[Candidate]:
    """Every built-in mapping that knows at least two of the headers, the best first."""
    found = [_candidate(code, headers) for code in PRESETS]
    return sorted((one for one in found if one.known >= FEWEST), key=lambda one: one.rank, reverse=True)


def _candidate(code: str, headers: Sequence[str]) -> Candidate:
    binding = bind(parse(PRESETS[code][1]), headers)
    known = len(set(binding.positions.values()))
    return Candidate(code=code, known=known, missing=binding.missing, size=len(PRESETS[code][1]["columns"]))


def kinds_of_rows() -> tuple[str, ...]:
    """What a row may be said to be: the built-in mappings, then each record type alone."""
    return (*PRESETS, *(f"{BARE}{record_type}" for record_type in SHAPES))


def fitted(code: str, headers: Sequence[str]) -> dict[str, Any]:
    """The mapping of `kinds_of_rows` with the columns that the file has, each by the file's own header."""
    if code.startswith(BARE):
        record = {"type": code.removeprefix(BARE), "key": [], "fields": {}}
        return {"columns": {}, "footer": list(FOOTER), "records": [record]}
    spec = PRESETS[code][1]
    binding = bind(parse(spec), headers)
    changed = without_columns(
        spec,
        [
            name
            for name, rule in spec["columns"].items()
            if name not in binding.positions and not is_made(rule)
        ],
    )
    for name, rule in changed["columns"].items():
        if not is_made(rule):
            changed["columns"][name] = {"headers": [binding.headers[name]]}
    return _pruned(changed)


def _pruned(spec: dict[str, Any]) -> dict[str, Any]:
    """Without records that would now come of every row although they need more than there is."""
    records = [record for record in spec["records"] if record["fields"]]
    first, *others = records or spec["records"]
    kept = [record for record in others if _has_required(record)]
    return without_unread({**spec, "records": [first, *kept]})


def _has_required(record: Mapping[str, Any]) -> bool:
    fields = record["fields"]
    return all(
        field.name in fields or field.name == "currency"
        for field in SHAPES[record["type"]].fields
        if field.required and not field.if_mapped and field.instant not in fields
    )


def knows(headers: Iterable[str], header: str) -> bool:
    """Whether a header is among some, case, spaces and full width aside."""
    wanted = header_key(header)
    return any(header_key(known) == wanted for known in headers)
