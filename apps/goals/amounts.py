"""Amounts as people write them, to and from millionths of the KPI's unit.

What is typed is in the unit that the page shows: money in whole units of the currency (190,000), a rate in
per cent (5.00), seconds (180 or 3:00), points and counts as they are. Thousands may be grouped by commas or
spaces, decimals follow a point, in all three languages; anything else is refused, never guessed.
"""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.metrics.choices import Unit
from apps.people.refusals import Refusal
from apps.people.written import currency_sign, written

MICROS: Final = 1_000_000
LARGEST: Final = 10**18  # millionths: a million million of the unit, well inside a 64-bit column
FULL_WEIGHT: Final = 10_000  # hundredths of a percent

_NUMBER: Final = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+)(?:\.[0-9]+)?")
_WEIGHT: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_CLOCK: Final = re.compile(r"([0-9]{1,9}):([0-5][0-9])")
_SPACES: Final = re.compile(r"[\s\u00a0\u2009\u202f]+")
_ENDINGS: Final = {Unit.RATE: ("%",), Unit.SECONDS: ("s", "秒")}


class AmountUnreadable(Refusal):
    """“1,5” is not a number here."""

    sentence = _("“%(text)s” cannot be read as a number. Write it like 1,500 or 1.5, without words.")


class AmountNegative(Refusal):
    """An amount below zero."""

    sentence = _("“%(text)s” is below zero. Enter 0 or more.")


class AmountTooFine(Refusal):
    """More decimals than are kept."""

    sentence = _("“%(text)s” has too many decimals. At most %(places)s are kept.")


class AmountTooLarge(Refusal):
    """Beyond anything that can be stored."""

    sentence = _("“%(text)s” is too large.")


class WeightUnreadable(Refusal):
    """A weight that is no percentage with two decimals."""

    sentence = _("“%(text)s” is not a weight. Enter a percentage above 0 and at most 100, like 40 or 33.34.")


def parse_amount(text: str, unit: str) -> int:
    """Millionths of the unit. Raises AmountUnreadable, AmountNegative, AmountTooFine or AmountTooLarge."""
    plain = _tidied(text, unit)
    if plain.startswith(("-", "−")):
        raise AmountNegative(text=text)
    if unit == Unit.SECONDS and (clock := _CLOCK.fullmatch(plain)):
        return _checked((60 * int(clock[1]) + int(clock[2])) * MICROS, text)
    if _NUMBER.fullmatch(plain) is None or len(plain) > 40:
        raise AmountUnreadable(text=text)
    exact = Fraction(Decimal(plain.replace(",", "").replace(" ", ""))) * _micros_of_one(unit)
    if exact.denominator != 1:
        raise AmountTooFine(text=text, places=4 if unit == Unit.RATE else 6)
    return _checked(int(exact), text)


def parse_weight(text: str) -> int:
    """Hundredths of a percent, from 1 to 10 000. Raises WeightUnreadable."""
    plain = _tidied(text, Unit.RATE)
    weight = int(Decimal(plain) * 100) if _WEIGHT.fullmatch(plain) else 0
    if not 0 < weight <= FULL_WEIGHT:
        raise WeightUnreadable(text=text)
    return weight


def typed_amount(micros: int | None, unit: str, decimals: int) -> str:
    """What stands in the field of an editor: `190,000`, `5.00`; `decimals` at least, all that there are."""
    if micros is None:
        return ""
    value = Fraction(micros, _micros_of_one(unit))
    return written(value, max(decimals, _places(value)))


def typed_weight(weight: int | None) -> str:
    """Hundredths of a percent as they are typed: 4000 is `40`, 3334 is `33.34`."""
    if weight is None:
        return ""
    return str(weight // 100) if weight % 100 == 0 else f"{weight // 100}.{weight % 100:02d}"


def amount_text(value: Fraction, unit: str, decimals: int, currency: str) -> str:
    """A value of a KPI with its unit: `HK$190,000`, `5.00 %`, `180 s`, `4.50`."""
    if unit == Unit.MONEY:
        return written(value, decimals, prefix=currency_sign(currency))
    if unit == Unit.RATE:
        return written(value * 100, decimals, suffix="\u00a0%")
    return written(value, decimals, suffix="\u00a0s" if unit == Unit.SECONDS else "")


def _micros_of_one(unit: str) -> int:
    """Millionths in one of what is typed: a rate is typed in per cent."""
    return MICROS // 100 if unit == Unit.RATE else MICROS


def _tidied(text: str, unit: str) -> str:
    plain = _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    for ending in _ENDINGS.get(Unit(unit), ()):
        plain = plain.removesuffix(ending).rstrip()
    return plain


def _checked(micros: int, text: str) -> int:
    if micros > LARGEST:
        raise AmountTooLarge(text=text)
    return micros


def _places(value: Fraction) -> int:
    """How many decimals a value with at most six has."""
    text = f"{int(value * MICROS):07d}"[-6:].rstrip("0")
    return len(text)
