"""Figures as a flat table: one row for each group, period and KPI, straight from the facts.

What has no record is 0 (a ratio: 0 of 0, its value blank) only where the sources it needs delivered every day
of the period, and a person was placed in it; else it is not known, and all blank. Figures are exact,
`numerator` and `value` in the KPI's unit (money in major units, points, seconds).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Context, Decimal
from fractions import Fraction
from typing import Final

from apps.engine.periods import Grain, label, period_end, periods_between
from apps.intake.queries import Feed, feeds, missing_days
from apps.metrics.choices import Level
from apps.metrics.definitions import Definition, definitions, in_force
from apps.metrics.facts import Key, Parts, compute
from apps.people.clock import organisation
from apps.people.models import Person, Site, Team
from apps.people.queries import PlacementSpan, numbers, placements

ONE_DAY: Final = timedelta(days=1)
PLACES: Final = Context(prec=20, rounding=ROUND_DOWN)  # cut, so that rounding it half up later is right
GROUP_COLUMNS: Final[dict[Level, tuple[str, ...]]] = {
    Level.AGENT: ("agent", "number"),
    Level.TEAM: ("team",),
    Level.SITE: ("site",),
    Level.COMPANY: ("company",),
}
FIGURE_COLUMNS: Final = ("numerator", "denominator", "n", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is exported: days (both included), grain, groups and KPIs (by code, in this order)."""

    first: date
    last: date
    grain: Grain
    level: Level
    kpis: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The heading."""
        return (*GROUP_COLUMNS[self.level], "period", "kpi", *FIGURE_COLUMNS)

    @property
    def ends(self) -> date:
        """The day after the last."""
        return self.last + ONE_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """One figure. A blank part is None: no data, or no denominator."""

    group: tuple[str, ...]
    period: str
    kpi: str
    numerator: Decimal | None
    denominator: int | None
    n: int | None
    value: Decimal | None


def export_rows(wanted: Wanted) -> Iterator[ExportRow]:
    """Every group with every period and KPI, by name, then period. One statement over the facts."""
    versions = definitions(wanted.kpis)
    found = compute(versions, level=wanted.level, grain=wanted.grain, first=wanted.first, ends=wanted.ends)
    groups = _groups(wanted, found)
    complete = _Completeness(wanted, {version.code: version for version in in_force(versions, wanted.last)})
    for subject, group in groups:
        for start in periods_between(wanted.first, wanted.ends, wanted.grain):
            for code in wanted.kpis:
                version = complete.versions[code]
                key = (version.kpi_id, subject, wanted.first if wanted.grain is Grain.TOTAL else start)
                parts = found.get(key) or complete.zero(version, subject, start)
                yield _row(group, label(start, wanted.grain), version, parts)


def _row(group: tuple[str, ...], period: str, version: Definition, parts: Parts | None) -> ExportRow:
    if parts is None:
        return ExportRow(
            group=group, period=period, kpi=version.code, numerator=None, denominator=None, n=None, value=None
        )
    numerator = Fraction(parts.numerator, version.scale)
    below = 1 if parts.denominator is None else parts.denominator
    return ExportRow(
        group=group,
        period=period,
        kpi=version.code,
        numerator=exact_decimal(numerator),
        denominator=parts.denominator,
        n=parts.n,
        value=exact_decimal(numerator / below) if below else None,
    )


def exact_decimal(value: Fraction) -> Decimal:
    """The value exactly, or cut after twenty significant digits where it does not end."""
    made = PLACES.divide(Decimal(value.numerator), Decimal(value.denominator))
    return made.quantize(Decimal(1)) if made == made.to_integral_value() else made.normalize(PLACES)


def _groups(wanted: Wanted, found: Mapping[Key, Parts]) -> Sequence[tuple[int, tuple[str, ...]]]:
    """The subjects with what names them, by name."""
    if wanted.level is Level.COMPANY:
        return [(0, (organisation().name,))]
    if wanted.level is Level.AGENT:
        placed = {span.person_id for span in placements(wanted.first, wanted.last)}
        return _people(placed | {subject for _, subject, _ in found}, wanted.last)
    named = (Team if wanted.level is Level.TEAM else Site).objects.order_by("name", "pk")
    return [(pk, (name,)) for pk, name in named.values_list("pk", "name")]


def _people(ids: Collection[int], on: date) -> list[tuple[int, tuple[str, ...]]]:
    known = numbers(ids, on)
    rows = Person.objects.filter(pk__in=ids).order_by("name", "pk").values_list("pk", "name")
    return [(pk, (name, known.get(pk, ""))) for pk, name in rows]


class _Completeness:
    """Where a count without a record is 0."""

    def __init__(self, wanted: Wanted, versions: Mapping[str, Definition]) -> None:
        self.wanted, self.versions = wanted, versions
        self.feeds: list[Feed] = feeds()
        self.known: dict[tuple[frozenset[str], date], bool] = {}
        self.placed: dict[int, list[PlacementSpan]] = {}
        if wanted.level is Level.AGENT:
            for span in placements(wanted.first, wanted.last):
                self.placed.setdefault(span.person_id, []).append(span)

    def zero(self, version: Definition, subject: int, start: date) -> Parts | None:
        """0 of the period (a ratio: 0 of 0, its value no data), or None where that is not known."""
        if self._has_no_meaning(version) or not self._present(subject, start):
            return None
        topics = frozenset(str(topic) for topic in version.needed)
        if (topics, start) not in self.known:
            self.known[topics, start] = all(self._covered(topic, start) for topic in topics)
        below = None if version.denominator is None else 0
        return Parts(0, below, 0) if self.known[topics, start] else None

    def _has_no_meaning(self, version: Definition) -> bool:
        return self.wanted.grain is Grain.TOTAL and any(stream.calendar_only for stream in version.streams)

    def _days(self, start: date) -> tuple[date, date]:
        """The days of the period inside the range, the second exclusive."""
        ends = period_end(start, self.wanted.grain)
        return max(start, self.wanted.first), min(ends, self.wanted.ends)

    def _present(self, subject: int, start: date) -> bool:
        if self.wanted.level is not Level.AGENT:
            return True
        first, ends = self._days(start)
        return any(span.starts < ends and span.ends > first for span in self.placed.get(subject, []))

    def _covered(self, topic: str, start: date) -> bool:
        first, ends = self._days(start)
        delivering = [feed for feed in self.feeds if topic in feed.topics]
        return bool(delivering) and not any(missing_days(feed, first, ends - ONE_DAY) for feed in delivering)
