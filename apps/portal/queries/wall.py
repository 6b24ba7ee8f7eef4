"""What a wallboard shows: a team's day and month, without an amount of any person.

Names stand on it only where the team's leaderboard shows names to its agents.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from apps.engine.periods import Grain
from apps.metrics.choices import Level, Subject
from apps.metrics.definitions import definitions
from apps.metrics.facts import compute_hours
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.queries import history, kpi_infos
from apps.people.days import ONE_DAY, first_of_month
from apps.people.queries.tree import team_tree
from apps.performance.boards import board_of
from apps.performance.choices import BoardShow
from apps.performance.models import Wallboard
from apps.performance.operations.wallboards import link_hash
from apps.performance.queries import teams_performance
from apps.performance.rows import LinePerformance, PersonPerformance, TeamPerformance

TILES: Final = ("outbound_calls", "conversion_rate", "service_level", "customer_satisfaction")
WEEKS: Final = 4  # the same weekday of so many weeks says what is usual
LOOK_BACK: Final = 7  # days within which a day with records is looked for
TOP: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WallTile:
    """A KPI of the day, beside the mean of the same weekday of the weeks before (volumes) or its target."""

    kpi: KpiInfo
    figure: Figure | None
    usual: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WallTeam:
    """A team's sales of the month against its target; ratios only."""

    name: str
    line: LinePerformance
    is_final: bool

    @property
    def shown(self) -> Fraction | None:
        """The projection in a month that runs, else what was reached."""
        return self.line.achievement if self.is_final else self.line.projected_achievement

    @property
    def pace(self) -> Fraction | None:
        """What of the target is due by now."""
        wanted = self.line.target_value
        return None if self.line.expected is None or not wanted else self.line.expected / wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """Everything on the screen."""

    team: TeamPerformance
    day: date
    is_today: bool
    tiles: tuple[WallTile, ...]
    hours: tuple[tuple[int, int, Fraction | None], ...]  # hour, calls, usual calls
    teams: tuple[WallTeam, ...]
    whole: LinePerformance | None
    top: tuple[PersonPerformance, ...] | None  # None: the team's setting shows no names
    scores: tuple[TeamPerformance, ...]

    @property
    def through(self) -> date | None:
        """The last day that counts in every team's month; None where one has none yet."""
        days = [one.data_through for one in (self.scores or (self.team,))]
        known = [day for day in days if day is not None]
        return min(known) if len(known) == len(days) else None


def open_wallboard(secret: str, *, on: date) -> Wallboard | None:
    """The wallboard of a link; None where there is none, it was revoked, or its last day is over."""
    rows = Wallboard.objects.select_related("team")
    return rows.filter(sha256=link_hash(secret), revoked_at__isnull=True, last_day__gte=on).first()


def wall(team_id: int, *, on: date) -> Wall:
    """The screen of a team on a day. The number of queries does not depend on how many work there."""
    tree, month = team_tree(), first_of_month(on)
    below = tree.children(team_id)
    found = teams_performance([team_id, *below], month, on=on)
    own, others = found[0], found[1:]
    infos = kpi_infos(on)
    days = _days(infos, team_id, on)
    day = max((day for (_code, day) in days if on - timedelta(days=LOOK_BACK) <= day), default=on)
    shows_names = board_of(team_id).show is BoardShow.NAMES
    return Wall(
        team=own,
        day=day,
        is_today=day == on,
        tiles=tuple(_tile(infos[code], days, day) for code in TILES if code in infos),
        hours=_hours(team_id, day),
        teams=_teams(others or [own]),
        whole=own.line("sales_amount"),
        top=tuple(one for one in own.people if one.place is not None)[:TOP] if shows_names else None,
        scores=tuple(sorted(others, key=lambda one: -(one.score or 0)))[:TOP],
    )


def _days(infos: Mapping[str, KpiInfo], team_id: int, on: date) -> dict[tuple[str, date], Figure]:
    """The tiles' figures of the last weeks, day by day. One query."""
    rows = history(
        kpis={code: infos[code] for code in TILES if code in infos},
        subject=Subject.TEAM,
        subject_ids=[team_id],
        grain=Grain.DAY,
        first=on - timedelta(weeks=WEEKS, days=LOOK_BACK),
        last=on,
    )
    return {(code, day): figure for (_id, code), points in rows.items() for day, figure in points}


def _tile(kpi: KpiInfo, days: Mapping[tuple[str, date], Figure], day: date) -> WallTile:
    before = [days.get((kpi.code, day - timedelta(weeks=week))) for week in range(1, WEEKS + 1)]
    known = [figure.value for figure in before if figure is not None and figure.value is not None]
    usual = sum(known, Fraction(0)) / len(known) if known and kpi.is_volume else None
    return WallTile(kpi=kpi, figure=days.get((kpi.code, day)), usual=usual)


def _hours(team_id: int, day: date) -> tuple[tuple[int, int, Fraction | None], ...]:
    """Outbound calls by hour of the day, beside the same weekday of the weeks before. Five statements."""
    versions = definitions(["outbound_calls"])

    def of(one: date) -> dict[int, int]:
        parts = compute_hours(versions, level=Level.COMPANY, first=one, ends=one + ONE_DAY, team=team_id)
        return {int(key[2]): part.numerator for key, part in parts.items()}

    now = of(day)
    before = [found for week in range(1, WEEKS + 1) if (found := of(day - timedelta(weeks=week)))]
    seen = {hour for found in (now, *before) for hour in found}
    if not seen:
        return ()
    return tuple(
        (
            hour,
            now.get(hour, 0),
            Fraction(sum(found.get(hour, 0) for found in before), len(before)) if before else None,
        )
        for hour in range(min(seen), max(seen) + 1)
    )


def _teams(found: list[TeamPerformance]) -> tuple[WallTeam, ...]:
    teams = [
        WallTeam(name=one.team_name, line=line, is_final=one.final)
        for one in found
        if (line := one.line("sales_amount")) is not None and line.target_value
    ]
    return tuple(sorted(teams, key=lambda one: -(one.shown or 0)))
