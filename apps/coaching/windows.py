"""Figures of the days on either side of a talk, as they are stored and read again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from apps.engine.effect import Window
from apps.engine.patterns import interval_90
from apps.engine.statistics import Interval
from apps.metrics.choices import Subject, Unit
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.queries import figures

DAYS: Final = 28
CHECK_DAYS: Final = (7, 14, 28)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A stored figure, exact again; `value` is None where there were no records."""

    value: Fraction | None
    n: int
    numerator: int = 0
    is_share: bool = False

    @property
    def interval(self) -> Interval | None:
        """The 90 % interval of a share."""
        if not self.is_share or not self.n or not 0 <= self.numerator <= self.n:
            return None
        return interval_90(self.numerator, self.n)

    @property
    def window(self) -> Window:
        """For the engine of effect."""
        if self.is_share:
            return Window.share(self.numerator, self.n)
        return Window(value=self.value or Fraction(0), n=self.n)


def before_days(talk: date) -> tuple[date, date]:
    """The 28 days before a day."""
    return talk - timedelta(days=DAYS), talk - timedelta(days=1)


def after_days(talk: date, days: int = DAYS) -> tuple[date, date]:
    """The first days from a day on, itself included."""
    return talk, talk + timedelta(days=days - 1)


def window_figures(info: KpiInfo, person_ids: Collection[int], first: date, last: date) -> dict[int, Json]:
    """By person the KPI of some days, as JSON; empty without records. Two queries at most."""
    found = figures(
        kpis={info.code: info}, subject=Subject.AGENT, subject_ids=person_ids, first=first, last=last
    )
    return {pk: stored(found.get((pk, info.code)), info) for pk in person_ids}


def stored(figure: Figure | None, info: KpiInfo) -> Json:
    """A figure as it is kept."""
    if figure is None or figure.value is None:
        return {}
    return {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "n": figure.n,
        "scale": figure.scale,
        "share": is_share(info) and figure.n == figure.denominator,  # of records, not of amounts
    }


def read(kept: Mapping[str, Any] | None) -> Reading:
    """The figure again."""
    if not kept:
        return Reading(value=None, n=0)
    scale, denominator = kept["scale"], kept["denominator"]
    whole = scale * (1 if denominator is None else denominator)
    value = Fraction(kept["numerator"], whole) if whole else None
    share = bool(kept.get("share"))
    n = denominator if share and denominator is not None else kept["n"]
    return Reading(value=value, n=n, numerator=kept["numerator"], is_share=share)


def is_share(info: KpiInfo) -> bool:
    """Whether a KPI is successes out of n."""
    return info.unit == Unit.RATE and info.scale == 1 and bool(info.denominator)
