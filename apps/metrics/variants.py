"""How one version reads a stream: with which numbers and choices, and narrowed to which records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from apps.metrics.streams import Stream

# In force where a version does not say. Days, seconds, hundredths of a point, months.
DEFAULTS: Final = {
    "look_back_days": 30,
    "within_seconds": 20,
    "top_score": 400,
    "promoter_from": 500,
    "detractor_to": 300,
    "new_customer_months": 12,
    "new_market_months": 12,
    "base_months": 3,
}
CHOICES: Final = {"order_state": "booked", "contact": "connected", "measurement": ""}
ORDER_DAYS: Final = {"booked": "f.day", "verified": "f.verified_day", "paid": "f.paid_day"}
CONTACTS: Final = {  # `{a}` is the call
    "connected": "{a}.direction = 'out' AND {a}.answered AND {a}.customer_id IS NOT NULL",
    "dialled": "{a}.direction = 'out' AND {a}.customer_id IS NOT NULL",
    "offered": "{a}.direction = 'in' AND {a}.answered IS NOT NULL AND {a}.customer_id IS NOT NULL",
}
# Filters that bound a number: name -> (dimension, comparison).
BOUNDS: Final = {"amount_from": ("amount", ">="), "amount_to": ("amount", "<")}

Values = tuple[str | int, ...]
Filters = tuple[tuple[str, Values], ...]


@dataclass(frozen=True, slots=True, order=True)
class Variant:
    """What a stream is asked with; two definitions with equal ones share its rows.

    `filters`: by dimension the values that count (any of them), or the bound of an amount in minor units.
    """

    numbers: tuple[int, ...] = ()
    choices: tuple[str, ...] = ()
    filters: Filters = ()

    def number(self, stream: Stream, name: str) -> int:
        """A number by its name."""
        return self.numbers[stream.numbers.index(name)]

    def choice(self, stream: Stream, name: str) -> str:
        """A choice by its name; what is usual where the stream does not read it."""
        return self.choices[stream.choices.index(name)] if name in stream.choices else CHOICES[name]


PLAIN: Final = Variant()


def variant_of(
    stream: Stream, numbers: Mapping[str, int], choices: Mapping[str, str], filters: Filters
) -> Variant:
    """What of a version concerns the stream."""
    return Variant(
        numbers=tuple(numbers[name] for name in stream.numbers),
        choices=tuple(choices[name] for name in stream.choices),
        filters=tuple((name, values) for name, values in filters if dimension_of(name) in stream.dimensions),
    )


def dimension_of(name: str) -> str:
    """The dimension that a filter narrows."""
    return BOUNDS[name][0] if name in BOUNDS else name


def filters_of(parameters: Mapping[str, Any], part: str) -> Filters:
    """The filters of the numerator or denominator as a version's parameters keep them, in a stable order."""
    chosen = parameters.get("filters", {}).get(part, {})
    return tuple((name, tuple(chosen[name])) for name in sorted(chosen) if chosen[name])
