"""Names match across spellings; months and ranges of days have exact edges."""

from datetime import date

import pytest

from apps.people.days import Days, merged, months_between, next_month, within_calendar
from apps.people.names import name_key, tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chan Tai Man", "chan  tai man "),
        ("ＣＨＡＮ", "chan"),
        ("陈\u3000伟", "陈 伟"),
        ("Jose\u0301", "José"),
        ("STRASSE", "straße"),
    ],
)
def test_two_spellings_of_one_name_give_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_tidy_keeps_case_and_sign() -> None:
    assert tidy("  Ann\tO’Neil \n") == "Ann O’Neil"
    assert name_key("Ann Lee") != name_key("AnnLee")


def test_months_are_cut_at_their_first_day() -> None:
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1)
    assert next_month(date(2026, 1, 31)) == date(2026, 2, 1)
    assert list(months_between(date(2026, 1, 31), date(2026, 3, 1))) == [
        date(2026, 1, 1),
        date(2026, 2, 1),
        date(2026, 3, 1),
    ]
    assert list(months_between(date(2026, 1, 31), date(2026, 2, 28))) == [date(2026, 1, 1), date(2026, 2, 1)]


@pytest.mark.parametrize(
    ("second", "count"), [(date(2026, 1, 11), 1), (date(2026, 1, 10), 1), (date(2026, 1, 12), 2)]
)
def test_adjacent_days_merge_and_a_gap_of_one_day_does_not(second: date, count: int) -> None:
    first = Days(first=date(2026, 1, 1), last=date(2026, 1, 10))
    assert len(merged([Days(first=second, last=date(2026, 1, 20)), first])) == count


def test_a_range_inside_another_does_not_shorten_it() -> None:
    outer = Days(first=date(2026, 1, 1), last=date(2026, 1, 31))
    assert merged([outer, Days(first=date(2026, 1, 5), last=date(2026, 1, 6))]) == [outer]


def test_days_outside_the_calendar_are_cut() -> None:
    assert within_calendar(date(1990, 1, 1), date(9999, 12, 31)) == Days(
        first=date(2010, 1, 1), last=date(2040, 12, 31)
    )
    assert within_calendar(date(2041, 1, 1), date(9999, 12, 31)) is None
    assert within_calendar(date(2000, 1, 1), date(2009, 12, 31)) is None
