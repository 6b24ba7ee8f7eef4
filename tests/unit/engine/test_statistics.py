from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.attainability import Observation, attainability
from apps.engine.issues import Issue
from apps.engine.ratios import Parts, count_or_none, last_complete_day, roll_up
from apps.engine.statistics import effective_n, intraclass_correlation, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (49, 774, "0.0482", "0.0827"),
        # R. G. Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.1611"),
        (1, 29, "0.0061", "0.1718"),
        (20, 20, "0.8389", "1.0000"),
        (0, 0, "0", "1"),
    ],
)
def test_wilsons_interval(successes: int, n: int, low: str, high: str) -> None:
    interval = wilson(successes, n)
    assert interval.low.quantize(Decimal("0.0001")) == Decimal(low)
    assert interval.high.quantize(Decimal("0.0001")) == Decimal(high)


def test_wilsons_interval_takes_a_fractional_number_of_observations() -> None:
    narrow, wide = wilson(69, 138), wilson(Fraction(138, 10), Fraction(276, 10))
    assert wide.low < narrow.low < Decimal("0.5") < narrow.high < wide.high


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_lies_in_zero_to_one_and_holds_the_share(successes: int, n: int) -> None:
    successes = min(successes, n)
    low, high = wilson(successes, n)
    assert 0 <= low <= Decimal(successes) / n + Decimal("1e-11")
    assert Decimal(successes) / n - Decimal("1e-11") <= high <= 1
    mirrored = wilson(n - successes, n)
    assert abs(mirrored.low - (1 - high)) <= Decimal("1e-11")


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5)])
def test_what_is_no_share_has_no_interval(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        wilson(successes, n)


def test_periods_of_one_person_count_less() -> None:
    assert effective_n(138, Fraction(138, 12), Decimal("0.4")) == Fraction(1380, 52)
    assert round(effective_n(138, Fraction(138, 12), Fraction(4, 10))) == 27
    assert effective_n(138, 1, Decimal("0.4")) == 138
    assert effective_n(138, Fraction(1, 2), Decimal("0.4")) == 138
    assert effective_n(12, 12, Fraction(1)) == 1
    with pytest.raises(ValueError, match="intraclass"):
        effective_n(1, 1, Decimal("1.1"))


@pytest.mark.parametrize(
    ("groups", "icc"),
    [
        ([[1, 1], [5, 5]], Fraction(1)),
        ([[1, 5], [1, 5]], Fraction(0)),
        ([[1, 2], [4, 5]], Fraction(17, 19)),
        ([[3, 3], [3, 3]], None),
        ([[1, 2]], None),
        ([[1], [2]], None),
        ([], None),
    ],
)
def test_how_much_observations_of_one_person_resemble_each_other(
    groups: list[list[int]], icc: Fraction | None
) -> None:
    assert intraclass_correlation(groups) == icc


def seen(person: str, value: int, days: int = 20, **values: object) -> Observation:
    return Observation(person=person, value=Fraction(value), working_days=days, **values)  # type: ignore[arg-type]


def test_how_often_a_target_was_reached_adjusted_for_days_and_season() -> None:
    history = [
        seen("a", 100),
        seen("a", 90, 18),  # 100 in 20 days
        seen("b", 100, 21),  # 95.2 in 20 days
        seen("b", 120, season=Fraction(12, 10)),  # 100 in a usual season
        seen("c", 500, new_starter=True),
        seen("c", 500, 0),
    ]
    found, issue = attainability(Fraction(100), history, working_days=20, icc=Fraction(0))
    assert issue is None
    assert found is not None
    assert (found.reached, found.observed, found.share, found.effective) == (
        3,
        4,
        Fraction(3, 4),
        Fraction(4),
    )
    assert found.interval == wilson(3, 4)


def test_the_interval_widens_as_periods_of_one_person_resemble_each_other() -> None:
    history = [seen(f"p{i % 12}", 100 + i % 12) for i in range(138)]
    found, _ = attainability(Fraction(106), history, working_days=20, icc=Fraction(4, 10))
    assert found is not None
    assert (found.observed, found.effective) == (138, Fraction(1380, 52))
    estimated, _ = attainability(Fraction(106), history, working_days=20)
    assert estimated is not None
    assert estimated.effective == 12  # nothing varies within a person: each counts once


def test_without_comparable_periods_nothing_is_said() -> None:
    found = attainability(Fraction(1), [seen("a", 1, new_starter=True)], working_days=20)
    assert found == (None, Issue("no_comparable_periods"))


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        ([(1, 10), (9, 10)], Fraction(10, 20)),
        ([(1, 2), (9, 100)], Fraction(10, 102)),
        ([(0, 5)], Fraction(0)),
        ([(0, 0)], None),
        ([], None),
    ],
)
def test_ratios_roll_up_from_their_parts(parts: list[tuple[int, int]], value: Fraction | None) -> None:
    rolled = roll_up(Parts(numerator=k, denominator=n, n=n) for k, n in parts)
    assert rolled.value == value
    assert rolled.n == sum(n for _, n in parts)


def test_no_records_are_zero_only_where_the_source_is_complete() -> None:
    assert count_or_none(0, complete=True) == 0
    assert count_or_none(0, complete=False) is None
    assert count_or_none(3, complete=False) == 3


@pytest.mark.parametrize(
    ("days", "last"),
    [
        ([date(2026, 11, 23), date(2026, 11, 19)], date(2026, 11, 19)),
        ([date(2026, 11, 23), None], None),
        ([], None),
    ],
)
def test_figures_stop_at_the_last_day_complete_in_every_source(
    days: list[date | None], last: date | None
) -> None:
    assert last_complete_day(days) == last
