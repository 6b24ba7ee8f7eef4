"""Judging one agent or team on a scorecard: pure, on frozen values. The arithmetic itself is the engine's.

Rules of calculation §2.2 to 2.9. What the database knows comes in as `Reading` and `Wanted`; nothing here
reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from apps.engine import pace
from apps.engine.achievement import achieve
from apps.engine.issues import Issue
from apps.engine.periods import Grain
from apps.engine.score import ScoreLine, ScorePart, ScoreResult, mean_of_subperiods
from apps.engine.score import score as weigh
from apps.goals.queries import LineView, ScorecardView
from apps.goals.wanted import Part, Wanted, wanted
from apps.metrics.figures import Figure
from apps.performance.choices import Headline, Standing
from apps.performance.rows import LinePerformance, SubPeriod

CLOSE_FROM: Final = Fraction(95, 100)
BEHIND_FROM: Final = Fraction(80, 100)
ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekReading:
    """What was measured in a complete week that ends in the month, and the agents' parts in its target."""

    starts: date
    figure: Figure | None
    known: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was measured of one line.

    `figure` holds through the last complete day, `so_far` with all that has arrived. `known`: every day up
    to then is complete in the line's sources, so that a count without records is 0. `elapsed` of `total`
    working time, in thousandths of a day, has passed for the subject. `parts` are the agents' parts in a
    monthly target.
    """

    figure: Figure | None
    so_far: Figure | None
    known: bool
    elapsed: int
    total: int
    parts: tuple[Part, ...]
    weeks: tuple[WeekReading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """A subject's lines and what they make together."""

    lines: tuple[LinePerformance, ...]
    result: ScoreResult
    headline: Headline


def appraise(
    scorecard: ScorecardView, readings: dict[int, Reading], *, headline: Headline, running: bool
) -> Appraisal:
    """Judge a subject.

    `readings` by line id; `running`: the month has days to come, so that volumes are projected.
    """
    lines = [_line(line, readings[line.line_id], headline, running=running) for line in scorecard.lines]
    result = weigh([_score_line(line) for line in lines], scorecard.no_data)
    parts = {part.key: part for part in result.parts}
    return Appraisal(
        lines=tuple(_with_part(line, parts[line.kpi.code]) if parts else line for line in lines),
        result=result,
        headline=headline,
    )


def standing(achievement: Fraction | None, *, met: bool = False, paced: bool = False) -> Standing:
    """The word for an achievement or a score.

    `paced`: it is a projection, `met`: the target is reached already.
    """
    if achievement is None:
        return Standing.NO_DATA
    if met or (achievement >= 1 and not paced):
        return Standing.MET
    if achievement >= CLOSE_FROM:
        return Standing.ON_PACE if paced else Standing.CLOSE
    return Standing.BEHIND if achievement >= BEHIND_FROM else Standing.AT_RISK


def _line(line: LineView, reading: Reading, headline: Headline, *, running: bool) -> LinePerformance:
    if line.grain is Grain.WEEK:
        return _weekly(line, reading)
    return _monthly(line, reading, headline, running=running)


def _monthly(line: LineView, reading: Reading, headline: Headline, *, running: bool) -> LinePerformance:
    want = wanted(line, reading.parts)
    actual = measured(line, reading.figure, known=reading.known)
    projected = _projected(line, actual, reading) if running else actual
    achievement, issue = _against(actual, want)
    projected_achievement, _ = _against(projected, want)
    counts = projected_achievement if headline is Headline.PROJECTED else achievement
    paced = running and line.kpi.is_volume and headline is Headline.PROJECTED
    met = achievement is not None and achievement >= 1 and line.kpi.direction == "higher"
    return LinePerformance(
        **_identity(line),
        target=want.target if want else None,
        threshold=want.threshold if want else None,
        stretch=want.stretch if want else None,
        actual=actual,
        numerator=reading.figure.numerator if reading.figure else (0 if actual == 0 else None),
        denominator=reading.figure.denominator if reading.figure else None,
        n=reading.figure.n if reading.figure else 0,
        so_far=reading.so_far.value if reading.so_far else actual,
        expected=_expected(line, want, reading),
        projected=projected,
        achievement=achievement,
        projected_achievement=projected_achievement,
        headline=counts,
        state=standing(counts, met=met and paced, paced=paced),
        issue=issue,
        **_NOT_COUNTED,
    )


def _weekly(line: LineView, reading: Reading) -> LinePerformance:
    """The mean of the capped achievements of the weeks with data (rules §2.5); a mean has no pace."""
    weeks = tuple(week for each in reading.weeks if (week := _week(line, each)) is not None)
    told = [week for week in weeks if week.achievement is not None]
    achievement = mean_of_subperiods((week.achievement for week in weeks), line.cap)
    counted = {week.starts for week in told}
    want = _mean_wanted(line, [each for each in reading.weeks if each.starts in counted])
    actual = _mean([week.actual for week in told if week.actual is not None])
    issues = (_against(week.actual, _plain(week))[1] for week in weeks)
    issue = None if told else next(issues, Issue("no_data"))
    return LinePerformance(
        **_identity(line),
        target=want.target if want else None,
        threshold=want.threshold if want else None,
        stretch=want.stretch if want else None,
        actual=actual,
        numerator=None,
        denominator=None,
        n=sum(week.n for week in told),
        so_far=actual,
        expected=None,
        projected=actual,
        achievement=achievement,
        projected_achievement=achievement,
        headline=achievement,
        state=standing(achievement),
        issue=issue,
        weeks=weeks,
        **_NOT_COUNTED,
    )


def _week(line: LineView, reading: WeekReading) -> SubPeriod | None:
    """One week; None where a volume has no working time in it, as nothing was wanted then."""
    want = wanted(line, reading.parts)
    if want is None:
        return None
    actual = measured(line, reading.figure, known=reading.known)
    achievement, _ = _against(actual, want)
    n = reading.figure.n if reading.figure else 0
    return SubPeriod(starts=reading.starts, target=want.target, actual=actual, achievement=achievement, n=n)


def _plain(week: SubPeriod) -> Wanted:
    return Wanted(target=week.target, threshold=None, stretch=None)


def _mean_wanted(line: LineView, weeks: Sequence[WeekReading]) -> Wanted | None:
    """The mean of the weeks' targets: what an average of them is shown against."""
    if not line.kpi.is_volume or not weeks:
        return wanted(line, weeks[0].parts if weeks else ())
    spread = tuple(replace(part, share=part.share / len(weeks)) for week in weeks for part in week.parts)
    return wanted(line, spread)


def measured(line: LineView, figure: Figure | None, *, known: bool) -> Fraction | None:
    """The value, with no data told from zero.

    A count without records is 0 only where its sources are complete.
    """
    if figure is not None:
        return figure.value
    return ZERO if line.kpi.is_volume and known else None


def _against(actual: Fraction | None, want: Wanted | None) -> tuple[Fraction | None, Issue | None]:
    if want is None:
        return None, Issue("no_working_time")
    return achieve(actual, want.target)


def _expected(line: LineView, want: Wanted | None, reading: Reading) -> Fraction | None:
    if not line.kpi.is_volume or want is None or want.target.value is None:
        return None
    return pace.expected(want.target.value, reading.elapsed, reading.total)


def _projected(line: LineView, actual: Fraction | None, reading: Reading) -> Fraction | None:
    if actual is None or not line.kpi.is_volume:
        return actual
    return pace.project(actual, reading.elapsed, reading.total)


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, ZERO) / len(values) if values else None


_NOT_COUNTED: Final[dict[str, Any]] = {
    "counted": None,
    "effective_weight": ZERO,
    "points": ZERO,
    "reason": "",
}


def _identity(line: LineView) -> dict[str, Any]:
    return {
        "line_id": line.line_id,
        "kpi": line.kpi,
        "weight": line.weight,
        "grain": line.grain,
        "cap": line.cap,
        "objective_id": line.objective_id,
        "objective_name": line.objective_name,
    }


def _score_line(line: LinePerformance) -> ScoreLine:
    return ScoreLine(
        key=line.kpi.code,
        weight=line.weight,
        achievement=line.headline,
        n=line.n,
        min_sample=line.kpi.min_sample,
        cap=line.cap,
    )


def _with_part(line: LinePerformance, part: ScorePart) -> LinePerformance:
    small = part.reason == Standing.SMALL_SAMPLE
    return replace(
        line,
        counted=part.counted,
        effective_weight=part.effective_weight,
        points=part.points,
        reason=str(part.reason),
        state=Standing.SMALL_SAMPLE if small else line.state,
    )
