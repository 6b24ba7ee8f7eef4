"""Does coaching help? Every number of the issue, and no more said than the figures carry."""

from decimal import Decimal
from fractions import Fraction

import pytest

from apps.engine.effect import (
    Case,
    Comparison,
    Episode,
    Finding,
    Programme,
    Window,
    adjusted_difference,
    before_and_after,
    compare,
    compare_changes,
    detectable,
    difference_in_differences,
    programme,
)
from apps.engine.issues import Issue
from apps.engine.quantiles import root, student_quantile

CHANGES = [Fraction(text) for text in ["-0.4", "0", "0.2", "0.4", "0.6", "0.8", "1.0", "1.4"]]


def compared(own: str, changes: list[Fraction] = CHANGES) -> Comparison:
    found = compare_changes(Fraction(own), changes)
    assert isinstance(found, Comparison)
    return found


@pytest.mark.parametrize(
    ("own", "more", "low", "high", "finding"),
    [
        ("2.0", "1.5", "0.06", "2.94", Finding.MORE),
        ("1.5", "1", "-0.44", "2.44", Finding.USUAL),
        ("-1.5", "-2", "-3.44", "-0.56", Finding.LESS),
    ],
)
def test_one_person_beside_eight_others(own: str, more: str, low: str, high: str, finding: Finding) -> None:
    found = compared(own)
    assert (found.mean, found.m, f"{found.s:.4f}", f"{found.half:.2f}") == (
        Fraction(1, 2),
        8,
        "0.5757",
        "1.44",
    )
    assert found.more == Fraction(more)
    assert (f"{found.low:.2f}", f"{found.high:.2f}", found.finding) == (low, high, finding)


def test_seven_others_are_too_few_and_equal_ones_say_nothing() -> None:
    assert compare_changes(Fraction(2), CHANGES[:7]) == Issue.of("too_few_comparable", m=7, needed=8)
    assert compare_changes(Fraction(2), [Fraction(1)] * 8) == Issue.of("nothing_varies", m=8)


@pytest.mark.parametrize(("successes", "n", "carries"), [(10, 20, True), (9, 40, False), (11, 20, False)])
def test_a_window_needs_ten_successes_and_ten_failures(successes: int, n: int, carries: bool) -> None:
    window, good = Window.share(successes, n), Window.share(40, 1000)
    others = [Episode(before=good, after=Window.share(40 + number, 1000)) for number in range(8)]
    for own in (Episode(before=window, after=good), Episode(before=good, after=window)):
        assert own.carries is carries
        found = compare(own, others)
        assert isinstance(found, Comparison) is carries
        if isinstance(found, Issue):
            assert found.code == "window_too_small"


def test_others_with_small_windows_do_not_count() -> None:
    good = Window.share(40, 1000)
    others = [Episode(before=good, after=Window.share(40 + number, 1000)) for number in range(7)]
    small = Episode(before=Window.share(2, 60), after=good)
    assert compare(Episode(before=good, after=good), [*others, small]) == Issue.of(
        "too_few_comparable", m=7, needed=8
    )


def test_a_mean_needs_its_minimum_sample() -> None:
    few, enough = Window(value=Fraction(1940), n=29), Window(value=Fraction(2300), n=30)
    assert not Episode(before=few, after=enough).carries
    assert Episode(before=enough, after=enough).carries
    assert not Window.share(0, 0).carries(0)


def test_what_could_have_been_seen() -> None:
    found = detectable(Fraction(4, 100), 600, 600)
    assert found is not None
    assert f"{found * 100:.1f}" == "3.8"
    wanted = detectable(Fraction(33, 943), 943, 1000)
    assert wanted is not None
    assert f"{wanted * 100:.1f}" == "2.7"
    assert detectable(Fraction(4, 100), 0, 600) is None
    assert detectable(Fraction(4, 100), 100, 100, rising=False) is None  # no fall could be seen
    fall = detectable(Fraction(1, 2), 600, 600, rising=False)
    assert fall is not None
    assert fall == detectable(Fraction(1, 2), 600, 600)


def cases(before: str, after: str, *, coached: bool) -> list[Case]:
    pairs = zip(before.split(), after.split(), strict=True)
    return [
        Case(key=f"{coached}{at}", before=Fraction(b), after=Fraction(a), coached=coached)
        for at, (b, a) in enumerate(pairs)
    ]


@pytest.mark.parametrize(("after", "adjusted", "naive"), [("5 5.5 6", "1", "2.5"), ("4 4.5 5", "0", "1.5")])
def test_the_estimator_by_itself(after: str, adjusted: str, naive: str) -> None:
    coached = cases("2 3 4", after, coached=True)
    others = cases("5 6 7", "5.5 6 6.5", coached=False)
    assert adjusted_difference(coached, others) == (Fraction(adjusted), Fraction(1, 2))
    assert before_and_after(coached) == Fraction(naive)
    assert difference_in_differences(coached, others) == Fraction(naive)


def programme_cases(coached: int, others: int) -> list[Case]:
    """After = before / 2 + 3, one more for the coached, and a little noise of ±0.1."""

    def one(number: int, *, helped: bool) -> Case:
        before = Fraction(number % 5)
        noise = Fraction((-1) ** number, 10)
        after = before / 2 + 3 + noise + (1 if helped else 0)
        return Case(key=f"{helped}{number}", before=before, after=after, coached=helped)

    return [
        *(one(number, helped=True) for number in range(coached)),
        *(one(number, helped=False) for number in range(others)),
    ]


def test_a_programme_by_covariance() -> None:
    found = programme(programme_cases(10, 20))
    assert isinstance(found, Programme)
    assert found.difference == 1
    assert (found.coached, found.others, found.finding) == (10, 20, Finding.MORE)
    assert Decimal(0) < found.half < Decimal("0.1")


def test_a_programme_needs_ten_coached_and_twenty_others() -> None:
    assert programme(programme_cases(9, 20)) == Issue.of("too_few_coached", n=9, needed=10)
    assert programme(programme_cases(10, 19)) == Issue.of("too_few_others", n=19, needed=20)


def test_only_rule_assigned_cases_and_one_of_each_person_count() -> None:
    found = programme_cases(10, 20)
    twice = Case(key=found[0].key, before=Fraction(9), after=Fraction(0), coached=True)
    by_hand = Case(key="x", before=Fraction(9), after=Fraction(0), coached=True, by_rule=False)
    assert programme([*found, twice, by_hand]) == programme(found)
    assert programme([*found[1:], by_hand]) == Issue.of("too_few_coached", n=9, needed=10)


def test_a_programme_of_equal_starts_says_nothing() -> None:
    same = [
        Case(key=str(number), before=Fraction(1), after=Fraction(number), coached=number < 10)
        for number in range(30)
    ]
    assert programme(same) == Issue.of("nothing_varies", m=30)


@pytest.mark.parametrize(
    ("freedom", "table"),
    [
        (1, "12.706205"),
        (2, "4.302653"),
        (3, "3.182446"),
        (7, "2.364624"),
        (10, "2.228139"),
        (27, "2.051831"),
        (100, "1.983972"),
        (200, "1.971896"),
        (201, "1.971837"),
        (1000, "1.962339"),
    ],
)
def test_quantiles_of_student(freedom: int, table: str) -> None:
    assert f"{student_quantile(freedom, Fraction(975, 1000)):.6f}" == table


def test_what_has_no_quantile() -> None:
    for freedom, share in ((0, Fraction(975, 1000)), (5, Fraction(1, 2)), (5, Fraction(1))):
        with pytest.raises(ValueError, match="no quantile"):
            student_quantile(freedom, share)
    with pytest.raises(ValueError, match="no normal quantile"):
        student_quantile(300, Fraction(95, 100))
    assert root(Fraction(1, 4)) == Decimal("0.5")
