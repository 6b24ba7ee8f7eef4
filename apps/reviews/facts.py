"""What a review looks at: each KPI's actual against its target, frozen when the review is opened.

A month's facts are the team's own performance (rules of calculation §2), a week's are its leading figures:
volumes against the part of the month's target that falls on the week's working days, ratios as they stand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from apps.engine.achievement import Direction, Target, achieve
from apps.engine.periods import Grain, period_end, period_start
from apps.metrics.choices import Subject
from apps.metrics.figures import Figure
from apps.metrics.queries import figures
from apps.people.days import ONE_DAY
from apps.people.queries import working_days
from apps.performance.queries import team_performance
from apps.performance.rows import LinePerformance, TeamPerformance
from apps.reviews.choices import ReviewGrain

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One KPI in a review, as it was stored; values in the KPI's unit, exact."""

    code: str
    name: str
    unit: str
    decimals: int
    direction: str
    weight: str
    target: Fraction | None
    low: Fraction | None
    high: Fraction | None
    actual: Fraction | None
    achievement: Fraction | None
    n: int

    @property
    def gap(self) -> Fraction | None:
        """Actual less target; None inside a band and without data."""
        return None if self.actual is None or self.target is None else self.actual - self.target


def facts_of(team_id: int, grain: str, starts: date, *, on: date) -> Json:
    """The snapshot of a team's week or month as of the day `on`. A constant number of queries."""
    month = period_start(starts if grain == ReviewGrain.MONTH else _last_day(starts), Grain.MONTH)
    team = team_performance(team_id, month, on=on)
    rows = _of_month(team) if grain == ReviewGrain.MONTH else _of_week(team, starts)
    return {
        "scorecard": team.scorecard_name,
        "month": month.isoformat(),
        "through": _through(team, grain, starts),
        "final": team.final,
        "score": _text(team.score) if grain == ReviewGrain.MONTH else None,
        "lines": list(rows),
    }


def read_facts(stored: Mapping[str, Any]) -> list[Fact]:
    """The stored facts, exact again."""
    return [_fact(line) for line in stored["lines"]]


def _fact(line: Mapping[str, Any]) -> Fact:
    exact = {name: _fraction(line[name]) for name in ("target", "low", "high", "actual", "achievement")}
    plain = {name: line[name] for name in ("code", "name", "unit", "decimals", "direction", "weight", "n")}
    return Fact(**plain, **exact)


def _last_day(week: date) -> date:
    """A week is judged by the scorecard of the month in which it ends."""
    return period_end(week, Grain.WEEK) - ONE_DAY


def _through(team: TeamPerformance, grain: str, starts: date) -> str | None:
    if team.data_through is None:
        return None
    last = team.data_through if grain == ReviewGrain.MONTH else min(team.data_through, _last_day(starts))
    return last.isoformat()


def _of_month(team: TeamPerformance) -> Iterator[Json]:
    for line in team.lines:
        yield _row(line, line.target, line.actual, line.achievement, line.n)


def _of_week(team: TeamPerformance, week: date) -> Iterator[Json]:
    last = min(_last_day(week), team.data_through or _last_day(week))
    found = _week_figures(team, week, last)
    share = _share_of_month(team.month, week, last)
    for line in team.lines:
        figure = found.get((team.team_id, line.kpi.code))
        target = _week_target(line, share)
        actual = figure.value if figure else None
        achievement = achieve(actual, target)[0] if target else None
        yield _row(line, target, actual, achievement, figure.n if figure else 0)


def _week_figures(team: TeamPerformance, week: date, last: date) -> Mapping[tuple[int, str], Figure]:
    if last < week or not team.lines:
        return {}
    kpis = {line.kpi.code: line.kpi for line in team.lines}
    return figures(
        kpis=kpis, subject=Subject.TEAM, subject_ids=[team.team_id], first=week, last=last, grain=Grain.WEEK
    )


def _share_of_month(month: date, first: date, last: date) -> Fraction:
    """Working days of [first, last] over those of the month."""
    month_days = working_days(month, period_end(month, Grain.MONTH) - ONE_DAY)
    week_days = working_days(first, last) if last >= first else []
    return Fraction(len(week_days), len(month_days)) if month_days else Fraction(0)


def _week_target(line: LinePerformance, share: Fraction) -> Target | None:
    """A monthly volume's part for the week; a weekly line's own; a ratio's as it is."""
    target = line.target
    if target is None or not line.kpi.is_volume or line.grain == Grain.WEEK:
        return target
    scaled = None if target.value is None else target.value * share
    zero = None if target.zero is None else target.zero * share
    return replace(target, value=scaled, zero=zero) if scaled else None


def _row(
    line: LinePerformance,
    target: Target | None,
    actual: Fraction | None,
    achievement: Fraction | None,
    n: int,
) -> Json:
    band = target if target is not None and target.direction is Direction.BAND else None
    kpi = line.kpi
    return {
        "code": kpi.code,
        "name": kpi.name,
        "unit": str(kpi.unit),
        "decimals": kpi.decimals,
        "direction": str(kpi.direction),
        "weight": str(line.weight),
        "target": _text(target.value) if target else None,
        "low": _text(band.low) if band else None,
        "high": _text(band.high) if band else None,
        "actual": _text(actual),
        "achievement": _text(achievement),
        "n": n,
    }


def _text(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
