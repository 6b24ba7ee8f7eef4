"""Standings in words, and what a place rests on."""

from fractions import Fraction

import pytest

from apps.performance.appraisal import standing


@pytest.mark.parametrize(
    ("achievement", "paced", "met", "word"),
    [
        (None, False, False, "no_data"),
        (Fraction(1), False, False, "met"),
        (Fraction(9999, 10_000), False, False, "close"),
        (Fraction(95, 100), False, False, "close"),
        (Fraction(9499, 10_000), False, False, "behind"),
        (Fraction(80, 100), False, False, "behind"),
        (Fraction(7999, 10_000), False, False, "at_risk"),
        (Fraction(0), False, False, "at_risk"),
        (Fraction(2), True, False, "on_pace"),
        (Fraction(95, 100), True, False, "on_pace"),
        (Fraction(9499, 10_000), True, False, "behind"),
        (Fraction(9999, 10_000), True, True, "met"),
    ],
)
def test_the_word_for_an_achievement(achievement: Fraction | None, paced: bool, met: bool, word: str) -> None:
    assert standing(achievement, paced=paced, met=met) == word
