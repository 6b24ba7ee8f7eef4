"""Texts into values: each kind of field with what is accepted and what is not, and why."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.intake.mapping.spec import DateOrder, DurationUnit
from apps.intake.validating import cells, days
from apps.intake.validating.cells import Declared, Parsed

TEXT = pl.col("text")


def declared(**changes: Any) -> Declared:
    usual: dict[str, Any] = {
        "dates": DateOrder.YMD,
        "decimal": ".",
        "thousands": "",
        "zone": "UTC",
        "local_zone": "UTC",
        "first_day": date(2010, 1, 1),
        "last_day": date(2026, 11, 24),
        "spreadsheet": False,
    }
    return Declared(**{**usual, **changes})


def read(parsed: Parsed, text: str) -> Any:
    """The value, or the reason code where there is one."""
    value, problem = pl.DataFrame({"text": [text]}).select(v=parsed.value, p=parsed.problem).row(0)
    return problem or value


def read_column(expression: pl.Expr, *texts: str) -> list[dict[str, Any]]:
    return pl.DataFrame({"text": list(texts)}).select(expression.alias("read"))["read"].to_list()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1054", 105_400),
        ("10.5", 1_050),
        ("10.05", 1_005),
        ("10.050", 1_005),
        ("10.005", "too_many_decimals"),
        ("0", 0),
        ("-0.01", "negative"),
        ("+7", 700),
        ("999999999999999.99", 99_999_999_999_999_999),
        ("9999999999999999", "too_large"),
        ("9" * 5_000, "too_large"),
        ("", None),
        ("1_000", "not_a_number"),
        ("1,000", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("1e309", "not_a_number"),
        ("1E+1000000", "not_a_number"),
        ("€5", "not_a_number"),
        ("=1+1", "not_a_number"),
        ("#N/A", "not_a_number"),
        ("5.", "not_a_number"),
        (".5", "not_a_number"),
        ("٣", "not_a_number"),
    ],
)
def test_amounts_are_exact_or_refused(text: str, expected: Any) -> None:
    assert read(cells.not_negative(cells.number(TEXT, declared(), places=2)), text) == expected


@pytest.mark.parametrize(
    ("decimal", "thousands", "text", "expected"),
    [
        (",", ".", "1.234,56", 123_456),
        (",", ".", "1234,5", 123_450),
        (",", ".", "1.234", 123_400),
        (",", ".", "12.34", "not_a_number"),
        (",", ".", "1.23.456", "not_a_number"),
        (",", "", "1.5", "not_a_number"),
        (".", "'", "1'234.50", 123_450),
        (".", "\u00a0", "1\u00a0234", 123_400),
        (".", " ", "1\u00a0234\u202f567", 123_456_700),
        (".", "'", "1\u2019234", 123_400),
        (".", "", "1\u00a0234", "not_a_number"),
        (".", "", "1'234", "not_a_number"),
        (".", ",", "1,234.5", 123_450),
        (".", ",", "1,23", "not_a_number"),
    ],
)
def test_signs_count_as_declared(decimal: str, thousands: str, text: str, expected: Any) -> None:
    parsed = cells.number(TEXT, declared(decimal=decimal, thousands=thousands), places=2)
    assert read(parsed, text) == expected


@pytest.mark.parametrize(
    ("negatives", "text", "expected"),
    [
        ((), "-5", -500),
        ((), "\u22125", "not_a_number"),
        ((), "(5)", "not_a_number"),
        (("minus",), "\u22125", -500),
        (("minus",), "-5", -500),
        (("minus",), "(5)", "not_a_number"),
        (("parentheses",), "(5.20)", -520),
        (("parentheses",), "(1,234.5)", -123_450),
        (("parentheses",), "(-5)", "not_a_number"),
        (("parentheses",), "(5", "not_a_number"),
        (("parentheses",), "()", "not_a_number"),
    ],
)
def test_negative_numbers_are_written_as_declared(
    negatives: tuple[str, ...], text: str, expected: Any
) -> None:
    parsed = cells.number(TEXT, declared(negatives=frozenset(negatives), thousands=","), places=2)
    assert read(parsed, text) == expected


@pytest.mark.parametrize(
    ("unit", "text", "expected"),
    [
        (DurationUnit.MINUTES, "2.5", 150),
        (DurationUnit.MINUTES, "2.3833", 143),
        (DurationUnit.MINUTES, "0.0083", 0),
        (DurationUnit.MINUTES, "1:30", "not_a_number"),
        (DurationUnit.MINUTES, "-1", "negative"),
        (DurationUnit.MINUTES, "1440", 86_400),
        (DurationUnit.MINUTES, "1440.1", "over_24_hours"),
        (DurationUnit.MINUTES_SECONDS, "1:30", 90),
        (DurationUnit.MINUTES_SECONDS, "90:05", 5_405),
        (DurationUnit.MINUTES_SECONDS, "1:60", "not_a_duration"),
        (DurationUnit.MINUTES_SECONDS, "0:01:30", "not_a_duration"),
        (DurationUnit.MINUTES_SECONDS, "x:01:30", "not_a_duration"),
        (DurationUnit.MINUTES_SECONDS, "90", "not_a_duration"),
        (DurationUnit.SECONDS, "22", 22),
        (DurationUnit.SECONDS, "22.0", 22),
        (DurationUnit.SECONDS, "22.5", "too_many_decimals"),
        (DurationUnit.SECONDS, "-1", "negative"),
        (DurationUnit.SECONDS, "86400", 86_400),
        (DurationUnit.SECONDS, "86401", "over_24_hours"),
        (DurationUnit.SECONDS, "", None),
        (DurationUnit.SECONDS, "0:02:23", "not_a_number"),
        (DurationUnit.CLOCK, "0:02:23", 143),
        (DurationUnit.CLOCK, "24:00:00", 86_400),
        (DurationUnit.CLOCK, "24:00:01", "over_24_hours"),
        (DurationUnit.CLOCK, "0:60:00", "not_a_duration"),
        (DurationUnit.CLOCK, "1:30", "not_a_duration"),
        (DurationUnit.CLOCK, "143", "not_a_duration"),
        (DurationUnit.CLOCK, "-0:01:00", "negative"),
        (DurationUnit.CLOCK, "1900-01-01 00:02:23", "not_a_duration"),
        (DurationUnit.CLOCK_1900, "1900-01-01 00:02:23", 143),
        (DurationUnit.CLOCK_1900, "0:02:23", 143),
    ],
)
def test_durations_need_their_declared_unit(unit: DurationUnit, text: str, expected: Any) -> None:
    assert read(cells.seconds(TEXT, declared(), unit), text) == expected


def test_a_workbooks_time_is_a_duration_only_there() -> None:
    shown = "1899-12-31 00:02:23"
    assert read(cells.seconds(TEXT, declared(spreadsheet=True), DurationUnit.CLOCK), shown) == 143
    assert read(cells.seconds(TEXT, declared(), DurationUnit.CLOCK), shown) == "not_a_duration"


@pytest.mark.parametrize(
    ("unit", "text", "expected"),
    [
        (DurationUnit.CLOCK, "1899-12-31 00:02:22.999", 143),
        (DurationUnit.CLOCK, "1899-12-31 00:02:22.500", "not_a_duration"),
        (DurationUnit.MINUTES_SECONDS, "1899-12-31 00:02:23", 143),
        (DurationUnit.MINUTES_SECONDS, "2:23", 143),
    ],
)
def test_a_workbooks_time_is_what_the_cell_holds(unit: DurationUnit, text: str, expected: Any) -> None:
    assert read(cells.seconds(TEXT, declared(spreadsheet=True), unit), text) == expected


@pytest.mark.parametrize(
    ("order", "text", "expected"),
    [
        ("ymd", "2026-02-28", date(2026, 2, 28)),
        ("ymd", "2026-2-8", date(2026, 2, 8)),
        ("ymd", "2026/02/08", date(2026, 2, 8)),
        ("ymd", "2026年3月4日", date(2026, 3, 4)),
        ("ymd", "2026-02-28 10:11", date(2026, 2, 28)),
        ("ymd", "2026-02-29", "impossible_date"),
        ("ymd", "2024-02-29", date(2024, 2, 29)),
        ("ymd", "2026-13-01", "impossible_date"),
        ("ymd", "03/04/2026", "not_a_date"),
        ("ymd", "26-02-03", "not_a_date"),
        ("ymd", "2026-02-28x", "not_a_date"),
        ("ymd", "2026-02-28 25:00", "not_a_time"),
        ("ymd", "2026-11-24", date(2026, 11, 24)),
        ("ymd", "2026-11-25", "future_day"),
        ("ymd", "2010-01-01", date(2010, 1, 1)),
        ("ymd", "2009-12-31", "day_too_early"),
        ("ymd", "", None),
        ("mdy", "3/4/2026", date(2026, 3, 4)),
        ("mdy", "13/4/2026", "impossible_date"),
        ("mdy", "2026-03-04", date(2026, 3, 4)),
        ("dmy", "3/4/2026", date(2026, 4, 3)),
        ("dmy", "3.4.2026", date(2026, 4, 3)),
        ("mdy", "46328", date(2026, 11, 2)),
        ("ymd", "46328.417", date(2026, 11, 2)),
        ("ymd", "60", "not_a_date"),
        ("ymd", "39000", "day_too_early"),
        ("ymd", "1793584862000", date(2026, 11, 2)),
    ],
)
def test_dates_are_read_in_the_declared_order(order: str, text: str, expected: Any) -> None:
    (read_,) = read_column(days.read_days(TEXT, declared(dates=DateOrder(order))), text)
    assert (read_["problem"] or read_["day"]) == expected


@pytest.mark.parametrize(
    ("zone", "text", "expected"),
    [
        ("UTC", "2026-06-01 09:12:58", datetime(2026, 6, 1, 9, 12, 58, tzinfo=UTC)),
        ("UTC", "2026-06-01 9:12", datetime(2026, 6, 1, 9, 12, tzinfo=UTC)),
        ("UTC", "2026-06-01T10:00:00Z", datetime(2026, 6, 1, 10, tzinfo=UTC)),
        ("Europe/Berlin", "2026-06-01T10:00:00+08:00", datetime(2026, 6, 1, 2, tzinfo=UTC)),
        ("Europe/Berlin", "2026-06-01 10:00:00", datetime(2026, 6, 1, 8, tzinfo=UTC)),
        ("Europe/Berlin", "2026-03-29 02:30:00", "time_skipped"),
        ("Europe/Berlin", "2026-03-29 03:00:00", datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ("Europe/Berlin", "2025-10-26 02:30:00", "time_twice"),
        ("Europe/Berlin", "2025-10-26 02:30:00+0100", datetime(2025, 10, 26, 1, 30, tzinfo=UTC)),
        ("UTC", "2026-06-01 24:00:00", "not_a_time"),
        ("UTC", "2026-06-01 10:00:60", "not_a_time"),
        ("UTC", "2026-06-01", None),
        ("UTC", "yesterday", "not_a_date"),
        ("UTC", "46328.417384259", datetime(2026, 11, 2, 10, 1, 2, tzinfo=UTC)),
        ("Europe/Berlin", "46328.417384259", datetime(2026, 11, 2, 9, 1, 2, tzinfo=UTC)),
        ("UTC", "46328", None),
        ("Europe/Berlin", "1793613662000", datetime(2026, 11, 2, 10, 1, 2, tzinfo=UTC)),
        ("Europe/Berlin", "1793613662", datetime(2026, 11, 2, 10, 1, 2, tzinfo=UTC)),
        ("UTC", "17936136620", "not_a_date"),
        ("UTC", "2026-11-25 00:00:00", "future_day"),
    ],
)
def test_instants_are_utc_and_exist(zone: str, text: str, expected: Any) -> None:
    (read_,) = read_column(days.read_moments(TEXT, declared(zone=zone)), text)
    assert (read_["problem"] or read_["at"]) == expected


@pytest.mark.parametrize(
    ("thousands", "text", "expected"),
    [
        (".", "1234.5", 123_450),
        (".", "1.5", 150),
        (".", "1.234,5", 123_450),
        (".", "1.234.567", 123_456_700),
        (".", "1.234", "not_a_number"),  # a cell of 1.234, or a text of 1,234
        ("", "1.23", 123),
        ("", "1,23", 123),
    ],
)
def test_a_number_cell_has_its_point_whatever_is_declared_for_texts(
    thousands: str, text: str, expected: Any
) -> None:
    there = declared(spreadsheet=True, decimal=",", thousands=thousands)
    assert read(cells.number(TEXT, there, places=2), text) == expected


def test_a_workbook_may_count_its_days_from_1904() -> None:
    (read_,) = read_column(days.read_days(TEXT, declared(spreadsheet=True, date_1904=True)), "44866")
    assert read_["day"] == date(2026, 11, 2)


def test_a_workbooks_time_just_before_a_second_is_that_second() -> None:
    text = "2026-11-02 09:59:59.999"
    for spreadsheet, expected in ((True, (10, 0, 0)), (False, (9, 59, 59))):
        (read_,) = read_column(days.read_moments(TEXT, declared(spreadsheet=spreadsheet)), text)
        assert read_["at"] == datetime(2026, 11, 2, *expected, tzinfo=UTC)


def test_the_day_is_the_organisations() -> None:
    there = declared(zone="UTC", local_zone="Asia/Hong_Kong")
    rows = read_column(
        days.read_moments(TEXT, there), "2026-06-01 15:59:59", "2026-06-01 16:00:00", "2026-06-01", ""
    )
    assert [row["day"] for row in rows] == [date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 1), None]


@given(st.datetimes(min_value=datetime(2010, 1, 1), max_value=datetime(2026, 11, 23)))  # noqa: DTZ001
def test_the_usual_form_and_any_other_say_the_same(moment: datetime) -> None:
    usual = moment.strftime("%Y-%m-%d %H:%M:%S")
    other = moment.strftime("%Y/%m/%d %H:%M:%S")
    for zone in ("UTC", "America/New_York"):
        first, second = read_column(days.read_moments(TEXT, declared(zone=zone)), usual, other)
        assert first == second


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Y", True), ("no", False), ("是", True), ("未接通", False), ("maybe", "not_yes_or_no"), ("", None)],
)
def test_yes_and_no_in_the_words_of_exports(text: str, expected: Any) -> None:
    assert read(cells.yes_no(TEXT), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00123", "00123"),
        ("", "blank"),
        ("A\u200b1", "hidden_characters"),
        ("A\u202e1", "hidden_characters"),
        ("x" * 120, "x" * 120),
        ("x" * 121, "too_long"),
    ],
)
def test_keys_stay_texts(text: str, expected: str) -> None:
    assert read(cells.identifier(TEXT, 120), text) == expected


def test_a_translation_lists_what_it_knows() -> None:
    value, problem = cells.translated(TEXT, {"won": "won"}, None)
    parsed = Parsed(value=value, problem=problem)
    assert [read(parsed, text) for text in ("Won", "Lost", "")] == ["won", "unknown_value", ""]


@pytest.mark.parametrize(("text", "expected"), [("usd", "USD"), ("", "USD"), ("EUR", "other_currency")])
def test_currencies_never_mix(text: str, expected: str) -> None:
    assert read(cells.same_currency(TEXT, "USD"), text) == expected
