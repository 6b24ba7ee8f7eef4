"""Control totals: how many rows a file is said to hold, and what its amounts sum up to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from apps.intake.models import Source
from apps.people.clock import organisation
from apps.people.refusals import Refusal
from apps.people.written import digits, minor_digits

LARGEST: Final = 2**62
_AMOUNT: Final = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]+))?")


class ControlUnreadable(Refusal):
    """A control total is not a number that can be compared."""

    sentence = _("“%(value)s” is no control total: write digits and a point, as 1234.50.")
    field = "control_sum"


class NothingToSum(Refusal):
    """The source has no amounts, so that no sum of them can be compared."""

    sentence = _("“%(source)s” has no column of amounts: leave the sum out.")
    field = "control_sum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """What a file is said to hold; None: not said. `total` in minor units of the source's currency."""

    rows: int | None = None
    total: int | None = None


NO_CONTROL: Final = Control()


def currency_of(source: Source) -> str:
    """The currency of a source's amounts."""
    return source.currency or organisation().currency


def control_of(source: Source, *, rows: str = "", total: str = "") -> Control:
    """Control totals as somebody writes them; blank: not said. Raises `ControlUnreadable`."""
    return Control(
        rows=_whole(rows.strip()) if rows.strip() else None,
        total=minor_of(total.strip(), currency_of(source)) if total.strip() else None,
    )


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 15:
        raise ControlUnreadable(value=text[:40])
    return int(text)


def minor_of(text: str, currency: str) -> int:
    """An amount as minor units. Raises `ControlUnreadable`, also for more decimals than the currency has."""
    found = _AMOUNT.fullmatch(text)
    places = minor_digits(currency)
    if found is None:
        raise ControlUnreadable(value=text[:40])
    sign, whole, part = found.group(1), found.group(2), (found.group(3) or "").rstrip("0")
    if len(part) > places:
        raise ControlUnreadable(value=text[:40])
    minor = int(whole + part.ljust(places, "0"))
    return -minor if sign else minor


def amount_text(minor: int, currency: str) -> str:
    """Minor units as a person reads them, without the currency."""
    places = minor_digits(currency)
    return f"{'−' if minor < 0 else ''}{digits(Fraction(minor, 10**places), places)}"


def has_amounts(spec: Mapping[str, Any]) -> bool:
    """Whether a stored mapping reads an amount from a column."""
    return any(_reads_amount(record.get("fields", {}).get("amount")) for record in spec.get("records", ()))


def _reads_amount(rule: Any) -> bool:
    return isinstance(rule, str) or (isinstance(rule, Mapping) and "column" in rule)
