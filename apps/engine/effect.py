"""What coaching can be said to have done: a change beside the changes of comparable people, never a cause.

One person: own change less the mean change of comparable uncoached people, with the range in which one
more of them would usually lie. A programme, a coach, a training: analysis of covariance. Points are ratios
(0.02 is 2 points) or the KPI's own unit; nothing here says why something changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from apps.engine.issues import Issue
from apps.engine.quantiles import root, student_quantile

LEAST_OTHERS: Final = 8
"""How many comparable people one person is compared with, at least."""
LEAST_EACH: Final = 10
"""Successes, and failures, that each window of a share needs."""
LEAST_COACHED: Final = 10
LEAST_UNCOACHED: Final = 20
Z_TWO_SIDED_5: Final = Decimal("1.959963984540054")
Z_POWER_80: Final = Decimal("0.841621233572914")
_HIGH: Final = Fraction(975, 1000)


class Finding(StrEnum):
    """What may be said of a difference."""

    MORE = "more"  # above what comparable uncoached people usually do
    LESS = "less"
    USUAL = "usual"  # cannot be told from usual variation


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A figure over some days: `value` in the KPI's unit, `n` records; of a share also its successes."""

    value: Fraction
    n: int
    successes: int | None = None

    @classmethod
    def share(cls, successes: int, n: int) -> Window:
        """A share of n; its value is 0 without records, which no comparison accepts."""
        return cls(value=Fraction(successes, n) if n else Fraction(0), n=n, successes=successes)

    def carries(self, min_sample: int) -> bool:
        """Whether there are enough records: of a share 10 of either kind, else the minimum sample."""
        if self.n == 0:
            return False
        if self.successes is None:
            return self.n >= min_sample
        return self.successes >= LEAST_EACH and self.n - self.successes >= LEAST_EACH


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One person before and after a moment."""

    before: Window
    after: Window
    min_sample: int = 30

    @property
    def change(self) -> Fraction:
        """After less before."""
        return self.after.value - self.before.value

    @property
    def carries(self) -> bool:
        """Whether both windows have enough records."""
        return self.before.carries(self.min_sample) and self.after.carries(self.min_sample)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A person's own change beside the changes of m others: `more` = own − mean, with its 95 % range.

    The range is that in which one more uncoached person would lie 19 times of 20: t(m − 1, 97.5 %) · s ·
    √(1 + 1/m) on either side.
    """

    own: Fraction
    mean: Fraction
    s: Decimal
    m: int
    more: Fraction
    half: Decimal
    low: Decimal
    high: Decimal
    finding: Finding


def compare(own: Episode, others: Sequence[Episode]) -> Comparison | Issue:
    """One person beside comparable uncoached people; an issue says why there is no comparison.

    Issues: `window_too_small` (the person's own windows), `too_few_comparable` (m and needed; only others
    whose windows carry count), `nothing_varies`.
    """
    if not own.carries:
        return Issue.of("window_too_small", before=own.before.n, after=own.after.n, needed=_needed(own))
    changes = [other.change for other in others if other.carries]
    return compare_changes(own.change, changes)


def compare_changes(own: Fraction, changes: Sequence[Fraction]) -> Comparison | Issue:
    """The same from the changes alone, in any unit."""
    m = len(changes)
    if m < LEAST_OTHERS:
        return Issue.of("too_few_comparable", m=m, needed=LEAST_OTHERS)
    mean = sum(changes, Fraction(0)) / m
    variance = sum(((change - mean) ** 2 for change in changes), Fraction(0)) / (m - 1)
    if not variance:
        return Issue.of("nothing_varies", m=m)
    half = student_quantile(m - 1, _HIGH) * root(variance * (1 + Fraction(1, m)))
    more = own - mean
    centre = _decimal(more)
    low, high = centre - half, centre + half
    return Comparison(
        own=own,
        mean=mean,
        s=root(variance),
        m=m,
        more=more,
        half=half,
        low=low,
        high=high,
        finding=_finding(low, high),
    )


def detectable(share: Fraction, before: int, after: int, *, rising: bool = True) -> Decimal | None:
    """The smallest change of a share that its own figures could have shown: two-sided 5 %, power 80 %.

    Each side's own variance: d = (z97.5 + z80) · √(p(1 − p)/n + q(1 − q)/m), q = p ± d. For 4 % with 600
    before and after that is 3.8 points. None without records on a side, or where no change could be seen.
    """
    if not before or not after:
        return None
    sign = 1 if rising else -1
    z = Fraction(Z_TWO_SIDED_5 + Z_POWER_80)
    # d² (1 + z²/m) − sign · d · z² (1 − 2p)/m − z² p(1 − p)(1/n + 1/m) = 0
    a = 1 + z * z / after
    b = sign * z * z * (1 - 2 * share) / after
    c = z * z * share * (1 - share) * (Fraction(1, before) + Fraction(1, after))
    found = (_decimal(b) + root(b * b + 4 * a * c)) / _decimal(2 * a)
    limit = _decimal(1 - share if rising else share)
    return found if 0 < found <= limit else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person's episode for a programme; `key` is the person, `by_rule` whether a rule assigned it."""

    key: str
    before: Fraction
    after: Fraction
    coached: bool
    by_rule: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The mean difference between coached and others at the same start, with its 95 % interval."""

    difference: Fraction
    slope: Fraction
    half: Decimal
    low: Decimal
    high: Decimal
    coached: int
    others: int
    finding: Finding


def programme(cases: Sequence[Case]) -> Programme | Issue:
    """A programme, a coach or a training: after on before and coached (analysis of covariance).

    Only cases that a rule assigned, and of each person the first. Issues: `too_few_coached`,
    `too_few_others`, `nothing_varies`.
    """
    kept = one_each(cases)
    coached = [case for case in kept if case.coached]
    others = [case for case in kept if not case.coached]
    if len(coached) < LEAST_COACHED:
        return Issue.of("too_few_coached", n=len(coached), needed=LEAST_COACHED)
    if len(others) < LEAST_UNCOACHED:
        return Issue.of("too_few_others", n=len(others), needed=LEAST_UNCOACHED)
    return _programme(coached, others)


def one_each(cases: Sequence[Case]) -> list[Case]:
    """The rule-assigned cases, of each person the first in the order given."""
    found: dict[str, Case] = {}
    for case in cases:
        if case.by_rule:
            found.setdefault(case.key, case)
    return list(found.values())


def adjusted_difference(coached: Sequence[Case], others: Sequence[Case]) -> tuple[Fraction, Fraction] | None:
    """The estimator by itself: (coached − others at the same start, slope of after on before within groups).

    None where nobody's start differs within their group.
    """
    spread = _within(coached, "before", "before") + _within(others, "before", "before")
    if not spread:
        return None
    slope = (_within(coached, "before", "after") + _within(others, "before", "after")) / spread
    starts = _mean(coached, "before") - _mean(others, "before")
    return _mean(coached, "after") - _mean(others, "after") - slope * starts, slope


def before_and_after(coached: Sequence[Case]) -> Fraction:
    """What suites call the effect: the mean change of those coached. Shown to be warned of."""
    return _mean(coached, "after") - _mean(coached, "before")


def difference_in_differences(coached: Sequence[Case], others: Sequence[Case]) -> Fraction:
    """The mean change of those coached less that of the others: misled where the coached began lower."""
    return before_and_after(coached) - before_and_after(others)


def _programme(coached: Sequence[Case], others: Sequence[Case]) -> Programme | Issue:
    estimate = adjusted_difference(coached, others)
    if estimate is None:
        return Issue.of("nothing_varies", m=len(coached) + len(others))
    difference, slope = estimate
    within = _within(coached, "before", "before") + _within(others, "before", "before")
    freedom = len(coached) + len(others) - 3
    rest = _within(coached, "after", "after") + _within(others, "after", "after") - slope * slope * within
    starts = _mean(coached, "before") - _mean(others, "before")
    share = Fraction(1, len(coached)) + Fraction(1, len(others)) + starts * starts / within
    half = student_quantile(freedom, _HIGH) * root(max(Fraction(0), rest) / freedom * share)
    low, high = _decimal(difference) - half, _decimal(difference) + half
    return Programme(
        difference=difference,
        slope=slope,
        half=half,
        low=low,
        high=high,
        coached=len(coached),
        others=len(others),
        finding=_finding(low, high),
    )


def _within(cases: Sequence[Case], left: str, right: str) -> Fraction:
    """The sum of products of deviations from the group's means."""
    means = _mean(cases, left), _mean(cases, right)
    return sum(
        ((getattr(case, left) - means[0]) * (getattr(case, right) - means[1]) for case in cases), Fraction(0)
    )


def _mean(cases: Sequence[Case], name: str) -> Fraction:
    return sum((getattr(case, name) for case in cases), Fraction(0)) / len(cases)


def _finding(low: Decimal, high: Decimal) -> Finding:
    if low > 0:
        return Finding.MORE
    return Finding.LESS if high < 0 else Finding.USUAL


def _needed(own: Episode) -> int:
    return LEAST_EACH if own.before.successes is not None else own.min_sample


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
