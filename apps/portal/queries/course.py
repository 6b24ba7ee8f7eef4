"""The course of a volume KPI through a month, day by day, against the path to its target.

The path follows working time: on each day as much of the target is due as of the subject's working time in
the month has passed by then (rules of calculation, 2.7 and 2.9). The projected part continues from the last
complete day to where performance projects the month to end.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from apps.engine.likely import Range, likely_path
from apps.engine.money import round_minor
from apps.metrics.choices import Subject
from apps.metrics.queries import daily
from apps.people.days import ONE_DAY, next_month
from apps.people.queries.book import work_book
from apps.performance.rows import LinePerformance, PersonPerformance, TeamPerformance

Work = Callable[[date], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDay:
    """A day: its amount, the total so far, what the path wants by then, what is projected, in the KPI's unit.

    `low` and `high`: where the total likely is by then (the middle eight of ten draws of the subject's own
    days). None: not known (after the last complete day), or before the projection begins.
    """

    day: date
    amount: Fraction | None
    total: Fraction | None
    path: Fraction | None
    projected: Fraction | None
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def ratio(self) -> Fraction | None:
        """The total so far against the path."""
        return None if self.total is None or not self.path else self.total / self.path

    @property
    def projected_ratio(self) -> Fraction | None:
        """The projection against the path."""
        return self.of_path(self.projected)

    def of_path(self, value: Fraction | None) -> Fraction | None:
        """A value against the path."""
        return None if value is None or not self.path else value / self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Days on which work was planned or records came, ascending; `now`: index of the last complete one."""

    line: LinePerformance
    days: tuple[CourseDay, ...]
    now: int | None

    @property
    def likely(self) -> tuple[Fraction, Fraction] | None:
        """Where the month likely ends; None without a range."""
        last = self.days[-1] if self.days else None
        return (last.low, last.high) if last and last.low is not None and last.high is not None else None


def volumes(lines: Sequence[LinePerformance]) -> list[LinePerformance]:
    """The lines that have a course: volumes with a target, those in money first."""
    found = [line for line in lines if line.kpi.is_volume and line.target_value]
    return sorted(found, key=lambda line: line.kpi.unit != "money")


def person_course(performance: PersonPerformance, line: LinePerformance) -> Course:
    """The course of one agent. Two queries."""
    month, last = _days_of(performance)
    book = work_book([performance.person_id], month, last)
    return _course(
        performance,
        line,
        performance.person_id,
        lambda day: book.time(performance.person_id, month, day).worked,
        book.working_days(None, month, last),
    )


def team_course(performance: TeamPerformance, line: LinePerformance) -> Course:
    """The course of a team, by the organisation's working days. Two queries."""
    month, last = _days_of(performance)
    days = work_book([], month, last).working_days(None, month, last)
    return _course(
        performance, line, performance.team_id, lambda day: sum(1 for worked in days if worked <= day), days
    )


def _days_of(performance: PersonPerformance | TeamPerformance) -> tuple[date, date]:
    return performance.month, next_month(performance.month) - ONE_DAY


def _course(
    performance: PersonPerformance | TeamPerformance,
    line: LinePerformance,
    subject_id: int,
    work: Work,
    planned: Sequence[date],
) -> Course:
    month, last = _days_of(performance)
    through = last if performance.final else performance.data_through
    figures = _figures(performance.subject, subject_id, line, month, through)
    shown = sorted({*planned, *figures})
    clock = _Clock(work=work, through=through, last=last)
    days = _with_range(_walk(shown, figures, line, clock), line, clock)
    known = [i for i, one in enumerate(days) if one.total is not None]
    return Course(line=line, days=tuple(days), now=known[-1] if known else None)


def _figures(
    subject: Subject, subject_id: int, line: LinePerformance, first: date, through: date | None
) -> dict[date, Fraction]:
    if through is None or through < first:
        return {}
    found = daily(
        kpis={line.kpi.code: line.kpi}, subject=subject, subject_ids=[subject_id], first=first, last=through
    )
    rows = found.get((subject_id, line.kpi.code), [])
    return {day: figure.value for day, figure in rows if figure.value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """Working time of the subject by day, the last complete day, and the last day of the month."""

    work: Work
    through: date | None
    last: date

    def is_known(self, day: date) -> bool:
        """Whether the day is complete."""
        return self.through is not None and day <= self.through

    def is_worked(self, day: date) -> bool:
        """Whether the subject works on the day."""
        return self.work(day) > self.work(day - ONE_DAY)

    def passed(self, day: date) -> Fraction | None:
        """The share of the month's working time until the end of a day; None without any."""
        whole = self.work(self.last)
        return Fraction(self.work(day), whole) if whole else None

    def ahead(self, day: date) -> Fraction | None:
        """The share of the working time after the last complete day; None where none is left."""
        before = self.work(self.through) if self.through else 0
        left = self.work(self.last) - before
        return Fraction(self.work(day) - before, left) if left > 0 else None


def _walk(
    shown: Sequence[date], figures: dict[date, Fraction], line: LinePerformance, clock: _Clock
) -> list[CourseDay]:
    total, days = Fraction(0), []
    newest = max((day for day in shown if clock.is_known(day)), default=None)
    for day in shown:
        amount, share = figures.get(day, Fraction(0)), clock.passed(day)
        total += amount
        is_known = clock.is_known(day)
        days.append(
            CourseDay(
                day=day,
                amount=amount if is_known else None,
                total=total if is_known else None,
                path=None if line.target_value is None or share is None else line.target_value * share,
                projected=_projected(line, total, clock, day) if not is_known or day == newest else None,
            )
        )
    return days


def _with_range(days: list[CourseDay], line: LinePerformance, clock: _Clock) -> list[CourseDay]:
    """The days to come with their likely range, drawn from the days of work so far."""
    scale = line.kpi.scale
    past = [one for one in days if clock.is_known(one.day) and clock.is_worked(one.day)]
    left = [one.day for one in days if not clock.is_known(one.day) and clock.is_worked(one.day)]
    path = likely_path([round_minor((one.amount or 0) * scale) for one in past], len(left))
    if not path:
        return days
    newest = next(one for one in reversed(days) if one.total is not None)
    total, step, found = newest.total or Fraction(0), 0, []
    for one in days:
        span = Range(0, 0)
        if not clock.is_known(one.day):
            step += one.day in left
            span = path[step - 1] if step else span
        elif one is not newest:
            found.append(one)
            continue
        low, high = (total + Fraction(bound, scale) for bound in span)
        found.append(replace(one, low=low, high=high))
    return found


def _projected(line: LinePerformance, total: Fraction, clock: _Clock, day: date) -> Fraction | None:
    """From the total on the last complete day in a straight line to the projected end."""
    share = clock.ahead(day)
    if line.projected is None or share is None:
        return None
    return total + (line.projected - total) * max(Fraction(0), share)
