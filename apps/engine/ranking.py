"""Places 1, 2, 2, 4 (rules of calculation, 2.8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

NO_DATA: Final = "no_data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One to rank. `reason` set, or no `value`, lists it without a place."""

    key: str
    value: Fraction | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one stands; `place` is None where `reason` says why; `shared` with someone of equal value."""

    key: str
    place: int | None
    value: Fraction | None
    reason: str = ""
    shared: bool = False


def rank(entries: Iterable[Entry], *, lowest_first: bool = False) -> list[Standing]:
    """Everyone, best first, equal values on an equal place, the next place left out; ties are listed by key.

    Those without a place come last, by key, each with its reason (`no_data` unless the entry has one).
    """
    listed = sorted(entries, key=lambda entry: entry.key)
    placed = [(entry.value, entry) for entry in listed if entry.value is not None and not entry.reason]
    placed.sort(key=lambda pair: pair[0], reverse=not lowest_first)
    unplaced = [entry for entry in listed if entry.value is None or entry.reason]
    return _placed(placed) + [
        Standing(key=entry.key, place=None, value=entry.value, reason=entry.reason or NO_DATA)
        for entry in unplaced
    ]


def _placed(ordered: list[tuple[Fraction, Entry]]) -> list[Standing]:
    held = Counter(value for value, _ in ordered)
    standings: list[Standing] = []
    place, before = 0, None
    for position, (value, entry) in enumerate(ordered, start=1):
        if value != before:
            place, before = position, value
        standings.append(Standing(key=entry.key, place=place, value=value, shared=held[value] > 1))
    return standings
