"""Taking from the change feed: a bounded slice, small fresh changes first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db.models import Count, Max, Min

from apps.engine.periods import Grain, period_end, period_start
from apps.metrics.extents import Extent
from apps.metrics.patches import ONE_DAY
from apps.people.models import Change, Person

CAUSES: Final = 200  # how many causes (batches, moves) one slice may mix
AGENT_DAYS: Final = (
    20_000  # how many days of agents one slice computes: narrower days where there are many agents
)
WINDOWS: Final = (Grain.QUARTER, Grain.MONTH, Grain.WEEK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice(Extent):
    """Rows of the feed and the days of them that are computed now."""

    rows: tuple[Change, ...]

    @property
    def large(self) -> bool:
        """Whether only the distinct counts that take long are left to compute; the rows are of one kind."""
        return any(row.large for row in self.rows)

    def follow(self) -> list[Change]:
        """The rows for the distinct counts that take long, when everything else is computed. Not saved."""
        return [
            _part(row, max(row.first_day, self.first), min(row.last_day, self.last), large=True)
            for row in self.inside
        ]

    def put_off(self, within: Extent) -> list[Change]:
        """What lies before or after these days, as rows of the feed not saved; nothing after the last record.

        Days before the first record stay: what was there once may have reached cells of later days.
        """
        parts = (part for row in self.rows for part in _outside(row, self.first, self.last))
        return [part for part in parts if part.first_day <= within.last]

    @property
    def inside(self) -> list[Change]:
        """The rows that touch these days."""
        return [row for row in self.rows if row.last_day >= self.first and row.first_day <= self.last]


def read_rows(*, limit: int, oldest_first: bool) -> tuple[Change, ...]:
    """At most `limit` rows of the feed, latest days first, of one kind. Two queries.

    Causes with few rows come first, then what fits of the next, and the distinct counts that take long last;
    with `oldest_first` they come by age, so that small changes do not put off a large import for ever.
    """
    causes = Change.objects.values("large", "cause").annotate(
        rows=Count("pk"), oldest=Min("pk"), newest=Max("last_day")
    )
    order = ("oldest",) if oldest_first else ("large", "rows", "-newest", "oldest")
    found = list(causes.order_by(*order)[:CAUSES])
    chosen: list[str] = []
    room = limit
    for cause in found:
        if room <= 0:
            break
        if cause["large"] == found[0]["large"]:
            chosen.append(cause["cause"])
            room -= cause["rows"]
    rows = Change.objects.filter(cause__in=chosen, large=bool(found and found[0]["large"]))
    return tuple(rows.order_by("-last_day", "pk")[:limit])


def choose_days(rows: tuple[Change, ...], within: Extent) -> Slice:
    """The days to compute now, with the rows that they settle; what lies after the last record is among them.

    The latest quarter touched, or only its latest month or week where many people are concerned; at the end
    all days before the first record.
    """
    whole = Slice(rows=rows, first=date.min, last=within.last)
    touching = whole.inside
    if not touching:
        return whole
    latest = min(max(row.last_day for row in touching), within.last)
    window = _window(touching, latest, within) if latest >= within.first else whole
    later = {row.pk for row in touching} - {row.pk for row in window.inside}
    return replace(window, rows=tuple(row for row in rows if row.pk not in later))


def _window(touching: list[Change], latest: date, within: Extent) -> Slice:
    everyone = Person.objects.count() if any(_is_for_everyone(row) for row in touching) else 0
    slices = [_cut(grain, latest, within, touching) for grain in WINDOWS]
    for window in slices:
        agents = max(everyone, len({row.person_id for row in window.inside}))
        if agents * ((window.last - window.first) // ONE_DAY + 1) <= AGENT_DAYS:
            return window
    return slices[-1]


def _cut(grain: Grain, latest: date, within: Extent, rows: Iterable[Change]) -> Slice:
    first = period_start(latest, grain)
    last = period_end(first, grain) - ONE_DAY
    return Slice(rows=tuple(rows), first=max(first, within.first), last=min(last, within.last))


def _is_for_everyone(row: Change) -> bool:
    return row.person_id is None and row.team_id is None


def _outside(row: Change, first: date, last: date) -> Iterable[Change]:
    if row.first_day < first:
        yield _part(row, row.first_day, min(row.last_day, first - ONE_DAY))
    if row.last_day > last:
        yield _part(row, max(row.first_day, last + ONE_DAY), row.last_day)


def _part(row: Change, first_day: date, last_day: date, *, large: bool = False) -> Change:
    return Change(
        topic=row.topic,
        person_id=row.person_id,
        team_id=row.team_id,
        first_day=first_day,
        last_day=last_day,
        cause=row.cause,
        large=row.large or large,
        at=row.at,
    )
