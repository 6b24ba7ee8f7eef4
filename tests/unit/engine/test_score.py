from decimal import Decimal as D
from fractions import Fraction as F

import pytest

from apps.engine.issues import Issue
from apps.engine.score import NoDataPolicy, ScoreLine, mean_of_subperiods, missing, score
from apps.engine.weights import check_weights, weight_left

REDISTRIBUTE, ZERO, FULL = NoDataPolicy.REDISTRIBUTE, NoDataPolicy.ZERO, NoDataPolicy.FULL


def line(key: str, weight: str, achievement: F | None, *, n: int = 10, min_sample: int = 0) -> ScoreLine:
    return ScoreLine(key=key, weight=D(weight), achievement=achievement, n=n, min_sample=min_sample)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line("a", "30", F(125, 1000)), line("b", "70", F(1, 2))], F(3875, 10000)),
        ([line("a", "100", F(0))], F(0)),
        ([line("a", "100", F(149, 100))], F(149, 100)),
        ([line("a", "100", F(150, 100))], F(3, 2)),
        ([line("a", "100", F(151, 100))], F(3, 2)),
        ([line("a", "50", F(2)), line("b", "50", F(1, 2))], F(1)),
        (
            # the statement of October: 97.40
            [
                line("sales", "40", F(95, 100)),
                line("conversion", "20", F(95, 100)),
                line("response", "10", F(85, 100)),
                line("quality", "10", F(99, 100)),
                line("satisfaction", "10", F(1)),
                line("complaints", "10", F(120, 100)),
            ],
            F(974, 1000),
        ),
    ],
)
def test_the_score_is_the_weighted_sum_of_what_counts(lines: list[ScoreLine], expected: F) -> None:
    result = score(lines, REDISTRIBUTE)
    assert result.score == expected
    assert sum((part.points for part in result.parts), F(0)) == expected
    assert result.issues == ()


@pytest.mark.parametrize(
    ("policy", "expected", "counted", "effective"),
    [
        (REDISTRIBUTE, F(3, 4), None, F(0)),
        (ZERO, F(45, 100), F(0), F(40, 100)),
        (FULL, F(85, 100), F(1), F(40, 100)),
    ],
)
@pytest.mark.parametrize(
    ("unmeasured", "reason"),
    [
        (line("b", "40", None), "no_data"),
        (line("b", "40", F(9, 10), n=4, min_sample=5), "small_sample"),
        (line("b", "40", F(2), n=0, min_sample=1), "small_sample"),
    ],
)
def test_a_line_without_data_or_on_a_small_sample_counts_what_the_policy_says(  # noqa: PLR0917
    policy: NoDataPolicy, expected: F, counted: F | None, effective: F, unmeasured: ScoreLine, reason: str
) -> None:
    result = score([line("a", "60", F(3, 4)), unmeasured], policy)
    assert result.score == expected
    part = result.parts[1]
    assert (part.counted, part.effective_weight, part.reason) == (counted, effective, reason)
    assert result.parts[0].reason == ""
    assert result.measured == 60


def test_a_sample_of_exactly_the_minimum_is_measured() -> None:
    assert missing(line("b", "40", F(1), n=5, min_sample=5)) == ""
    assert missing(line("b", "40", F(1), n=4, min_sample=5)) == "small_sample"
    assert missing(line("b", "40", None, n=4, min_sample=5)) == "no_data"


def test_what_is_capped_says_so_and_what_meets_the_cap_does_not() -> None:
    result = score([line("a", "50", F(151, 100)), line("b", "50", F(3, 2))], REDISTRIBUTE)
    assert [(part.counted, part.reason) for part in result.parts] == [(F(3, 2), "capped"), (F(3, 2), "")]


@pytest.mark.parametrize("policy", list(NoDataPolicy))
@pytest.mark.parametrize(("weight", "scored"), [("50.00", True), ("49.99", False)])
def test_with_less_than_half_of_the_weight_measured_there_is_no_score(
    policy: NoDataPolicy, weight: str, *, scored: bool
) -> None:
    rest = str(D(100) - D(weight))
    result = score([line("a", weight, F(1)), line("b", rest, None)], policy)
    assert (result.score is not None) is scored
    expected = () if scored else (Issue.of("too_little_measured", measured=D(weight)),)
    assert result.issues == expected
    assert [part.reason for part in result.parts] == ["", "no_data"]


@pytest.mark.parametrize(
    ("weights", "issue"),
    [
        (["30", "69.99"], Issue.of("weights_total", total=D("99.99"), left=D("0.01"))),
        (["30", "70.01"], Issue.of("weights_total", total=D("100.01"), left=D("-0.01"))),
        ([], Issue.of("weights_total", total=D(0), left=D(100))),
        (["-1", "101"], Issue.of("weight_out_of_range", weight=D(-1))),
        (["100.01"], Issue.of("weight_out_of_range", weight=D("100.01"))),
        (["33.333", "66.667"], Issue.of("weight_places", weight=D("33.333"))),
        (["33.33", "33.33", "33.34"], None),
        (["0", "100"], None),
        (["100.00"], None),
    ],
)
def test_weights_total_exactly_one_hundred(weights: list[str], issue: Issue | None) -> None:
    assert check_weights(map(D, weights)) == issue
    result = score([line(str(i), weight, F(1)) for i, weight in enumerate(weights)], REDISTRIBUTE)
    assert result.issues == (() if issue is None else (issue,))
    assert result.score == (1 if issue is None else None)


def test_the_weight_left_to_give_may_be_negative() -> None:
    assert weight_left([D("30"), D("69.99")]) == D("0.01")
    assert weight_left([D("60"), D("60")]) == D("-20")
    assert weight_left([]) == D(100)


@pytest.mark.parametrize(
    ("achievements", "mean"),
    [
        ([F(1), F(2), F(1, 2), None], F(1)),  # 100 %, 200 % capped at 150 %, 50 %, no data
        ([None, None], None),
        ([], None),
        ([F(0), F(1)], F(1, 2)),
    ],
)
def test_a_shorter_grain_counts_the_mean_of_its_capped_subperiods_with_data(
    achievements: list[F | None], mean: F | None
) -> None:
    assert mean_of_subperiods(achievements) == mean
