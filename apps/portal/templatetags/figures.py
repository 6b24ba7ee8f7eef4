"""How figures are written: `{% load figures %}`.

Every filter takes exact values (int, Fraction, Decimal) and rounds once, half away from zero, to the digits
it shows; a float is refused, because its digits are not the figure's. None is *no data*: a dash, and those
words for who listens. Thousands are grouped by commas and decimals follow a point in all three languages.
"""

from datetime import date, datetime
from fractions import Fraction
from typing import Final

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop, pgettext

from apps.metrics.models import Kpi
from apps.metrics.naming import kpi_name
from apps.metrics.written import kpi_written
from apps.people.clock import zone
from apps.people.written import (
    MINUS,
    NBSP,
    Exact,
    currency_sign,
    day_text,
    digits,
    minor_digits,
    month_text,
    written,
)
from apps.people.written import exact as _exact

register = template.Library()

DASH: Final = "\N{EN DASH}"
# Django's own short weekdays, named here so that our catalogue writes them shorter: （一）, not （星期一）.
SHORT_WEEKDAYS: Final = (
    *(
        gettext_noop("Mon"),
        gettext_noop("Tue"),
        gettext_noop("Wed"),
        gettext_noop("Thu"),
        gettext_noop("Fri"),
    ),
    *(gettext_noop("Sat"), gettext_noop("Sun")),
)


def no_data() -> SafeString:
    """The dash that stands where nothing was measured; it is not zero."""
    return format_html(
        '<span class="nodata"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></span>',
        DASH,
        gettext("no data"),
    )


@register.filter
def blank(value: object) -> object:
    """The value, or the no-data dash for None and for empty text."""
    return no_data() if value is None or value == "" else value


@register.filter
def kpi_title(kpi: Kpi) -> str:
    """The KPI's name in the reader's language."""
    return kpi_name(kpi.code, kpi.name)


@register.filter
def decimal(value: Exact | None, places: int = 2) -> str:
    """`1,234.57` with `places` decimals."""
    return no_data() if value is None else written(value, places)


@register.filter
def signed(value: Exact | None, places: int = 2) -> str:
    """`+0.48` or `−2.40`: for differences; zero has no sign."""
    return no_data() if value is None else written(value, places, plus=True)


@register.filter
def count(value: Exact | None) -> str:
    """Whole units, grouped: `12,345`."""
    return no_data() if value is None else written(value, 0)


@register.filter
def percent(value: Exact | None, places: int = 1) -> str:
    """A ratio as per cent, with a space that does not break: 529/500 is `105.8 %`."""
    return no_data() if value is None else written(_exact(value) * 100, places, suffix=f"{NBSP}%")


@register.filter
def points(value: Exact | None, places: int = 2) -> str:
    """A ratio in points of a hundred, without the sign: 529/500 is `105.80`."""
    return no_data() if value is None else written(_exact(value) * 100, places)


@register.filter
def signed_points(value: Exact | None, places: int = 2) -> str:
    """A difference of ratios in points: −3/100 is `−3.00`."""
    return no_data() if value is None else written(_exact(value) * 100, places, plus=True)


@register.filter
def minor(value: Exact | None, currency: str = "") -> str:
    """Minor units as money: 123456 in HKD is `HK$1,234.56`."""
    return _money(value, currency, prefix=currency_sign(currency))


@register.filter
def minor_signed(value: Exact | None, currency: str = "") -> str:
    """A change of money: `+HK$240.00`, `−HK$50.00`."""
    return _money(value, currency, prefix=currency_sign(currency), plus=True)


@register.filter
def minor_plain(value: Exact | None, currency: str = "") -> str:
    """Minor units without the currency's sign, for a column whose heading names it: `−300.00`."""
    return _money(value, currency)


@register.filter
def minor_plain_signed(value: Exact | None, currency: str = "") -> str:
    """Like `minor_plain`, with a plus before a gain: `+312.00`."""
    return _money(value, currency, plus=True)


@register.filter
def minor_whole(value: Exact | None, currency: str = "") -> str:
    """Minor units rounded to whole ones, for headlines and targets: `HK$9,992`."""
    return _money(value, currency, prefix=currency_sign(currency), whole=True)


def _money(
    value: Exact | None, currency: str, *, prefix: str = "", plus: bool = False, whole: bool = False
) -> str:
    if value is None:
        return no_data()
    places = minor_digits(currency)
    return written(_exact(value) / 10**places, 0 if whole else places, prefix=prefix, plus=plus)


@register.simple_tag
def kpi_value(value: Exact | None, unit: str, decimals: int, money: str = "") -> str:
    """A value of a KPI in its unit, with its decimals; `money` is the currency of a KPI in money.

    Units are those of `apps.metrics.choices.Unit`: count, money (in whole units, not minor ones), rate (a
    ratio, written in per cent), seconds, points.
    """
    return no_data() if value is None else kpi_text(value, unit=unit, decimals=decimals, money=money)


def kpi_text(value: Exact, *, unit: str, decimals: int, money: str = "") -> str:
    """Like the tag `kpi_value`, for a value that is there: labels of charts and drawings."""
    return kpi_written(value, unit=unit, decimals=decimals, currency=money)


@register.filter
def currency(code: str) -> str:
    """The sign of a currency, for headings: `HK$`."""
    return currency_sign(code).strip(NBSP)


@register.filter
def duration(value: Exact | None) -> str:
    """Seconds as `m:ss`, from an hour on `h:mm:ss`; rounded to whole seconds."""
    if value is None:
        return no_data()
    seconds = int(digits(value, 0).replace(",", ""))
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
    return f"{MINUS}{text}" if value < 0 and seconds else text


@register.filter
def file_size(value: int | None) -> str:
    """Bytes as `311 kB`, `4.2 MB` (thousands, as file managers count)."""
    if value is None:
        return no_data()
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if value >= size:
            places = 0 if value >= 100 * size or unit == "kB" else 1
            return f"{written(Fraction(value, size), places)}{NBSP}{unit}"
    return f"{value}{NBSP}B"


@register.filter
def day(value: date | datetime | None) -> str:
    """`23 Nov 2026`, `2026年11月23日`."""
    return no_data() if value is None else day_text(_local(value))


@register.filter
def day_short(value: date | datetime | None) -> str:
    """Without the year: `23 Nov`, `11月23日`."""
    # Translators: a date format of Django: day, short month; in Chinese n月j日
    return no_data() if value is None else date_format(_local(value), pgettext("date format", "j M"))


@register.filter
def day_named(value: date | datetime | None) -> str:
    """With the day of the week: `Mon 23 Nov`, `11月23日（一）`."""
    # Translators: a date format of Django: short weekday, day, short month; in Chinese n月j日（D）
    return no_data() if value is None else date_format(_local(value), pgettext("date format", "D j M"))


@register.filter
def month_name(value: date | datetime | None) -> str:
    """`November 2026`, `2026年11月`."""
    return no_data() if value is None else month_text(_local(value))


@register.filter
def moment(value: datetime | None) -> str:
    """An instant in the organisation's time zone: `23 Nov 2026, 09:14`."""
    # Translators: a date format of Django: day, short month, year, time; in Chinese Y年n月j日 H:i
    return no_data() if value is None else date_format(_local(value), pgettext("date format", "j M Y, H:i"))


@register.filter
def clock(value: datetime | None) -> str:
    """The time of day of an instant in the organisation's time zone: `09:14`."""
    return no_data() if value is None else date_format(_local(value), "H:i")


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value, zone())
    return value
