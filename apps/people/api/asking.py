"""What may be asked: query parameters, each checked, and unknown ones refused with the others.

A misspelt parameter that is silently left out gives a wrong figure that looks right.
"""

from datetime import date
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
PAGE_SIZE: Final = 100
LARGEST_PAGE: Final = 500


@extend_schema_field({"type": "string", "pattern": "^20[0-9]{2}-[0-9]{2}$", "example": "2026-10"})
class MonthField(serializers.Field[date, Any, str, Any]):
    """A month as `2026-10`; the value is its first day."""

    default_error_messages: ClassVar = {"invalid": _("Write a month like 2026-10, from 2000 to 2100.")}

    def to_internal_value(self, data: Any) -> date:
        """The first of the month."""
        text = str(data)
        if len(text) != 7 or not text.isascii():
            self.fail("invalid")
        try:
            return _in_range(date.fromisoformat(f"{text}-01"))
        except ValueError:
            self.fail("invalid")

    def to_representation(self, value: date) -> str:
        """`2026-10`."""
        return f"{value:%Y-%m}"


class DayField(serializers.DateField):
    """A day as `2026-10-31`, from 2000 to 2100."""

    default_error_messages: ClassVar = {
        "range": _("Choose a day from 2000 to 2100."),
    }

    def to_internal_value(self, value: Any) -> date:
        """The day."""
        day: date = super().to_internal_value(value)
        try:
            return _in_range(day)
        except ValueError:
            self.fail("range")


def _in_range(day: date) -> date:
    """The day. ValueError outside the years in which anything happens here: no calculation overflows."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(day)
    return day


class Params(serializers.Serializer[Any]):
    """Query parameters of a view."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what the view does not know."""
        unknown = set(self.initial_data) - set(self.fields)
        if unknown:
            raise serializers.ValidationError({name: [_("There is no such parameter.")] for name in unknown})
        return attrs


class PageParams(Params):
    """Which part of a list."""

    page = serializers.IntegerField(
        min_value=1, max_value=1_000_000, required=False, default=1, help_text=_("Page, from 1")
    )
    page_size = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST_PAGE,
        required=False,
        default=PAGE_SIZE,
        help_text=_("Rows on a page, at most 500"),
    )


class MonthParams(Params):
    """Which month; the present one unless given."""

    month = MonthField(required=False, help_text=_("Month like 2026-10; this month unless given"))
