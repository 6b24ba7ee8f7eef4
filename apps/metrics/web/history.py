"""The history of a KPI as it is shown: periods, who is chosen, the chart and the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.engine.periods import Grain, label, period_start, previous_start
from apps.metrics.choices import Subject, Unit
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.written import kpi_written
from apps.people.written import currency_sign, day_text, month_text

PERIODS: Final = {Grain.DAY: 30, Grain.WEEK: 13, Grain.MONTH: 13, Grain.QUARTER: 8}
CHART_UNITS: Final = {Unit.RATE: "ratio", Unit.MONEY: "money", Unit.SECONDS: "seconds", Unit.POINTS: "points"}
COLUMNS: Final = 6  # latest periods in the table of all


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A team or oneself, as an option of the page. `value` stands in the address."""

    value: str
    name: str
    subject: Subject
    subject_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One figure, written. `is_small`: fewer records than the KPI's minimum sample."""

    value: str | None
    n: int
    is_small: bool


NOTHING: Final = Shown(value=None, n=0, is_small=False)


def grain_of(text: str) -> Grain:
    """The grain of the address; months unless it names another."""
    return next((grain for grain in PERIODS if grain.value == text), Grain.MONTH)


def periods_until(day: date, grain: Grain) -> list[date]:
    """The starts of the latest periods, the one that holds the day last."""
    starts = [period_start(day, grain)]
    while len(starts) < PERIODS[grain]:
        starts.append(previous_start(starts[-1], grain))
    return starts[::-1]


def period_name(start: date, grain: Grain) -> str:
    """A period for people: 23 Nov 2026, 2026-W48, November 2026, 2026-Q4."""
    if grain is Grain.DAY:
        return day_text(start)
    return month_text(start) if grain is Grain.MONTH else label(start, grain)


def short_name(start: date, grain: Grain) -> str:
    """A period under a chart: 11-23, 2026-W48, 2026-11, 2026-Q4."""
    return f"{start:%m-%d}" if grain is Grain.DAY else label(start, grain)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A KPI over the latest periods, for everyone in scope."""

    kpi: KpiInfo
    grain: Grain
    starts: Sequence[date]
    currency: str
    found: Mapping[tuple[Subject, int], Mapping[date, Figure]]

    @property
    def heads(self) -> list[str]:
        """The periods of the comparison, oldest first."""
        return [period_name(start, self.grain) for start in self.starts[-COLUMNS:]]

    def figures(self, someone: Someone) -> Mapping[date, Figure]:
        """Someone's figures by period; a period without records is missing."""
        return self.found.get((someone.subject, someone.subject_id), {})

    def shown(self, figure: Figure | None) -> Shown:
        """A figure as text in its unit."""
        value = figure.value if figure else None
        if figure is None or value is None:
            return NOTHING
        kpi = self.kpi
        return Shown(
            value=kpi_written(value, unit=kpi.unit, decimals=kpi.decimals, currency=self.currency),
            n=figure.n,
            is_small=figure.denominator is not None and figure.n < kpi.min_sample,
        )

    def chart(self, someone: Someone) -> dict[str, Any]:
        """The data of a chart of kind `lines`; a period without data is a gap."""
        figures = self.figures(someone)
        values = [figures[start].value if start in figures else None for start in self.starts]
        return {
            "labels": [short_name(start, self.grain) for start in self.starts],
            "series": [{"name": someone.name, "values": values}],
            "unit": CHART_UNITS.get(Unit(self.kpi.unit), "count"),
            "sign": currency_sign(self.currency),
            "digits": self.kpi.decimals,
        }

    def table(self, someone: Someone) -> dict[str, Any]:
        """The chart in figures, newest first."""
        figures = self.figures(someone)
        rows = []
        for start in reversed(self.starts):
            figure = figures.get(start)
            one = self.shown(figure)
            below = figure.denominator if figure else None
            out_of = "" if below is None else f"{below:,}"
            rows.append([period_name(start, self.grain), one.value or "–", out_of, f"{one.n:,}"])
        return {"head": [_("Period"), self.kpi.title, _("Out of"), "n"], "rows": rows}

    def comparison(self, someones: Sequence[Someone]) -> list[tuple[Someone, list[Shown]]]:
        """Everyone in scope with the latest periods, oldest first."""
        return [
            (someone, [self.shown(self.figures(someone).get(start)) for start in self.starts[-COLUMNS:]])
            for someone in someones
        ]
