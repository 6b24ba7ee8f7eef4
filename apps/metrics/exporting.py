"""Figures as a flat table: one row for each group, period and KPI, straight from the facts.

What has no record is 0 (a ratio: 0 of 0, its value blank) only where the sources it needs delivered every day
of the period, and a person was placed in it; else it is not known, and all blank. Figures are exact,
`numerator` and `value` in the KPI's unit (money in major units, points, seconds).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Context, Decimal
from fractions import Fraction
from typing import Any, Final

from apps.engine.periods import Grain
from apps.intake.queries import Feed, feeds, is_delivered
from apps.metrics.choices import Level, ReadGrain
from apps.metrics.definitions import Definition, definitions, in_force
from apps.metrics.facts import Names, Parts, compute, compute_hours
from apps.metrics.reading import Period, can_tell_apart, periods, spans_of
from apps.metrics.sql.dimensions import DIMENSIONS
from apps.metrics.sql.statement import has_meaning
from apps.people.clock import organisation
from apps.people.days import ONE_DAY
from apps.people.models import Person, Site, Team
from apps.people.queries import PlacementSpan, numbers, placements

PLACES: Final = Context(prec=20, rounding=ROUND_DOWN)  # cut, so that rounding it half up later is right
FIGURE_COLUMNS: Final = ("numerator", "denominator", "n", "value")
_MEANT: Final = {ReadGrain.HOUR: Grain.TOTAL, ReadGrain.FISCAL: Grain.MONTH}
Found = Mapping[tuple[int, int, Any], Parts]  # KPI, group, first day or hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is exported: days (both included), grain, groups and KPIs (by code, in this order)."""

    first: date
    last: date
    grain: ReadGrain
    level: Level
    kpis: tuple[str, ...]

    @property
    def group_columns(self) -> tuple[str, ...]:
        """What names a group."""
        return ("agent", "number") if self.level is Level.AGENT else (self.level.value,)

    @property
    def columns(self) -> tuple[str, ...]:
        """The heading."""
        return (*self.group_columns, "period", "kpi", *FIGURE_COLUMNS)

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


def without(wanted: Wanted) -> list[str]:
    """The KPIs that cannot be told apart by this group and grain: their records do not say it."""
    versions = in_force(definitions(wanted.kpis), wanted.last)
    by_hour = wanted.grain is ReadGrain.HOUR
    known = {v.code for v in versions if can_tell_apart(v, wanted.level, by_hour=by_hour)}
    return [code for code in wanted.kpis if code not in known]


def export_rows(wanted: Wanted) -> Iterator[ExportRow]:
    """Every group with every period and KPI, by name, then period. One statement over the facts."""
    versions, names = definitions(wanted.kpis), Names()
    found = _found(wanted, versions, names)
    groups = _groups(wanted, {subject for _, subject, _ in found}, names)
    complete = _Completeness(wanted, {version.code: version for version in in_force(versions, wanted.last)})
    listed = periods(wanted.grain, wanted.first, wanted.ends)
    for subject, group in groups:
        for period in listed:
            for code in wanted.kpis:
                version = complete.versions[code]
                parts = found.get((version.kpi_id, subject, period.key))
                parts = parts or complete.zero(version, subject, period)
                yield _row(group, period.label, version, parts)


def _found(wanted: Wanted, versions: Sequence[Definition], names: Names) -> Found:
    if wanted.grain is ReadGrain.HOUR:
        return compute_hours(versions, level=wanted.level, first=wanted.first, ends=wanted.ends, names=names)
    fiscal = wanted.grain is ReadGrain.FISCAL
    return compute(
        versions,
        level=wanted.level,
        grain=Grain.MONTH if fiscal else Grain(wanted.grain.value),
        first=wanted.first,
        ends=wanted.ends,
        spans=spans_of(wanted.first, wanted.ends) if fiscal else (),
        names=names,
    )


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


def _groups(wanted: Wanted, found: Collection[int], names: Names) -> Sequence[tuple[int, tuple[str, ...]]]:
    """The subjects with what names them, by name. Of a dimension those with a record; blank: not said."""
    if wanted.level is Level.COMPANY:
        return [(0, (organisation().name,))]
    if wanted.level in DIMENSIONS:
        return [(number, (name,)) for name, number in sorted(names.numbers.items()) if number in found]
    if wanted.level is Level.AGENT:
        placed = {span.person_id for span in placements(wanted.first, wanted.last)}
        return _people(placed | set(found), wanted.last)
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

    def zero(self, version: Definition, subject: int, period: Period) -> Parts | None:
        """0 of the period (a ratio: 0 of 0, its value no data), or None where that is not known."""
        if self._has_no_meaning(version) or not self._present(subject, period):
            return None
        topics = frozenset(str(topic) for topic in version.needed)
        if (topics, period.starts) not in self.known:
            self.known[topics, period.starts] = all(self._covered(topic, period) for topic in topics)
        below = None if version.denominator is None else 0
        return Parts(0, below, 0) if self.known[topics, period.starts] else None

    def _has_no_meaning(self, version: Definition) -> bool:
        grain = _MEANT.get(self.wanted.grain) or Grain(self.wanted.grain.value)
        return not all(has_meaning(stream, grain) for stream in version.streams)

    def _days(self, period: Period) -> tuple[date, date]:
        """The days of the period inside the range, the second exclusive."""
        return max(period.starts, self.wanted.first), min(period.ends, self.wanted.ends)

    def _present(self, subject: int, period: Period) -> bool:
        if self.wanted.level is not Level.AGENT:
            return True
        first, ends = self._days(period)
        return any(span.starts < ends and span.ends > first for span in self.placed.get(subject, []))

    def _covered(self, topic: str, period: Period) -> bool:
        first, ends = self._days(period)
        delivering = [feed for feed in self.feeds if topic in feed.topics]
        return is_delivered(delivering, first, ends - ONE_DAY)
