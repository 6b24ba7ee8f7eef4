from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.periods import (
    Grain,
    label,
    next_start,
    period_end,
    period_start,
    periods_between,
    previous_start,
)

CALENDAR = [grain for grain in Grain if grain is not Grain.TOTAL]


@pytest.mark.parametrize(
    ("day", "grain", "start", "end", "name"),
    [
        (date(2026, 11, 24), Grain.DAY, date(2026, 11, 24), date(2026, 11, 25), "2026-11-24"),
        (date(2026, 11, 24), Grain.WEEK, date(2026, 11, 23), date(2026, 11, 30), "2026-W48"),
        (date(2026, 11, 29), Grain.WEEK, date(2026, 11, 23), date(2026, 11, 30), "2026-W48"),
        (date(2026, 11, 30), Grain.WEEK, date(2026, 11, 30), date(2026, 12, 7), "2026-W49"),
        (date(2027, 1, 1), Grain.WEEK, date(2026, 12, 28), date(2027, 1, 4), "2026-W53"),
        (date(2024, 12, 30), Grain.WEEK, date(2024, 12, 30), date(2025, 1, 6), "2025-W01"),
        (date(2026, 11, 30), Grain.MONTH, date(2026, 11, 1), date(2026, 12, 1), "2026-11"),
        (date(2026, 12, 31), Grain.MONTH, date(2026, 12, 1), date(2027, 1, 1), "2026-12"),
        (date(2024, 2, 29), Grain.MONTH, date(2024, 2, 1), date(2024, 3, 1), "2024-02"),
        (date(2026, 9, 30), Grain.QUARTER, date(2026, 7, 1), date(2026, 10, 1), "2026-Q3"),
        (date(2026, 10, 1), Grain.QUARTER, date(2026, 10, 1), date(2027, 1, 1), "2026-Q4"),
        (date(2026, 12, 31), Grain.YEAR, date(2026, 1, 1), date(2027, 1, 1), "2026"),
        (date(2026, 12, 31), Grain.TOTAL, date.min, date.max, "total"),
    ],
)
def test_a_day_belongs_to_a_period_with_a_start_an_end_and_a_name(
    day: date, grain: Grain, start: date, end: date, name: str
) -> None:
    assert period_start(day, grain) == start
    assert period_end(start, grain) == end
    assert label(start, grain) == name


@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), grain=st.sampled_from(CALENDAR))
def test_periods_leave_no_gap_and_do_not_overlap(day: date, grain: Grain) -> None:
    start = period_start(day, grain)
    end = period_end(start, grain)
    assert start <= day < end
    assert period_start(end, grain) == end
    assert period_start(end - timedelta(days=1), grain) == start
    assert next_start(start, grain) == end
    assert previous_start(end, grain) == start


@pytest.mark.parametrize(
    ("first", "end", "grain", "starts"),
    [
        (date(2026, 11, 30), date(2026, 12, 2), Grain.MONTH, [date(2026, 11, 1), date(2026, 12, 1)]),
        (date(2026, 11, 1), date(2026, 12, 1), Grain.MONTH, [date(2026, 11, 1)]),
        (date(2026, 11, 1), date(2026, 12, 2), Grain.QUARTER, [date(2026, 10, 1)]),
        (date(2026, 11, 28), date(2026, 11, 30), Grain.DAY, [date(2026, 11, 28), date(2026, 11, 29)]),
        (date(2026, 11, 28), date(2026, 11, 28), Grain.DAY, []),
        (date(2026, 11, 28), date(2026, 11, 27), Grain.TOTAL, []),
        (date(2026, 11, 28), date(2026, 11, 29), Grain.TOTAL, [date.min]),
    ],
)
def test_periods_between_are_those_that_share_a_day_with_a_half_open_range(
    first: date, end: date, grain: Grain, starts: list[date]
) -> None:
    assert periods_between(first, end, grain) == starts


@pytest.mark.parametrize("step", [next_start, previous_start])
def test_all_time_has_no_neighbours(step: object) -> None:
    with pytest.raises(ValueError, match="no neighbours"):
        step(date.min, Grain.TOTAL)  # type: ignore[operator]
