"""What a review looks at: each KPI's actual against its target, frozen when the review is opened.

A month's facts are the team's own performance (rules of calculation §2); while it is open, a volume's gap is
taken to what is expected by the last complete day. A week's are its leading figures: volumes against the part
of the month's target that falls on the week's working days, ratios as they stand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from apps.engine.achievement import Direction, Target, achieve
from apps.engine.periods import Grain, period_end, period_start
from apps.goals.queries import scorecards_for
from apps.intake.queries import Feed, feeds
from apps.metrics.catalogue import kpi_name
from apps.metrics.choices import Subject, Unit
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.queries import figures, kpi_infos
from apps.people.days import ONE_DAY
from apps.people.queries import working_days
from apps.people.queries.tree import team_tree
from apps.performance.completeness import is_known, scorecard_through
from apps.performance.queries import team_performance
from apps.performance.rows import LinePerformance, TeamPerformance
from apps.reviews.choices import ReviewGrain
from apps.reviews.evidence import evidence_of

Json = dict[str, Any]
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One KPI in a review, as it was stored; values in the KPI's unit, exact.

    `expected` is what of a volume's target was expected by then, in a month that was still open; `projected`
    the achievement it headed for. Both are None otherwise.
    """

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
    expected: Fraction | None
    projected: Fraction | None
    n: int
    numerator: int | None = None  # of a share
    min_sample: int = 0

    @property
    def gap(self) -> Fraction | None:
        """Actual less what was wanted by then; None inside a band and without data."""
        wanted = self.target if self.expected is None else self.expected
        return None if self.actual is None or wanted is None else self.actual - wanted

    @property
    def judged(self) -> Fraction | None:
        """The achievement that says how it stands: projected in an open month."""
        return self.achievement if self.projected is None else self.projected

    @property
    def missed(self) -> bool:
        """Whether it fell short, so that a cause is asked for."""
        return self.judged is not None and self.judged < ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Week:
    """A week with what is known of it: through `last`, before its first day where nothing is."""

    starts: date
    last: date
    kpis: Mapping[str, KpiInfo]  # as they are defined now: a closed month's lines keep only what is shown
    feeds: tuple[Feed, ...]
    figures: Mapping[tuple[int, str], Figure]
    share: Fraction  # of the month's working days


def judged_month(grain: str, starts: date) -> date:
    """The month whose scorecard judges: of a week the one in which it ends."""
    last = period_end(starts, Grain.WEEK) - ONE_DAY if grain == ReviewGrain.WEEK else starts
    return period_start(last, Grain.MONTH)


def facts_of(team_id: int, grain: str, starts: date, *, on: date) -> Json:
    """The snapshot of a team's week or month as of the day `on`. A constant number of queries."""
    month = judged_month(grain, starts)
    team = team_performance(team_id, month, on=on)
    common = {"scorecard": team.scorecard_name, "month": month.isoformat(), "final": team.final}
    if grain == ReviewGrain.MONTH:
        through = team.data_through
        last = period_end(month, Grain.MONTH) - ONE_DAY if team.final else through or month - ONE_DAY
        common |= evidence_of(team, grain, month, last)
        return common | {"through": _day(through), "score": _text(team.score), "lines": list(_of_month(team))}
    week = _week(team, starts, on)
    through = week.last if week.last >= starts else None
    common |= evidence_of(team, grain, starts, week.last)
    return common | {"through": _day(through), "score": None, "lines": list(_of_week(team, week))}


def read_facts(stored: Mapping[str, Any]) -> list[Fact]:
    """The stored facts, exact again; names in the language that is active now."""
    return [_fact(line) for line in stored["lines"]]


def _fact(line: Mapping[str, Any]) -> Fact:
    names = ("target", "low", "high", "actual", "achievement", "expected", "projected")
    values: Json = {name: _fraction(line[name]) for name in names}
    values |= {name: line[name] for name in ("code", "unit", "decimals", "direction", "weight", "n")}
    values |= {"numerator": line.get("numerator"), "min_sample": line.get("min_sample", 0)}
    return Fact(name=kpi_name(line["code"], line["name"]), **values)


def _of_month(team: TeamPerformance) -> Iterator[Json]:
    for line in team.lines:
        row = _row(line, line.target, line.actual, line.achievement, line.n)
        if line.kpi.unit == Unit.RATE and line.kpi.scale == 1 and line.denominator == line.n:
            row["numerator"] = line.numerator
        if not team.final:
            row["projected"] = _text(line.projected_achievement)
            row["expected"] = _text(line.expected) if line.kpi.is_volume else None
        yield row


def _of_week(team: TeamPerformance, week: _Week) -> Iterator[Json]:
    for line in team.lines:
        figure = week.figures.get((team.team_id, line.kpi.code))
        target = _week_target(line, week.share)
        actual = figure.value if figure else _none_yet(line, week)
        achievement = achieve(actual, target)[0] if target else None
        row = _row(line, target, actual, achievement, figure.n if figure else 0)
        if figure and line.kpi.unit == Unit.RATE and figure.scale == 1 and figure.denominator == figure.n:
            row["numerator"] = figure.numerator
        yield row


def _none_yet(line: LinePerformance, week: _Week) -> Fraction | None:
    """A count without records is zero where every day of it was delivered, else not known."""
    kpi = week.kpis.get(line.kpi.code)
    if kpi is None or not kpi.is_volume or week.last < week.starts:
        return None
    return ZERO if is_known(kpi, week.feeds, week.starts, week.last) else None


def _week(team: TeamPerformance, starts: date, on: date) -> _Week:
    known = tuple(feeds())
    last = _known_to(team, known, min(on, period_end(starts, Grain.WEEK) - ONE_DAY)) or starts - ONE_DAY
    infos = kpi_infos(last)
    kpis = {line.kpi.code: infos[line.kpi.code] for line in team.lines if line.kpi.code in infos}
    found = _week_figures(team, kpis, starts, last) if last >= starts else {}
    return _Week(
        kpis=kpis,
        starts=starts,
        last=last,
        feeds=known,
        figures=found,
        share=_share(team, starts, max(last, starts)),
    )


def _known_to(team: TeamPerformance, known: tuple[Feed, ...], last: date) -> date | None:
    """The last complete day up to `last`; in a closed month every day is."""
    if team.final:
        return last
    card = scorecards_for(team.month, [team.team_id]).get(team.team_id)
    through = scorecard_through(card, known) if card else None
    return None if through is None else min(through, last)


def _week_figures(
    team: TeamPerformance, kpis: Mapping[str, KpiInfo], first: date, last: date
) -> Mapping[tuple[int, str], Figure]:
    return figures(
        kpis=kpis, subject=Subject.TEAM, subject_ids=[team.team_id], first=first, last=last, grain=Grain.WEEK
    )


def _share(team: TeamPerformance, first: date, last: date) -> Fraction:
    """Working days of [first, last] over those of the month, at the team's site."""
    site_id = team_tree().site_id(team.team_id)
    whole = working_days(team.month, period_end(team.month, Grain.MONTH) - ONE_DAY, site_id=site_id)
    part = working_days(first, last, site_id=site_id)
    return Fraction(len(part), len(whole)) if whole else ZERO


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
        "expected": None,
        "projected": None,
        "n": n,
        "numerator": None,
        "min_sample": kpi.min_sample,
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _text(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
