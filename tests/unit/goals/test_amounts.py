"""Amounts as managers type them."""

from fractions import Fraction

import pytest

from apps.goals.amounts import (
    AmountNegative,
    AmountTooFine,
    AmountTooLarge,
    AmountUnreadable,
    WeightUnreadable,
    amount_text,
    parse_amount,
    parse_weight,
    typed_amount,
    typed_weight,
)


@pytest.mark.parametrize(
    ("text", "unit", "micros"),
    [
        ("190,000", "money", 190_000_000_000),
        ("190000", "money", 190_000_000_000),
        ("190 000.50", "money", 190_000_500_000),
        ("190\u00a0000", "money", 190_000_000_000),
        ("１９０，０００", "money", 190_000_000_000),
        ("5", "rate", 50_000),
        ("5.00 %", "rate", 50_000),
        ("0.0001", "rate", 1),
        ("180", "seconds", 180_000_000),
        ("180 s", "seconds", 180_000_000),
        ("3:05", "seconds", 185_000_000),
        ("4.5", "points", 4_500_000),
        ("0", "count", 0),
        ("1,234,567", "count", 1_234_567_000_000),
    ],
)
def test_reads_what_people_type(text: str, unit: str, micros: int) -> None:
    assert parse_amount(text, unit) == micros


@pytest.mark.parametrize(
    ("text", "unit", "refusal"),
    [
        ("", "count", AmountUnreadable),
        ("many", "count", AmountUnreadable),
        ("1,5", "count", AmountUnreadable),
        ("1.234,56", "money", AmountUnreadable),
        ("12,34,567", "count", AmountUnreadable),
        ("1e9", "count", AmountUnreadable),
        ("NaN", "count", AmountUnreadable),
        ("3:60", "seconds", AmountUnreadable),
        ("3:05", "count", AmountUnreadable),
        ("9" * 41, "count", AmountUnreadable),
        ("-5", "count", AmountNegative),
        ("−5", "rate", AmountNegative),
        ("0.0000001", "points", AmountTooFine),
        ("0.00001", "rate", AmountTooFine),
        ("1000000000001", "count", AmountTooLarge),
    ],
)
def test_refuses_what_could_be_read_two_ways(text: str, unit: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal) as told:
        parse_amount(text, unit)
    assert text in str(told.value)


def test_the_largest_amount_is_still_accepted() -> None:
    assert parse_amount("1000000000000", "count") == 10**18


@pytest.mark.parametrize(
    ("text", "weight"), [("40", 4000), ("33.34", 3334), ("0.01", 1), ("100", 10_000), ("12.5 %", 1250)]
)
def test_reads_weights(text: str, weight: int) -> None:
    assert parse_weight(text) == weight


@pytest.mark.parametrize("text", ["", "0", "0.001", "33.333", "100.01", "-5", "forty", "1,000"])
def test_refuses_weights_that_are_none(text: str) -> None:
    with pytest.raises(WeightUnreadable):
        parse_weight(text)


@pytest.mark.parametrize(
    ("micros", "unit", "decimals", "text"),
    [
        (190_000_000_000, "money", 0, "190,000"),
        (190_000_500_000, "money", 0, "190,000.5"),
        (50_000, "rate", 2, "5.00"),
        (1, "rate", 2, "0.0001"),
        (4_500_000, "points", 2, "4.50"),
        (None, "count", 0, ""),
        (0, "count", 0, "0"),
    ],
)
def test_writes_what_it_would_read_again(micros: int | None, unit: str, decimals: int, text: str) -> None:
    assert typed_amount(micros, unit, decimals) == text
    if micros is not None:
        assert parse_amount(text, unit) == micros


@pytest.mark.parametrize(("weight", "text"), [(4000, "40"), (3334, "33.34"), (5, "0.05"), (None, "")])
def test_writes_weights(weight: int | None, text: str) -> None:
    assert typed_weight(weight) == text


def test_amounts_carry_their_unit() -> None:
    assert amount_text(Fraction(190_000), "money", 0, "HKD") == "HK$190,000"
    assert amount_text(Fraction(1, 20), "rate", 2, "HKD") == "5.00\u00a0%"
    assert amount_text(Fraction(180), "seconds", 0, "HKD") == "180\u00a0s"
