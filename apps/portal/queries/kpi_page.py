"""One KPI of a team in a month: its course with what is usual, its people, its distribution, its mix."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from apps.engine.attainability import Attainability, Observation, attainability
from apps.engine.control import Limits, share_limits, value_limits
from apps.engine.likely import FEWEST, drawn_days
from apps.engine.periods import Grain, period_end, period_start, previous_start
from apps.engine.statistics import wilson
from apps.metrics.choices import KpiDirection, Subject, Unit
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.queries import daily, figures, history
from apps.people.days import ONE_DAY, months_before
from apps.people.models import Employment
from apps.performance.flows import Span
from apps.performance.rows import TeamPerformance

USUAL: Final = 13  # periods before that say what is usual
SHOWN: Final = {Grain.DAY: 30, Grain.WEEK: 26, Grain.MONTH: 13}
NEW_MONTHS: Final = 2  # months in which somebody is a new starter
DRAWS: Final = 200
TAIL: Final = 40  # of 200 draws five on either side are left out: 95 %


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """A period: the value, on how many records, and what is usual for so many."""

    starts: date
    value: Fraction | None
    n: int
    limits: Limits | None
    is_open: bool

    @property
    def beyond(self) -> bool:
        """Whether it lies outside what is usual; a period that runs is not judged."""
        if self.limits is None or self.value is None or self.is_open:
            return False
        return not self.limits.low <= self.value <= self.limits.high


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPoint:
    """A person's figure with its 95 % interval where there is one."""

    person_id: int
    name: str
    figure: Figure
    value: Fraction
    low: Fraction | None
    high: Fraction | None
    is_small: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthsSeen:
    """Values of single agent-months, and how often the target was reached."""

    values: tuple[Fraction, ...]
    target: Fraction | None
    found: Attainability | None


def is_share(kpi: KpiInfo) -> bool:
    """Whether the KPI is a count out of a count, so that a share's statistics hold."""
    return kpi.unit == Unit.RATE and bool(kpi.denominator)


def trend(kpi: KpiInfo, team_id: int, grain: Grain, *, on: date, through: date | None) -> list[TrendPoint]:
    """The latest periods of a team, each against the thirteen before it. One query."""
    starts = [period_start(on, grain)]
    while len(starts) < SHOWN[grain] + USUAL:
        starts.append(previous_start(starts[-1], grain))
    starts.reverse()
    rows = history(
        kpis={kpi.code: kpi},
        subject=Subject.TEAM,
        subject_ids=[team_id],
        grain=grain,
        first=starts[0],
        last=starts[-1],
    )
    known = dict(rows.get((team_id, kpi.code), []))
    return [
        _point(
            kpi,
            [figure for past in starts[max(0, i - USUAL) : i] if (figure := known.get(past)) is not None],
            known.get(start),
            start,
            is_open=through is None or period_end(start, grain) > through + ONE_DAY,
        )
        for i, start in enumerate(starts)
        if i >= USUAL
    ]


def _point(
    kpi: KpiInfo, past: Sequence[Figure], now: Figure | None, start: date, *, is_open: bool
) -> TrendPoint:
    limits = None
    if now is not None and is_share(kpi):
        limits = share_limits([(one.numerator, one.denominator or 0) for one in past], now.denominator or 0)
    elif now is not None:
        limits = value_limits([one.value for one in past if one.value is not None])
    return TrendPoint(
        starts=start,
        value=now.value if now else None,
        n=now.n if now else 0,
        limits=limits,
        is_open=is_open,
    )


def people_points(kpi: KpiInfo, team: TeamPerformance, span: Span) -> list[PersonPoint]:
    """Everybody of the team with a figure, the best first, small samples last. Two or three queries."""
    ids = [one.person_id for one in team.people]
    found = figures(
        kpis={kpi.code: kpi},
        subject=Subject.AGENT,
        subject_ids=ids,
        first=span.first,
        last=span.last,
        grain=Grain.MONTH,
    )
    days = _days(kpi, ids, span) if kpi.denominator and not is_share(kpi) and not kpi.is_distinct else {}
    points = [
        point
        for one in team.people
        if (figure := found.get((one.person_id, kpi.code))) is not None
        and (point := _person(kpi, one.person_id, one.name, figure, days.get(one.person_id, ()))) is not None
    ]
    lower = kpi.direction == KpiDirection.LOWER
    return sorted(points, key=lambda one: (one.is_small, one.value if lower else -one.value, one.name))


def _person(
    kpi: KpiInfo, person_id: int, name: str, figure: Figure, days: Sequence[tuple[int, int]]
) -> PersonPoint | None:
    value = figure.value
    if value is None:
        return None
    bounds: tuple[Fraction, Fraction] | None = None
    if is_share(kpi) and figure.denominator and 0 <= figure.numerator <= figure.denominator:
        found = wilson(figure.numerator, figure.denominator)
        bounds = Fraction(found.low), Fraction(found.high)
    elif days:
        bounds = _drawn(days, kpi.scale)
    return PersonPoint(
        person_id=person_id,
        name=name,
        figure=figure,
        value=value,
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
        is_small=figure.denominator is not None and figure.n < kpi.min_sample,
    )


def _days(kpi: KpiInfo, ids: Sequence[int], span: Span) -> dict[int, list[tuple[int, int]]]:
    rows = daily(
        kpis={kpi.code: kpi}, subject=Subject.AGENT, subject_ids=ids, first=span.first, last=span.last
    )
    return {
        person_id: [(figure.numerator, figure.denominator or 0) for _day, figure in points]
        for (person_id, _code), points in rows.items()
    }


def _drawn(days: Sequence[tuple[int, int]], scale: int) -> tuple[Fraction, Fraction] | None:
    """The middle 95 % of means of as many days drawn from one's own; None with few."""
    if len(days) < FEWEST:
        return None
    values = []
    for chosen in drawn_days(len(days), len(days), draws=DRAWS):
        whole = sum(days[day][1] for day in chosen)
        if whole:
            values.append(Fraction(sum(days[day][0] for day in chosen), whole * scale))
    values.sort()
    cut = len(values) // TAIL
    return (values[cut], values[len(values) - 1 - cut]) if values else None


def months_seen(kpi: KpiInfo, team: TeamPerformance) -> MonthsSeen:
    """The agent-months of the twelve months before, new starters and small samples left out. Two queries."""
    ids = [one.person_id for one in team.people]
    starts = [months_before(team.month, number) for number in range(12, 0, -1)]
    rows = history(
        kpis={kpi.code: kpi},
        subject=Subject.AGENT,
        subject_ids=ids,
        grain=Grain.MONTH,
        first=starts[0],
        last=starts[-1],
    )
    joined = _joined(ids)
    target = full_target(kpi, team)
    seen: defaultdict[str, list[Fraction]] = defaultdict(list)
    for (person_id, _code), points in rows.items():
        settled = months_before(joined.get(person_id, date.min.replace(year=2)), -NEW_MONTHS)
        for month, figure in points:
            if figure.value is not None and figure.n >= kpi.min_sample and month >= settled:
                seen[str(person_id)].append(figure.value)
    values = tuple(value for group in seen.values() for value in group)
    return MonthsSeen(values=values, target=target, found=_reached(kpi, seen, target))


def _joined(ids: Sequence[int]) -> dict[int, date]:
    """When each began to work here. One query."""
    found: dict[int, date] = {}
    rows = Employment.objects.filter(person_id__in=ids).values_list("person_id", "starts")
    for person_id, starts in rows:
        found[person_id] = min(starts, found.get(person_id, starts))
    return found


def full_target(kpi: KpiInfo, team: TeamPerformance) -> Fraction | None:
    """The target of one agent: of a volume that of somebody who worked the whole month."""
    if not kpi.is_volume:
        line = team.line(kpi.code)
        return line.target_value if line else None
    for one in team.people:
        line = one.line(kpi.code)
        if line is not None and one.worked == one.planned:
            return line.target_value
    return None


def _reached(
    kpi: KpiInfo, seen: Mapping[str, Sequence[Fraction]], target: Fraction | None
) -> Attainability | None:
    if target is None or kpi.direction == KpiDirection.BAND:
        return None
    sign = -1 if kpi.direction == KpiDirection.LOWER else 1
    observed = [
        Observation(person=person, value=sign * value, working_days=1)
        for person, values in seen.items()
        for value in values
    ]
    return attainability(sign * target, observed, working_days=1)[0]
