from fractions import Fraction

import pytest

from apps.engine.ranking import Entry, rank


def entry(key: str, value: int | None, reason: str = "") -> Entry:
    return Entry(key=key, value=None if value is None else Fraction(value), reason=reason)


@pytest.mark.parametrize(
    ("entries", "places"),
    [
        ([], []),
        ([entry("a", 5)], [("a", 1, False)]),
        (
            [entry("d", 70), entry("c", 80), entry("b", 80), entry("a", 90)],
            [("a", 1, False), ("b", 2, True), ("c", 2, True), ("d", 4, False)],
        ),
        (
            [entry("a", 9), entry("b", 9), entry("c", 9), entry("d", 1)],
            [("a", 1, True), ("b", 1, True), ("c", 1, True), ("d", 4, False)],
        ),
        ([entry("a", 0), entry("b", -1)], [("a", 1, False), ("b", 2, False)]),
    ],
)
def test_equal_values_share_a_place_and_the_next_is_left_out(
    entries: list[Entry], places: list[tuple[str, int, bool]]
) -> None:
    assert [(s.key, s.place, s.shared) for s in rank(entries)] == places
    assert rank(entries) == rank(reversed(entries))


def test_people_without_a_place_are_listed_last_with_the_reason() -> None:
    standings = rank(
        [entry("d", 99, "small_sample"), entry("c", None), entry("b", 1), entry("a", None, "leave")]
    )
    assert [(s.key, s.place, s.reason) for s in standings] == [
        ("b", 1, ""),
        ("a", None, "leave"),
        ("c", None, "no_data"),
        ("d", None, "small_sample"),
    ]
    assert standings[3].value == 99


def test_a_value_on_a_small_sample_takes_nobodys_place_and_ties_with_nobody() -> None:
    standings = rank([entry("a", 5), entry("b", 5, "small_sample"), entry("c", 4)])
    assert [(s.place, s.shared) for s in standings] == [(1, False), (2, False), (None, False)]


def test_lowest_first_for_figures_of_which_less_is_better() -> None:
    standings = rank([entry("a", 3), entry("b", 1), entry("c", 1), entry("d", None)], lowest_first=True)
    assert [(s.key, s.place) for s in standings] == [("b", 1), ("c", 1), ("a", 3), ("d", None)]
