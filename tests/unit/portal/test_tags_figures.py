"""How figures are written: exact values, one rounding half away from zero, no data is not zero."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from apps.people.written import adding_up
from apps.portal.templatetags import figures

NB = "\u00a0"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(529, 500), 1, f"105.8{NB}%"),
        (Fraction(1, 3), 2, f"33.33{NB}%"),
        (Fraction(2, 3), 2, f"66.67{NB}%"),
        (Fraction(1, 800), 1, f"0.1{NB}%"),
        (Fraction(3, 800), 2, f"0.38{NB}%"),
        (Fraction(12345, 100000), 2, f"12.35{NB}%"),  # the half goes up
        (Fraction(-12345, 100000), 2, f"\u221212.35{NB}%"),  # away from zero
        (0, 1, f"0.0{NB}%"),
        (1, 0, f"100{NB}%"),
        (Decimal("1.005"), 1, f"100.5{NB}%"),
    ],
)
def test_percent(value: Any, places: int, text: str) -> None:
    assert figures.percent(value, places) == text


@pytest.mark.parametrize(
    ("cents", "currency", "text"),
    [
        (123456, "HKD", "HK$1,234.56"),
        (-30000, "HKD", "\u2212HK$300.00"),
        (5, "HKD", "HK$0.05"),
        (0, "HKD", "HK$0.00"),
        (1234567, "JPY", "JP¥1,234,567"),
        (1234, "KWD", f"KWD{NB}1.234"),
        (999, "USD", "US$9.99"),
        (123456, "", "1,234.56"),
        (Fraction(1, 2), "HKD", "HK$0.01"),  # half a cent, unrounded from the engine
    ],
)
def test_money(cents: Any, currency: str, text: str) -> None:
    assert figures.minor(cents, currency) == text


def test_money_in_columns_changes_and_headlines() -> None:
    assert figures.minor_plain(-30000, "HKD") == "\u2212300.00"
    assert figures.minor_plain_signed(31200, "HKD") == "+312.00"
    assert figures.minor_plain_signed(0, "HKD") == "0.00"
    assert figures.minor_signed(24000, "HKD") == "+HK$240.00"
    assert figures.minor_signed(-5000, "HKD") == "\u2212HK$50.00"
    assert figures.minor_whole(999249, "HKD") == "HK$9,992"
    assert figures.minor_whole(999250, "HKD") == "HK$9,993"
    assert figures.currency("HKD") == "HK$"
    assert figures.currency("KWD") == "KWD"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(4495, 1000), 2, "4.50"),
        (Fraction(44949, 10000), 2, "4.49"),
        (1234567, 0, "1,234,567"),
        (Fraction(-1, 1000), 2, "0.00"),  # rounds to zero: no sign
        (Fraction(-1, 200), 2, "\u22120.01"),
    ],
)
def test_decimal(value: Any, places: int, text: str) -> None:
    assert figures.decimal(value, places) == text


def test_differences_say_their_sign() -> None:
    assert figures.signed(Fraction(48, 100)) == "+0.48"
    assert figures.signed(Fraction(-24, 10), 1) == "\u22122.4"
    assert figures.signed(0) == "0.00"
    assert figures.points(Fraction(1058, 1000)) == "105.80"
    assert figures.signed_points(Fraction(-3, 100)) == "\u22123.00"
    assert figures.count(12345) == "12,345"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (59, "0:59"),
        (60, "1:00"),
        (Fraction(2249228, 10000), "3:45"),
        (3599, "59:59"),
        (3600, "1:00:00"),
        (-90, "\u22121:30"),
    ],
)
def test_duration(seconds: Any, text: str) -> None:
    assert figures.duration(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, f"0{NB}B"),
        (999, f"999{NB}B"),
        (1000, f"1{NB}kB"),
        (311_400, f"311{NB}kB"),
        (4_249_000, f"4.2{NB}MB"),
        (250_000_000, f"250{NB}MB"),
        (2_500_000_000, f"2.5{NB}GB"),
    ],
)
def test_file_size(size: int, text: str) -> None:
    assert figures.file_size(size) == text


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "money", "text"),
    [
        (Fraction(139500), "money", 0, "HKD", "HK$139,500"),
        (Fraction(21, 400), "rate", 2, "", f"5.25{NB}%"),
        (Fraction(4054), "count", 0, "", "4,054"),
        (Fraction(2249228, 10000), "seconds", 1, "", f"224.9{NB}s"),
        (Fraction(34036, 10000), "points", 2, "", "3.40"),
    ],
)
def test_a_kpi_is_written_in_its_unit(
    value: Fraction, unit: str, decimals: int, money: str, text: str
) -> None:
    assert figures.kpi_value(value, unit, decimals, money) == text


FILTERS = [
    figures.percent,
    figures.points,
    figures.decimal,
    figures.signed,
    figures.count,
    figures.minor,
    figures.minor_plain,
    figures.minor_whole,
    figures.duration,
    figures.file_size,
    figures.day,
    figures.day_named,
    figures.month_name,
    figures.moment,
    figures.blank,
]


@pytest.mark.parametrize("written", FILTERS)
def test_no_data_is_a_dash_that_says_so(written: Any) -> None:
    assert '<span aria-hidden="true">–</span>' in written(None)
    assert "no data" in written(None)


@pytest.mark.parametrize("value", [1.5, True, "3", float("nan")])
@pytest.mark.parametrize("written", [figures.percent, figures.decimal, figures.minor, figures.duration])
def test_what_is_not_exact_is_refused(written: Any, value: Any) -> None:
    with pytest.raises(TypeError, match="a figure must be"):
        written(value)


def test_blank_keeps_what_is_there() -> None:
    assert figures.blank(0) == 0
    assert figures.blank("x") == "x"
    assert "no data" in str(figures.blank(""))


def test_days() -> None:
    day = date(2026, 11, 23)
    assert figures.day(day) == "23 Nov 2026"
    assert figures.day_short(day) == "23 Nov"
    assert figures.day_named(day) == "Mon 23 Nov"
    assert figures.month_name(day) == "November 2026"


def test_instants_show_in_the_zone_of_the_organisation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "zone", lambda: ZoneInfo("Asia/Hong_Kong"))
    late = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert figures.moment(late) == "24 Nov 2026, 01:30"
    assert figures.clock(late) == "01:30"
    assert figures.day(late) == "24 Nov 2026"


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_digits_are_the_same_in_every_language(language: str) -> None:
    with translation.override(language):
        assert figures.minor(123456, "HKD") == "HK$1,234.56"
        assert figures.percent(Fraction(529, 500)) == f"105.8{NB}%"


@pytest.mark.parametrize(
    ("parts", "places", "texts"),
    [
        # thirds: the sum is 100.00, each alone would make 99.99
        ([Fraction(100, 3)] * 3, 2, ["33.34", "33.33", "33.33"]),
        # each alone rounds up, 3.03; their sum is written 3.02
        ([Fraction(1005, 1000)] * 3, 2, ["1.01", "1.01", "1.00"]),
        # the largest remainder gets the cent, not whoever stands first
        ([Fraction(1004, 1000), Fraction(1007, 1000)], 2, ["1.00", "1.01"]),
        # whole already: nothing moves
        ([Fraction(40), Fraction(0), Decimal("59.5")], 1, ["40.0", "0.0", "59.5"]),
        # a sum below zero is rounded away from zero
        ([Fraction(-5, 1000), Fraction(0)], 2, ["-0.01", "0.00"]),
        ([], 2, []),
    ],
)
def test_parts_are_rounded_so_that_they_add_up(parts: list[Any], places: int, texts: list[str]) -> None:
    assert adding_up(parts, places) == [Fraction(text) for text in texts]
