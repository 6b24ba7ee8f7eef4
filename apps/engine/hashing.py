"""A fingerprint of inputs and lines: the same values give the same hash, in any process (rules 3.11)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from json.encoder import encode_basestring
from typing import Final

ENGINE_VERSION: Final = "1"
"""Part of every input hash; raised when the engine pays something else for the same input."""


def canonical(value: object) -> bytes:
    """One text for one meaning, UTF-8.

    Numbers are exact fractions, so that 3, Fraction(3) and Decimal("3.00") are alike; dates are ISO 8601,
    instants in UTC; a dataclass or named tuple is its name with its fields, a mapping its pairs, a set its
    members, all sorted; sequences keep their order. Raises TypeError for anything else: binary
    floating-point numbers and naive instants above all.
    """
    return _text(value).encode()


def digest(value: object) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def digest_unordered(values: Iterable[object]) -> str:
    """SHA-256 of values whose order means nothing, lines of a payout above all; repeated ones count."""
    whole = hashlib.sha256()
    for text in sorted(map(_text, values)):
        whole.update(text.encode() + b"\n")
    return whole.hexdigest()


def _text(value: object) -> str:
    writer = _WRITERS.get(type(value))
    if writer is not None:
        return writer(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _dataclass(value)
    if isinstance(value, tuple) and (names := getattr(value, "_fields", None)):
        held = ",".join(f"{name}={_text(getattr(value, name))}" for name in sorted(names))
        return f"{type(value).__name__}({held})"
    for kind, writer in _WRITERS.items():
        if isinstance(value, kind):
            return writer(value)
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, set | frozenset):
        return "<" + ",".join(sorted(map(_text, value))) + ">"
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _number(value: Fraction | int) -> str:
    return f"{value.numerator}/{value.denominator}"


def _decimal(value: Decimal) -> str:
    return "{}/{}".format(*value.as_integer_ratio())


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise TypeError("an instant without a zone has no canonical form")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _sequence(value: Iterable[object]) -> str:
    return "[" + ",".join(map(_text, value)) + "]"


def _mapping(value: Mapping[object, object]) -> str:
    pairs = sorted((_text(key), _text(held)) for key, held in value.items())
    return "{" + ",".join(f"{key}:{held}" for key, held in pairs) + "}"


def _dataclass(value: object) -> str:
    kind: type = type(value)
    held = ",".join(f"{name}={_text(getattr(value, name))}" for name in _fields(kind))
    return f"{kind.__name__}({held})"


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(sorted(field.name for field in fields(kind)))


_WRITERS: Final[dict[type, Callable[..., str]]] = {
    bool: lambda value: "true" if value else "false",
    int: _number,
    str: encode_basestring,
    type(None): lambda _value: "null",
    Fraction: _number,
    Decimal: _decimal,
    datetime: _instant,
    date: date.isoformat,
    tuple: _sequence,
    list: _sequence,
}
