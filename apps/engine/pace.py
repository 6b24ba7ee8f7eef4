"""How far a volume should be by now, and where it is heading (rules of calculation, 2.9).

Time is working time in whole units (days, or minutes of a shift): `elapsed` covers the complete days with
data, `total` the whole period, both of the same person or team. Ratios have no pace: they are compared as
they stand.
"""

from __future__ import annotations

from fractions import Fraction

from apps.engine.achievement import ZERO


def expected(target: Fraction, elapsed: int, total: int) -> Fraction:
    """What of a volume target is expected by now: target × elapsed / total; 0 where there is no working time.

    Raises ValueError unless 0 ≤ elapsed ≤ total.
    """
    _check_time(elapsed, total)
    return target * Fraction(elapsed, total) if total else ZERO


def project(actual: Fraction, elapsed: int, total: int) -> Fraction | None:
    """Where a volume ends if it goes on as it did: actual × total / elapsed.

    None before the first complete day.
    Raises ValueError unless 0 ≤ elapsed ≤ total.
    """
    _check_time(elapsed, total)
    return actual * Fraction(total, elapsed) if elapsed else None


def needed_per_day(target: Fraction, actual: Fraction, days_left: int) -> Fraction | None:
    """What each day left has to bring; 0 where the target is met, None where it is not and no day is left."""
    if actual >= target:
        return ZERO
    return (target - actual) / days_left if days_left > 0 else None


def _check_time(elapsed: int, total: int) -> None:
    if not 0 <= elapsed <= total:
        raise ValueError(f"elapsed working time {elapsed} is not between 0 and {total}")
