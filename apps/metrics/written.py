"""A KPI's value in words: one place for units, for sentences and labels of every app above."""

from apps.metrics.choices import Unit
from apps.people.written import NBSP, Exact, currency_sign, percent, written


def kpi_written(value: Exact, *, unit: str, decimals: int, currency: str = "") -> str:
    """A value in its KPI's unit (money in major units): `HK$1,234`, `5.2 %`, `235 s`, `89.0`."""
    if unit == Unit.MONEY:
        return written(value, decimals, prefix=currency_sign(currency))
    if unit == Unit.RATE:
        return percent(value, decimals)
    if unit == Unit.SECONDS:
        return written(value, decimals, suffix=f"{NBSP}s")
    return written(value, decimals)
