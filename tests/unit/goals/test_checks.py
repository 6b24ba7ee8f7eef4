"""What may not be published, each edge on both sides; every sentence names the KPI and the remedy."""

from typing import Any

import pytest

from apps.goals import checks
from apps.goals.drafts import LineDraft
from apps.people.refusals import Refusal


def line(weight: int = 10_000, *, kpi: int = 1, name: str = "Sales amount", **other: Any) -> LineDraft:
    values = {"direction": "higher", "unit": "count", "decimals": 0, "active": True, "target_micros": 100}
    return LineDraft(kpi_id=kpi, kpi_name=name, weight=weight, **(values | other))


def found(*lines: LineDraft) -> list[type[Refusal]]:
    return [type(refusal) for refusal in checks.problems(lines)]


def test_a_complete_scorecard_has_no_problem() -> None:
    assert found(line(7000), line(3000, kpi=2)) == []


def test_a_scorecard_without_kpis() -> None:
    assert found() == [checks.NoLines]


@pytest.mark.parametrize(
    ("weights", "refusal", "told"),
    [
        ((3000, 6999), checks.WeightsTooLow, "total 99.99 %, not 100.00 %. Give the 0.01 %"),
        ((9999,), checks.WeightsTooLow, "99.99"),
        ((3000, 7001), checks.WeightsTooHigh, "total 100.01 %, not 100.00 %. Take 0.01 %"),
        ((10_000, 1), checks.WeightsTooHigh, "100.01"),
    ],
)
def test_weights_total_exactly_a_hundred(weights: tuple[int, ...], refusal: type[Refusal], told: str) -> None:
    """Rules §2.6: 30 + 69.99 is refused."""
    [problem] = checks.problems([line(weight, kpi=i) for i, weight in enumerate(weights)])
    assert type(problem) is refusal
    assert told in problem.message


def test_thirds_total_a_hundred() -> None:
    assert found(line(3333, kpi=1), line(3333, kpi=2), line(3334, kpi=3)) == []


def test_a_target_is_missing() -> None:
    assert found(line(target_micros=None)) == [checks.TargetMissing]


def test_a_kpi_twice() -> None:
    assert checks.KpiTwice in found(line(5000), line(5000))


def test_a_kpi_out_of_use() -> None:
    assert found(line(active=False)) == [checks.KpiInactive]


@pytest.mark.parametrize(
    ("direction", "target", "threshold", "stretch", "refusals"),
    [
        ("higher", 100, 100, 100, []),
        ("higher", 100, 101, None, [checks.ThresholdTooHigh]),
        ("higher", 100, None, 99, [checks.StretchTooLow]),
        ("higher", 100, 80, 120, []),
        ("lower", 100, 100, 100, []),
        ("lower", 100, 99, None, [checks.ThresholdTooLow]),
        ("lower", 100, None, 101, [checks.StretchTooHigh]),
        ("lower", 100, 120, 80, []),
    ],
)
def test_threshold_and_stretch_on_the_right_side(
    direction: str, target: int, threshold: int | None, stretch: int | None, refusals: list[type[Refusal]]
) -> None:
    marks = {"target_micros": target, "threshold_micros": threshold, "stretch_micros": stretch}
    assert found(line(direction=direction, **marks)) == refusals


@pytest.mark.parametrize(
    ("direction", "target", "zero", "refusals"),
    [
        ("higher", 0, None, [checks.TargetIsZero]),
        ("higher", 1, None, []),
        ("higher", 100, 100, [checks.TargetIsZero]),
        ("higher", 100, 50, []),
        ("higher", 100, 101, [checks.ZeroWrongSide]),
        ("lower", 0, None, [checks.WorstMissing]),
        ("lower", 0, 1, []),
        ("lower", 100, 100, [checks.TargetIsZero]),
        ("lower", 100, 99, [checks.ZeroWrongSide]),
    ],
)
def test_the_value_that_counts_nothing(
    direction: str, target: int, zero: int | None, refusals: list[type[Refusal]]
) -> None:
    assert found(line(direction=direction, target_micros=target, zero_micros=zero)) == refusals


def band(low_limit: int | None, low: int | None, high: int | None, high_limit: int | None) -> LineDraft:
    return line(
        direction="band",
        target_micros=None,
        low_limit_micros=low_limit,
        low_micros=low,
        high_micros=high,
        high_limit_micros=high_limit,
    )


@pytest.mark.parametrize(
    ("bounds", "refusals"),
    [
        ((60, 180, 300, 600), []),
        ((180, 180, 300, 300), []),
        ((60, 301, 300, 600), [checks.BandCrossed]),
        ((181, 180, 300, 600), [checks.BandCrossed]),
        ((60, 180, 300, 299), [checks.BandCrossed]),
        ((None, 180, 300, 600), [checks.BandIncomplete]),
        ((None, None, None, None), [checks.BandIncomplete]),
    ],
)
def test_bounds_of_a_band_rise(bounds: tuple[int | None, ...], refusals: list[type[Refusal]]) -> None:
    assert found(band(*bounds)) == refusals


def test_sentences_name_the_kpi_and_the_amounts_as_typed() -> None:
    draft = line(
        unit="rate", decimals=2, target_micros=50_000, threshold_micros=60_000, name="Conversion rate"
    )
    [problem] = checks.problems([draft])
    assert problem.message.startswith("The threshold of “Conversion rate” (6.00) is above its target (5.00)")


def test_only_what_cannot_be_stored_blocks_a_draft() -> None:
    unfinished = [line(9500, threshold_micros=200), line(100, kpi=2, direction="lower", target_micros=0)]
    assert checks.blocking(unfinished) == []
    assert [type(r) for r in checks.blocking([line(target_micros=None)])] == [checks.TargetMissing]
