"""Where a score likely ends: volumes drawn from the subject's own days, ratios as they stand."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from apps.engine.achievement import achieve
from apps.engine.likely import FEWEST, Range, drawn_days, middle
from apps.engine.money import round_minor
from apps.engine.periods import Grain
from apps.goals.amounts import MICROS
from apps.metrics.queries import daily
from apps.people.days import ONE_DAY, next_month
from apps.people.queries.book import WorkBook, work_book
from apps.performance.rows import LinePerformance, PersonPerformance, TeamPerformance

DRAWS: Final = 200


def likely_score(performance: PersonPerformance | TeamPerformance) -> tuple[Fraction, Fraction] | None:
    """The middle eight of ten projected scores; None in a closed month, or with few days. Two queries.

    One draw takes whole days, so that a day of many calls brings its sales along.
    """
    through = performance.data_through
    lines = [line for line in performance.lines if _is_drawn(line)]
    if performance.final or performance.score is None or through is None or not lines:
        return None
    days = _days(performance, lines, through)
    if days is None:
        return None
    past, left = days
    known = sum((line.points for line in performance.lines if line not in lines), Fraction(0))
    scores = [
        round_minor((known + _drawn(lines, past, chosen)) * MICROS)
        for chosen in drawn_days(len(past), left, draws=DRAWS)
    ]
    found: Range = middle(scores)
    return Fraction(found.low, MICROS), Fraction(found.high, MICROS)


def _is_drawn(line: LinePerformance) -> bool:
    is_paced = line.kpi.is_volume and line.grain is Grain.MONTH
    return is_paced and line.counted is not None and line.actual is not None and line.target is not None


def _drawn(
    lines: Sequence[LinePerformance], past: Sequence[Sequence[int]], chosen: Sequence[int]
) -> Fraction:
    """The points of the volumes in one outcome."""
    points = Fraction(0)
    for place, line in enumerate(lines):
        more = sum(past[day][place] for day in chosen)
        total = (line.actual or Fraction(0)) + Fraction(more, line.kpi.scale)
        reached = achieve(total, line.target)[0] if line.target is not None else None
        points += line.effective_weight * min(line.cap, reached or Fraction(0))
    return points


def _days(
    performance: PersonPerformance | TeamPerformance, lines: Sequence[LinePerformance], through: date
) -> tuple[list[list[int]], int] | None:
    """The amounts of each line on each day worked so far, and how many days of work are left."""
    month, last = performance.month, next_month(performance.month) - ONE_DAY
    person = performance.person_id if isinstance(performance, PersonPerformance) else None
    subject_id = person if person is not None else getattr(performance, "team_id", 0)
    book = work_book([person] if person is not None else [], month, last)
    worked = [day for day in book.working_days(None, month, last) if _is_worked(book, person, day)]
    found = daily(
        kpis={line.kpi.code: line.kpi for line in lines},
        subject=performance.subject,
        subject_ids=[subject_id],
        first=month,
        last=through,
    )
    amounts = {
        line.kpi.code: {day: figure.numerator for day, figure in found.get((subject_id, line.kpi.code), [])}
        for line in lines
    }
    past = [[amounts[line.kpi.code].get(day, 0) for line in lines] for day in worked if day <= through]
    left = sum(1 for day in worked if day > through)
    return (past, left) if len(past) >= FEWEST and left else None


def _is_worked(book: WorkBook, person: int | None, day: date) -> bool:
    return person is None or book.time(person, day, day).worked > 0
