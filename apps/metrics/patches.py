"""Which cells a change touches: pure planning, no database.

A change names days of a person or team for a record type. Each stream declares how far forward a record
reaches (look-back, retention, refunds, first orders); the cells to compute again are the touched periods
widened by it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from apps.engine.periods import Grain, period_end, period_start
from apps.metrics.choices import Level
from apps.metrics.definitions import Definition
from apps.people.choices import Topic

ONE_DAY: Final = timedelta(days=1)
LONGER: Final = (Grain.WEEK, Grain.MONTH, Grain.QUARTER)
GRAINS: Final = (Grain.DAY, *LONGER)
EVERYTHING: Final = frozenset({Topic.PLACEMENT, Topic.DEFINITION})  # touch every KPI

Ids = frozenset[int] | None  # None: all there are
Versions = tuple[Definition, ...]  # of one KPI


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """What changed: topics, days (both included), and whose figures rest on it."""

    topics: frozenset[str]
    first: date
    last: date
    agents: Ids
    teams: Ids
    last_reversal: date  # the last day on which an order of theirs is, or was, refunded or cancelled
    last_day: date  # the last day with any record
    large_teams: frozenset[int] = frozenset()  # of the teams, those whose distinct counts take long

    def ids(self, level: Level) -> Ids:
        """Whose cells of a level are touched."""
        return self.agents if level is Level.AGENT else self.teams


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """Cells to compute again: the periods of a grain that begin on `first` or later and before `ends`.

    `from_days`: summed from the cells of the days, which are written before; else counted in the facts.
    `large`: distinct counts that take long where many people are (of large teams, of quarters), so that they
    may follow the others.
    """

    level: Level
    grain: Grain
    first: date
    ends: date
    ids: Ids
    versions: tuple[Definition, ...]
    from_days: bool = False
    large: bool = False

    @property
    def kpi_ids(self) -> set[int]:
        """The KPIs whose cells are replaced."""
        return {version.kpi_id for version in self.versions}

    @property
    def counts(self) -> bool:
        """Whether it counts distinct customers."""
        return any(version.is_distinct for version in self.versions)

    def holds(self, kpi_id: int, subject_id: int, starts: date) -> bool:
        """Whether a cell of its level and grain is computed again."""
        return (
            self.first <= starts < self.ends
            and kpi_id in self.kpi_ids
            and (self.ids is None or subject_id in self.ids)
        )


def patches(box: Box, versions: Sequence[Definition]) -> list[Patch]:
    """The cells that the box touches, those of days first. KPIs with the same days share a patch.

    A KPI comes with all its versions, as each period is computed by the one in force in it.
    """
    touched = [
        group for group in _by_kpi(versions) if any(is_touched(version, box.topics) for version in group)
    ]
    return [
        patch
        for level in (Level.AGENT, Level.TEAM)
        if box.ids(level) is None or box.ids(level)
        for patch in _of_level(level, box, touched)
    ]


def is_touched(version: Definition, topics: Collection[str]) -> bool:
    """Whether a change of one of the topics can move the KPI."""
    return not EVERYTHING.isdisjoint(topics) or not version.topics.isdisjoint(topics)


def _by_kpi(versions: Iterable[Definition]) -> list[Versions]:
    groups: dict[int, list[Definition]] = {}
    for version in versions:
        groups.setdefault(version.kpi_id, []).append(version)
    return [tuple(group) for group in groups.values()]


def _of_level(level: Level, box: Box, touched: list[Versions]) -> Iterator[Patch]:
    counts = [group for group in touched if any(version.is_distinct for version in group)]
    sums = [group for group in touched if group not in counts]
    days = _grouped((_widest(_days(version, level, box) for version in group), group) for group in sums)
    for where, group in days.items():
        yield where.patch(level, Grain.DAY, group)
        for grain in LONGER:
            yield where.patch(level, grain, group, from_days=True)
    for grain in GRAINS:
        periods = _grouped(
            (_widest(_periods(version, level, box, grain) for version in group), group) for group in counts
        )
        for where, group in periods.items():
            for part, is_large in where.parts(level, grain, box.large_teams):
                yield replace(part.patch(level, grain, group), large=is_large)


@dataclass(frozen=True, slots=True)
class _Where:
    """Days, both included, and whose."""

    first: date
    last: date
    ids: Ids

    def parts(self, level: Level, grain: Grain, large: frozenset[int]) -> Iterator[tuple["_Where", bool]]:
        """Whose distinct counts take long, apart from the others; all at once where all are concerned."""
        if not large or self.ids is None:
            yield self, False
        elif grain is Grain.QUARTER:
            yield self, True
        else:
            slow = self.ids & large if level is Level.TEAM else frozenset()
            if slow != self.ids:
                yield replace(self, ids=self.ids - slow), False
            if slow:
                yield replace(self, ids=slow), True

    def patch(
        self, level: Level, grain: Grain, versions: Iterable[Definition], *, from_days: bool = False
    ) -> Patch:
        """The periods of a grain that share a day with these."""
        return Patch(
            level=level,
            grain=grain,
            first=period_start(self.first, grain),
            ends=period_end(period_start(self.last, grain), grain),
            ids=self.ids,
            versions=tuple(versions),
            from_days=from_days,
        )


def _widest(found: Iterable[_Where]) -> _Where:
    """What holds all of them: the versions of a KPI may reach differently far."""
    places = list(found)
    everyone = any(where.ids is None for where in places)
    return _Where(
        min(where.first for where in places),
        max(where.last for where in places),
        None if everyone else frozenset().union(*(where.ids or () for where in places)),
    )


def _grouped(found: Iterable[tuple[_Where, Versions]]) -> dict[_Where, list[Definition]]:
    groups: dict[_Where, list[Definition]] = {}
    for where, versions in found:
        groups.setdefault(where, []).extend(versions)
    return groups


def _days(version: Definition, level: Level, box: Box) -> _Where:
    """The days of a sum that the box touches."""
    if _decides_for_all(version, box):
        return _Where(box.first, max(box.last, box.last_day), None)
    last = max(box.last, box.last_reversal) if version.reaches_reversals else box.last
    return _Where(box.first, last, box.ids(level))


def _decides_for_all(version: Definition, box: Box) -> bool:
    """Who sold first decides about all others; who was placed where does not."""
    return any(
        stream.reach_everyone and not stream.topics.isdisjoint(box.topics) for stream in version.streams
    )


def _periods(version: Definition, level: Level, box: Box, grain: Grain) -> _Where:
    """The days from the touched ones to the last of the period that a touched record reaches."""
    topics = list(Topic) if not EVERYTHING.isdisjoint(box.topics) else [Topic(t) for t in box.topics]
    last = box.last + timedelta(days=max(version.reach_days(topic) for topic in topics))
    for _ in range(max(stream.reach_periods for stream in version.streams)):
        last = period_end(period_start(last, grain), grain)
    return _Where(box.first, last, box.ids(level))
