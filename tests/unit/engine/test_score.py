from decimal import Decimal
from fractions import Fraction

import pytest

from apps.engine.issues import Issue
from apps.engine.score import NoDataPolicy, ScoreLine, mean_of_subperiods, missing, score
from apps.engine.weights import check_weights, weight_left

REDISTRIBUTE, ZERO, FULL = NoDataPolicy.REDISTRIBUTE, NoDataPolicy.ZERO, NoDataPolicy.FULL


def line(
    key: str, weight: str, achievement: Fraction | None, *, n: int = 10, min_sample: int = 0
) -> ScoreLine:
    return ScoreLine(key=key, weight=Decimal(weight), achievement=achievement, n=n, min_sample=min_sample)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line("a", "30", Fraction(125, 1000)), line("b", "70", Fraction(1, 2))], Fraction(3875, 10000)),
        ([line("a", "100", Fraction(0))], Fraction(0)),
        ([line("a", "100", Fraction(149, 100))], Fraction(149, 100)),
        ([line("a", "100", Fraction(150, 100))], Fraction(3, 2)),
        ([line("a", "100", Fraction(151, 100))], Fraction(3, 2)),
        ([line("a", "50", Fraction(2)), line("b", "50", Fraction(1, 2))], Fraction(1)),
        (
            # the statement of October: 97.40
            [
                line("sales", "40", Fraction(95, 100)),
                line("conversion", "20", Fraction(95, 100)),
                line("response", "10", Fraction(85, 100)),
                line("quality", "10", Fraction(99, 100)),
                line("satisfaction", "10", Fraction(1)),
                line("complaints", "10", Fraction(120, 100)),
            ],
            Fraction(974, 1000),
        ),
    ],
)
def test_the_score_is_the_weighted_sum_of_what_counts(lines: list[ScoreLine], expected: Fraction) -> None:
    result = score(lines, REDISTRIBUTE)
    assert result.score == expected
    assert sum((part.points for part in result.parts), Fraction(0)) == expected
    assert result.issues == ()


@pytest.mark.parametrize(
    ("policy", "expected", "counted", "effective"),
    [
        (REDISTRIBUTE, Fraction(3, 4), None, Fraction(0)),
        (ZERO, Fraction(45, 100), Fraction(0), Fraction(40, 100)),
        (FULL, Fraction(85, 100), Fraction(1), Fraction(40, 100)),
    ],
)
@pytest.mark.parametrize(
    ("unmeasured", "reason"),
    [
        (line("b", "40", None), "no_data"),
        (line("b", "40", Fraction(9, 10), n=4, min_sample=5), "small_sample"),
        (line("b", "40", Fraction(2), n=0, min_sample=1), "small_sample"),
    ],
)
def test_a_line_without_data_or_on_a_small_sample_counts_what_the_policy_says(
    policy: NoDataPolicy,
    expected: Fraction,
    counted: Fraction | None,
    effective: Fraction,
    unmeasured: ScoreLine,
    reason: str,
) -> None:
    result = score([line("a", "60", Fraction(3, 4)), unmeasured], policy)
    assert result.score == expected
    part = result.parts[1]
    assert (part.counted, part.effective_weight, part.reason) == (counted, effective, reason)
    assert result.parts[0].reason == ""
    assert result.measured == 60


def test_a_sample_of_exactly_the_minimum_is_measured() -> None:
    assert missing(line("b", "40", Fraction(1), n=5, min_sample=5)) == ""
    assert missing(line("b", "40", Fraction(1), n=4, min_sample=5)) == "small_sample"
    assert missing(line("b", "40", None, n=4, min_sample=5)) == "no_data"


def test_what_is_capped_says_so_and_what_meets_the_cap_does_not() -> None:
    result = score([line("a", "50", Fraction(151, 100)), line("b", "50", Fraction(3, 2))], REDISTRIBUTE)
    assert [(part.counted, part.reason) for part in result.parts] == [
        (Fraction(3, 2), "capped"),
        (Fraction(3, 2), ""),
    ]


@pytest.mark.parametrize("policy", list(NoDataPolicy))
@pytest.mark.parametrize(("weight", "scored"), [("50.00", True), ("49.99", False)])
def test_with_less_than_half_of_the_weight_measured_there_is_no_score(
    policy: NoDataPolicy, weight: str, *, scored: bool
) -> None:
    rest = str(Decimal(100) - Decimal(weight))
    result = score([line("a", weight, Fraction(1)), line("b", rest, None)], policy)
    assert (result.score is not None) is scored
    expected = () if scored else (Issue.of("too_little_measured", measured=Decimal(weight)),)
    assert result.issues == expected
    assert [part.reason for part in result.parts] == ["", "no_data"]


@pytest.mark.parametrize(
    ("weights", "issue"),
    [
        (["30", "69.99"], Issue.of("weights_total", total=Decimal("99.99"), left=Decimal("0.01"))),
        (["30", "70.01"], Issue.of("weights_total", total=Decimal("100.01"), left=Decimal("-0.01"))),
        ([], Issue.of("weights_total", total=Decimal(0), left=Decimal(100))),
        (["-1", "101"], Issue.of("weight_out_of_range", weight=Decimal(-1))),
        (["100.01"], Issue.of("weight_out_of_range", weight=Decimal("100.01"))),
        (["33.333", "66.667"], Issue.of("weight_places", weight=Decimal("33.333"))),
        (["33.33", "33.33", "33.34"], None),
        (["0", "100"], None),
        (["100.00"], None),
    ],
)
def test_weights_total_exactly_one_hundred(weights: list[str], issue: Issue | None) -> None:
    assert check_weights(map(Decimal, weights)) == issue
    result = score([line(str(i), weight, Fraction(1)) for i, weight in enumerate(weights)], REDISTRIBUTE)
    assert result.issues == (() if issue is None else (issue,))
    assert result.score == (1 if issue is None else None)


def test_the_weight_left_to_give_may_be_negative() -> None:
    assert weight_left([Decimal(30), Decimal("69.99")]) == Decimal("0.01")
    assert weight_left([Decimal(60), Decimal(60)]) == Decimal(-20)
    assert weight_left([]) == Decimal(100)


@pytest.mark.parametrize(
    ("achievements", "mean"),
    [
        (
            [Fraction(1), Fraction(2), Fraction(1, 2), None],
            Fraction(1),
        ),  # 100 %, 200 % capped at 150 %, 50 %, no data
        ([None, None], None),
        ([], None),
        ([Fraction(0), Fraction(1)], Fraction(1, 2)),
    ],
)
def test_a_shorter_grain_counts_the_mean_of_its_capped_subperiods_with_data(
    achievements: list[Fraction | None], mean: Fraction | None
) -> None:
    assert mean_of_subperiods(achievements) == mean
