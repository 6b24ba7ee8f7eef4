"""Patterns: figures that say together what none says alone, each edge on both sides."""

from fractions import Fraction

import pytest

from apps.engine.patterns import (
    blind_dialling,
    callbacks_not_made,
    certainly_above,
    certainly_below,
    fast_but_unhappy,
    interval_90,
)

FIVE = Fraction(5, 100)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high", "certain"),
    [(2, 60, "1.1", "9.6", False), (20, 600, "2.3", "4.8", True)],
)
def test_certainty_by_the_90_percent_interval(
    successes: int, n: int, low: str, high: str, certain: bool
) -> None:
    interval = interval_90(successes, n)
    assert (f"{interval.low * 100:.1f}", f"{interval.high * 100:.1f}") == (low, high)
    assert certainly_below(successes, n, FIVE) is certain
    assert not certainly_above(successes, n, FIVE)


def test_nothing_is_certain_without_records() -> None:
    assert not certainly_below(0, 0, FIVE)
    assert not certainly_above(0, 0, FIVE)
    assert certainly_above(80, 600, FIVE)


@pytest.mark.parametrize(
    ("calls", "buyers", "fires"),
    [(3001, 20, True), (3000, 20, False), (3001, 30, False)],
)
def test_blind_dialling_is_many_calls_and_certainly_few_buyers(calls: int, buyers: int, fires: bool) -> None:
    verdict = blind_dialling(
        calls=calls, calls_bound=Fraction(3000), buyers=buyers, contacts=600, conversion_bound=FIVE
    )
    assert verdict.fires is fires
    many, few = verdict.signs
    assert (many.n, many.bound, few.value, few.n, few.bound) == (
        calls,
        3000,
        Fraction(buyers, 600),
        600,
        FIVE,
    )


@pytest.mark.parametrize(
    ("seconds", "talks", "score", "answers", "fires"),
    [
        (148 * 912, 912, Fraction(39, 10) * 46, 46, True),
        (180 * 912, 912, Fraction(39, 10) * 46, 46, False),  # on the bound
        (148 * 29, 29, Fraction(39, 10) * 46, 46, False),  # too few talks
        (148 * 912, 912, Fraction(39, 10) * 9, 9, False),  # too few answers
        (148 * 912, 912, Fraction(42, 10) * 46, 46, False),
        (148 * 912, 912, Fraction(0), 0, False),
    ],
)
def test_fast_but_unhappy_is_short_and_disliked(
    seconds: int, talks: int, score: Fraction, answers: int, fires: bool
) -> None:
    verdict = fast_but_unhappy(
        talk_seconds=seconds,
        talks=talks,
        talk_bound=Fraction(180),
        score=score,
        answers=answers,
        score_bound=Fraction(42, 10),
    )
    assert verdict.fires is fires
    assert {sign.name for sign in verdict.lacking} == (
        ({"talk_time"} if talks < 30 else set()) | ({"customer_satisfaction"} if answers < 10 else set())
    )


@pytest.mark.parametrize(("on_time", "promised", "fires"), [(9, 21, True), (34, 43, False), (0, 0, False)])
def test_callbacks_promised_and_not_made(on_time: int, promised: int, fires: bool) -> None:
    verdict = callbacks_not_made(on_time=on_time, promised=promised, bound=Fraction(75, 100))
    assert verdict.fires is fires
    assert bool(verdict.lacking) is (promised == 0)
