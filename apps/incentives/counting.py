"""What each line of a frozen score counted: the weight it had in the end and the achievement that counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from apps.engine.score import NoDataPolicy, Reason
from apps.incentives.snapshot import ScoreFact

NOT_MEASURED: Final = frozenset({Reason.NO_DATA, Reason.SMALL_SAMPLE})
NOTHING: Final = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """`weight` and `achievement` are ratios whose product is the line's points.

    Where the line took no part, its weight is 0 and its achievement None.
    """

    weight: Fraction
    achievement: Fraction | None


def counted(
    lines: Sequence[ScoreFact], policy: NoDataPolicy, *, score: Fraction | None
) -> tuple[Counted, ...]:
    """What each line counted (rules of calculation, 2.6), from its frozen points and the scorecard's policy.

    Where there is no score, lines without a measurement take no part and the others keep their weight.
    """
    shared = score is not None and policy is NoDataPolicy.REDISTRIBUTE
    measured = sum((line.weight for line in lines if not left_out(line)), NOTHING)
    whole = measured if shared else Fraction(100)
    gone = shared or score is None
    return tuple(_counted(line, whole, gone=gone and left_out(line)) for line in lines)


def left_out(line: ScoreFact) -> bool:
    """Whether the line has no data, or fewer records than it needs."""
    return line.reason in NOT_MEASURED


def _counted(line: ScoreFact, whole: Fraction, *, gone: bool) -> Counted:
    if gone:
        return Counted(weight=NOTHING, achievement=None)
    weight = line.weight / whole
    return Counted(weight=weight, achievement=line.points / weight)
