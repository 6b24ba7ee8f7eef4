"""Lines of time: what stands, what is overwritten, and on which days two lines differ."""

from datetime import date

from apps.people.days import FOREVER, Days
from apps.people.timeline import Difference, Stretch, differences, joined, overwritten, value_on, without

JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))


def test_a_later_stretch_ends_the_one_before() -> None:
    assert overwritten([Stretch(JAN, FOREVER, "A")], [Stretch(MAR, FOREVER, "B")]) == [
        Stretch(JAN, MAR, "A"),
        Stretch(MAR, FOREVER, "B"),
    ]


def test_a_stretch_inside_cuts_in_two() -> None:
    assert overwritten([Stretch(JAN, FOREVER, "A")], [Stretch(FEB, MAR, "B")]) == [
        Stretch(JAN, FEB, "A"),
        Stretch(FEB, MAR, "B"),
        Stretch(MAR, FOREVER, "A"),
    ]


def test_neighbours_of_one_value_join_and_others_do_not() -> None:
    assert joined([Stretch(FEB, MAR, "A"), Stretch(JAN, FEB, "A")]) == [Stretch(JAN, MAR, "A")]
    assert len(joined([Stretch(JAN, FEB, "A"), Stretch(FEB, MAR, "B")])) == 2
    assert len(joined([Stretch(JAN, FEB, "A"), Stretch(MAR, APR, "A")])) == 2


def test_without_keeps_what_lies_outside() -> None:
    line = [Stretch(JAN, FOREVER, "A")]
    assert without(line, FEB, MAR) == [Stretch(JAN, FEB, "A"), Stretch(MAR, FOREVER, "A")]
    assert without(line, JAN) == []
    assert without(line, FEB) == [Stretch(JAN, FEB, "A")]


def test_the_first_day_is_in_a_stretch_and_its_end_is_not() -> None:
    line = [Stretch(JAN, FEB, "A")]
    assert value_on(line, JAN) == "A"
    assert value_on(line, date(2026, 1, 31)) == "A"
    assert value_on(line, FEB) is None


def test_differences_name_the_days_that_moved_and_nothing_else() -> None:
    before = [Stretch(JAN, FOREVER, "A")]
    after = overwritten(before, [Stretch(FEB, MAR, "B")])
    assert differences(before, after) == [
        Difference(days=Days(first=FEB, last=date(2026, 2, 28)), before="A", after="B")
    ]
    assert differences(before, before) == []
    assert differences([], [Stretch(JAN, FEB, "A")]) == [
        Difference(days=Days(first=JAN, last=date(2026, 1, 31)), before=None, after="A")
    ]
