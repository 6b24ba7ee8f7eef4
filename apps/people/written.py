"""How figures are written in sentences and cells: one place for rounding, signs and grouping, for every app.

Everything takes exact values (int, Fraction, Decimal) and rounds once, half away from zero, to the digits it
shows; a float is refused, because its digits are not the figure's. Thousands are grouped with a comma and
decimals follow a point in all three languages. The template filters of the portal are made of these.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import pgettext

Exact = int | Fraction | Decimal
ISO_DAY_OR_MONTH: Final = re.compile(r"\d{4}-\d{2}(-\d{2})?", re.ASCII)
MINUS: Final = "\N{MINUS SIGN}"
NBSP: Final = "\N{NO-BREAK SPACE}"

# Signs that say which dollar it is. A currency that is not listed shows its code.
SIGNS: Final = {
    "CNY": "CN¥",
    "EUR": "€",
    "GBP": "£",
    "HKD": "HK$",
    "JPY": "JP¥",
    "MOP": "MOP$",
    "SGD": "S$",
    "TWD": "NT$",
    "USD": "US$",
}
# ISO 4217 minor units where they are not two digits.
MINOR_DIGITS: Final = {"JPY": 0, "KRW": 0, "VND": 0, "BHD": 3, "KWD": 3, "OMR": 3, "TND": 3}


def minor_digits(currency: str) -> int:
    """Decimals of a currency: 2 for HKD, 0 for JPY."""
    return MINOR_DIGITS.get(currency, 2)


def currency_sign(currency: str) -> str:
    """What stands in front of an amount: `HK$`; the code and a space for a currency without a sign here."""
    if not currency:
        return ""
    return SIGNS.get(currency, f"{currency}{NBSP}")


def exact(value: Exact) -> Fraction:
    """The value as a fraction; TypeError for a float or a truth value."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction | Decimal):
        raise TypeError(f"a figure must be int, Fraction or Decimal, not {type(value).__name__}")
    return Fraction(value)


def digits(value: Exact, places: int) -> str:
    """The absolute value with `places` decimals, half away from zero, thousands grouped: `1,234.50`."""
    figure = abs(exact(value))
    scaled = (2 * figure.numerator * 10**places + figure.denominator) // (2 * figure.denominator)
    whole, rest = divmod(scaled, 10**places)
    return f"{whole:,}.{rest:0{places}d}" if places else f"{whole:,}"


def adding_up(parts: Sequence[Exact], places: int) -> list[Fraction]:
    """The parts with `places` decimals each, so that they total their rounded sum: largest remainder.

    1.005, 1.005 and 1.005 with two decimals are 1.01, 1.01 and 1.00: 3.02 in all, as their sum 3.015 is
    written. Equal remainders go to whoever stands first. No part moves by a whole unit of its last digit.
    """
    scaled = [exact(part) * 10**places for part in parts]
    whole = [part.numerator // part.denominator for part in scaled]
    total = sum(scaled, Fraction(0))
    size = (2 * abs(total.numerator) + total.denominator) // (2 * total.denominator)
    rest = (size if total >= 0 else -size) - sum(whole)
    for i in sorted(range(len(whole)), key=lambda i: (whole[i] - scaled[i], i))[:rest]:
        whole[i] += 1
    return [Fraction(part, 10**places) for part in whole]


def written(value: Exact, places: int, *, prefix: str = "", suffix: str = "", plus: bool = False) -> str:
    """A signed figure: the sign stands before the prefix, and a figure that rounds to zero has none."""
    text = digits(value, places)
    if not any(digit in "123456789" for digit in text):
        sign = ""
    elif value < 0:
        sign = MINUS
    else:
        sign = "+" if plus else ""
    return f"{sign}{prefix}{text}{suffix}"


def money(minor: Exact, currency: str, *, plus: bool = False) -> str:
    """Minor units as money: 123456 in HKD is `HK$1,234.56`."""
    places = minor_digits(currency)
    return written(exact(minor) / 10**places, places, prefix=currency_sign(currency), plus=plus)


def percent(ratio: Exact, places: int = 1) -> str:
    """A ratio as per cent, with a space that does not break: 529/500 is `105.8 %`."""
    return written(exact(ratio) * 100, places, suffix=f"{NBSP}%")


def plain(value: Exact, at_most: int = 6) -> str:
    """A figure with the decimals it has, at most `at_most`: 5/2 is `2.5`, 3 is `3`."""
    text = written(value, at_most)
    return text.rstrip("0").rstrip(".") if "." in text else text


def month_text(value: date) -> str:
    """`November 2026`, `2026年11月`."""
    # Translators: a date format of Django: month and year; in Chinese Y年n月
    return date_format(value, pgettext("date format", "F Y"))


def day_text(value: date) -> str:
    """`23 Nov 2026`, `2026年11月23日`."""
    # Translators: a date format of Django: day, short month, year; in Chinese Y年n月j日
    return date_format(value, pgettext("date format", "j M Y"))


def in_words(value: Any) -> Any:
    """A value of a sentence as people read it: `2026-11-23` as a day, `2026-11` as a month.

    Sentences keep days in ISO, because they are stored and said later in whatever language is active then.
    """
    if not (isinstance(value, str) and ISO_DAY_OR_MONTH.fullmatch(value)):
        return value
    try:
        return (
            day_text(date.fromisoformat(value))
            if len(value) > 7
            else month_text(date.fromisoformat(f"{value}-01"))
        )
    except ValueError:
        return value
