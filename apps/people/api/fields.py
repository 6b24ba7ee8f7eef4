"""How exact values and money are written in JSON: nothing is a float, nothing loses a digit unsaid."""

from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import Any, Final

from django.utils.translation import gettext_noop
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.people.written import Exact, exact, minor_digits

PLACES: Final = 6  # decimals of every exact value; where they do not suffice, `exact` has all of it


def decimal_text(value: Exact, places: int = PLACES) -> str:
    """The value with so many decimals, half away from zero, without grouping: `-0.428571`."""
    figure = exact(value)
    size = abs(figure)
    scaled = (2 * size.numerator * 10**places + size.denominator) // (2 * size.denominator)
    whole, rest = divmod(scaled, 10**places)
    sign = "-" if figure < 0 and scaled else ""
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"


def exact_json(value: Exact) -> dict[str, str]:
    """Decimal and exact form of a value: 3/7 is `{"decimal": "0.428571", "exact": "3/7"}`."""
    figure = exact(value)
    return {"decimal": decimal_text(figure), "exact": f"{figure.numerator}/{figure.denominator}"}


def money_json(minor: int, currency: str) -> dict[str, str | int]:
    """Minor units as money: `{"amount": "1234.56", "minor": 123456, "currency": "HKD"}`."""
    places = minor_digits(currency)
    amount = decimal_text(Fraction(minor, 10**places), places)
    return {"amount": amount, "minor": minor, "currency": currency}


# Plain texts, as the schema is written by YAML; the reference page translates them.
_DECIMAL: Final = gettext_noop("six decimals, half away from 0")
_FRACTION: Final = gettext_noop("numerator/denominator")
_EXACT: Final = {
    "type": "object",
    "required": ["decimal", "exact"],
    "properties": {
        "decimal": {"type": "string", "example": "0.428571", "description": _DECIMAL},
        "exact": {"type": "string", "example": "3/7", "description": _FRACTION},
    },
}
_MONEY: Final = {
    "type": "object",
    "required": ["amount", "minor", "currency"],
    "properties": {
        "amount": {"type": "string", "example": "1234.56"},
        "minor": {"type": "integer", "example": 123456},
        "currency": {"type": "string", "example": "HKD"},
    },
}


@extend_schema_field(_EXACT)
class ExactField(serializers.Field[Any, Any, dict[str, str], Any]):
    """A ratio or quantity (int, Fraction or Decimal; a float is refused); null is *no data*."""

    def __init__(self, **kwargs: Any) -> None:
        """`source` as usual."""
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value: int | Fraction | Decimal) -> dict[str, str]:
        """Decimal and exact form."""
        return exact_json(value)


@extend_schema_field(_MONEY)
class MoneyField(serializers.Field[Any, Any, dict[str, str | int] | None, Any]):
    """An amount in minor units with its currency.

    `minor` and `currency` are dotted attributes of the object; without `currency` it is that of the
    serializer's context. Null where the amount is None.
    """

    def __init__(self, minor: str, currency: str = "", **kwargs: Any) -> None:
        """Where the amount and its currency are."""
        self.minor, self.currency = minor, currency
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, str | int] | None:
        """Amount, minor units and currency."""
        minor = _attribute(value, self.minor)
        currency = _attribute(value, self.currency) if self.currency else self.context["currency"]
        return None if minor is None else money_json(minor, currency)


def _attribute(value: Any, path: str) -> Any:
    return reduce(getattr, path.split("."), value)
