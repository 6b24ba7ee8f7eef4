"""The weighted score of a scorecard (rules of calculation, 2.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from apps.engine.achievement import DEFAULT_CAP, ONE, ZERO
from apps.engine.issues import Issue
from apps.engine.weights import check_weights

_HUNDRED: Final = Decimal(100)
_HALF: Final = Decimal(50)


class NoDataPolicy(StrEnum):
    """What a line without data, or with fewer records than its minimum sample, counts."""

    REDISTRIBUTE = "redistribute"
    ZERO = "zero"
    FULL = "full"


class Reason(StrEnum):
    """Why a line counts something else than its achievement."""

    NONE = ""
    NO_DATA = "no_data"
    SMALL_SAMPLE = "small_sample"
    CAPPED = "capped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One KPI of a scorecard with what was achieved.

    `weight` is a percentage from 0 to 100 with two places; `achievement` a ratio, uncapped, None for no data;
    `n` the records behind it and `min_sample` how many it needs; `cap` the most that counts of it.
    """

    key: str
    weight: Decimal
    achievement: Fraction | None
    n: int
    min_sample: int = 0
    cap: Fraction = DEFAULT_CAP


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePart:
    """What one line gave.

    `weight` is the percentage as agreed; `effective_weight` a ratio after the no-data policy (0.4 is 40 %);
    `counted` the achievement that counted, None where the line took no part; `points` their product, so that
    the points of all parts add up to the score. `reason` says why `counted` is not the achievement itself.
    """

    key: str
    weight: Decimal
    effective_weight: Fraction
    counted: Fraction | None
    points: Fraction
    reason: str = Reason.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreResult:
    """A score as a ratio (1 = 100 %), or None and the issues that say why; `measured` is in percent."""

    score: Fraction | None
    parts: tuple[ScorePart, ...]
    issues: tuple[Issue, ...] = ()
    measured: Decimal = Decimal(0)


def score(lines: Sequence[ScoreLine], policy: NoDataPolicy) -> ScoreResult:
    """Σ weight × counted achievement, the lines that were not measured treated by `policy`.

    Issues, each without a score: `weights_total`, `weight_places`, `weight_out_of_range` (no parts), and
    `too_little_measured` where less than half of the weight has data; its parts show what is known.
    """
    issue = check_weights(line.weight for line in lines)
    if issue is not None:
        return ScoreResult(score=None, parts=(), issues=(issue,))
    measured = sum((line.weight for line in lines if not missing(line)), Decimal(0))
    if measured < _HALF:
        parts = tuple(_part(line, NoDataPolicy.REDISTRIBUTE, _HUNDRED) for line in lines)
        issue = Issue.of("too_little_measured", measured=measured)
        return ScoreResult(score=None, parts=parts, issues=(issue,), measured=measured)
    whole = measured if policy is NoDataPolicy.REDISTRIBUTE else _HUNDRED
    parts = tuple(_part(line, policy, whole) for line in lines)
    total = sum((part.points for part in parts), ZERO)
    return ScoreResult(score=total, parts=parts, measured=measured)


def missing(line: ScoreLine) -> Reason:
    """Why a line cannot be measured, or `Reason.NONE` (which is false)."""
    if line.achievement is None:
        return Reason.NO_DATA
    return Reason.SMALL_SAMPLE if line.n < line.min_sample else Reason.NONE


def mean_of_subperiods(
    achievements: Iterable[Fraction | None], cap: Fraction = DEFAULT_CAP
) -> Fraction | None:
    """What a line with a shorter grain counts: the mean of its sub-periods' capped achievements.

    Which sub-periods belong is the caller's: those that end in the period. Those without data take
    no part; None where none has any.
    """
    counted = [min(achievement, cap) for achievement in achievements if achievement is not None]
    return sum(counted, ZERO) / len(counted) if counted else None


def _part(line: ScoreLine, policy: NoDataPolicy, whole: Decimal) -> ScorePart:
    reason = missing(line)
    counted = _counted(line, policy, reason)
    takes_part = counted is not None
    effective = Fraction(int(line.weight * _HUNDRED), int(whole * _HUNDRED)) if takes_part else ZERO
    if not reason and line.achievement is not None and line.achievement > line.cap:
        reason = Reason.CAPPED
    return ScorePart(
        key=line.key,
        weight=line.weight,
        effective_weight=effective,
        counted=counted,
        points=ZERO if counted is None else effective * counted,
        reason=reason,
    )


def _counted(line: ScoreLine, policy: NoDataPolicy, reason: Reason) -> Fraction | None:
    if not reason and line.achievement is not None:
        return min(line.achievement, line.cap)
    if policy is NoDataPolicy.REDISTRIBUTE:
        return None
    return ONE if policy is NoDataPolicy.FULL else ZERO
