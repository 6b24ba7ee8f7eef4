"""The demo company's days: public holidays, working days, seasons."""

from datetime import date, timedelta
from typing import Final

# General holidays of Hong Kong that fall on a weekday, as its government publishes them for each year.
HOLIDAYS: Final = {
    date(2025, 1, 1): "The first day of January",
    date(2025, 1, 29): "Lunar New Year's Day",
    date(2025, 1, 30): "The second day of Lunar New Year",
    date(2025, 1, 31): "The third day of Lunar New Year",
    date(2025, 4, 4): "Ching Ming Festival",
    date(2025, 4, 18): "Good Friday",
    date(2025, 4, 21): "Easter Monday",
    date(2025, 5, 1): "Labour Day",
    date(2025, 5, 5): "The Birthday of the Buddha",
    date(2025, 7, 1): "HKSAR Establishment Day",
    date(2025, 10, 1): "National Day",
    date(2025, 10, 7): "The day following the Mid-Autumn Festival",
    date(2025, 10, 29): "Chung Yeung Festival",
    date(2025, 12, 25): "Christmas Day",
    date(2025, 12, 26): "The first weekday after Christmas Day",
    date(2026, 1, 1): "The first day of January",
    date(2026, 2, 17): "Lunar New Year's Day",
    date(2026, 2, 18): "The second day of Lunar New Year",
    date(2026, 2, 19): "The third day of Lunar New Year",
    date(2026, 4, 3): "Good Friday",
    date(2026, 4, 6): "The day following Ching Ming Festival",
    date(2026, 4, 7): "The day following Easter Monday",
    date(2026, 5, 1): "Labour Day",
    date(2026, 5, 25): "The day following the Birthday of the Buddha",
    date(2026, 6, 19): "Tuen Ng Festival",
    date(2026, 7, 1): "HKSAR Establishment Day",
    date(2026, 10, 1): "National Day",
    date(2026, 10, 19): "The day following Chung Yeung Festival",
    date(2026, 12, 25): "Christmas Day",
    date(2027, 1, 1): "The first day of January",
    date(2027, 2, 8): "The third day of Lunar New Year",
    date(2027, 2, 9): "The fourth day of Lunar New Year",
    date(2027, 3, 26): "Good Friday",
    date(2027, 3, 29): "Easter Monday",
    date(2027, 4, 5): "Ching Ming Festival",
    date(2027, 5, 13): "The Birthday of the Buddha",
    date(2027, 6, 9): "Tuen Ng Festival",
    date(2027, 7, 1): "HKSAR Establishment Day",
    date(2027, 9, 16): "The day following the Mid-Autumn Festival",
    date(2027, 10, 1): "National Day",
    date(2027, 10, 8): "Chung Yeung Festival",
    date(2027, 12, 27): "The first weekday after Christmas Day",
}
# Percent of the usual, January first: quiet around Lunar New Year and in summer, busy before Christmas.
SEASONS: Final = (98, 86, 101, 102, 100, 97, 94, 93, 101, 104, 112, 110)
WEEKDAYS: Final = (104, 103, 101, 99, 93)


def workdays(first: date, last: date) -> list[date]:
    """Mondays to Fridays that are no holiday, both ends included."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in days if day.isoweekday() <= 5 and day not in HOLIDAYS]


def season(day: date) -> int:
    """Demand on a day, in percent of the usual."""
    return SEASONS[day.month - 1] * WEEKDAYS[day.weekday()] // 100
