"""Texts of a column into values, all rows at once; where a text is wrong, a reason code.

Every expression takes a trimmed text, "" for blank. Blank is null, and never a problem here: whether a field
may be blank is the row's question. Nothing passes through a float.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from apps.intake.mapping.spec import DateOrder, DurationUnit

NO_PROBLEM: Final = pl.lit(None, dtype=pl.String)
INTEGER_DIGITS: Final = 15  # of any amount: stays well inside 64 bits after scaling
DAY_SECONDS: Final = 86_400

_NUMBER: Final = rf"^[+-]?[0-9]{{1,{INTEGER_DIGITS}}}(?:\.[0-9]+)?$"
_TOO_LONG: Final = rf"^[+-]?[0-9]{{{INTEGER_DIGITS + 1},}}(?:\.[0-9]+)?$"
_ZERO_DAY: Final = r"(?:1899-12-3[01]|1904-01-01) "  # how a spreadsheet shows a time of day
_DAY_1900: Final = r"1900-01-01 "

YES: Final = ("y", "yes", "true", "t", "1", "是", "接通", "已接通", "已解决", "已解決")
NO: Final = ("n", "no", "false", "f", "0", "否", "未接通", "未接", "未解决", "未解決")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A value, null where blank or wrong, and the reason code, null where nothing is wrong."""

    value: pl.Expr
    problem: pl.Expr = NO_PROBLEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the source declares, for reading its texts, and the days a record may lie on."""

    dates: DateOrder
    decimal: str
    thousands: str
    zone: str  # of naive times
    local_zone: str  # whose days count
    first_day: date
    last_day: date  # a later one has not happened yet
    spreadsheet: bool
    date_1904: bool = False  # a workbook that counts its days from 1904


def first_of(*checks: tuple[pl.Expr, str]) -> pl.Expr:
    """The code of the first check that holds; null where none does. A null check does not hold."""
    chain: pl.Expr = NO_PROBLEM
    for check, code in reversed(checks):
        chain = pl.when(check).then(pl.lit(code)).otherwise(chain)
    return chain


def number(text: pl.Expr, declared: Declared, *, places: int, scale: int = 1) -> Parsed:
    """A decimal text as a whole number of 10^-places, times `scale`: "1054.5" with two places is 105450."""
    plain = _plain_number(text, declared)
    most = 10 ** (18 - places) // scale  # fits into 64 bits
    whole = plain.str.extract(rf"^[+-]?([0-9]{{1,{INTEGER_DIGITS}}})(?:\.|$)", 1).cast(pl.Int64)
    rest = plain.str.extract(r"\.([0-9]+)$", 1).fill_null("").str.strip_chars_end("0")
    part = (
        rest.str.pad_end(places, "0").str.slice(0, max(places, 1)).cast(pl.Int64, strict=False).fill_null(0)
    )
    size = (whole * 10**places + part) * scale
    problem = first_of(
        (text == "", ""),
        (plain.str.contains(_TOO_LONG), "too_large"),
        (~plain.str.contains(_NUMBER), "not_a_number"),
        (whole >= most, "too_large"),
        (rest.str.len_chars() > places, "too_many_decimals"),
    ).replace("", None)
    value = pl.when(plain.str.starts_with("-")).then(-size).otherwise(size)
    return Parsed(value=value, problem=problem)


def _plain_number(text: pl.Expr, declared: Declared) -> pl.Expr:
    """Digits with a point. Thousands signs only where they part groups of three."""
    plain = text
    if declared.thousands:
        sign = re.escape(declared.thousands)
        grouped = plain.str.contains(rf"^[+-]?[0-9]{{1,3}}(?:{sign}[0-9]{{3}})+(?:[^0-9]|$)")
        bare = plain.str.replace_all(declared.thousands, "", literal=True)
        plain = pl.when(grouped).then(bare).otherwise(plain)
    if declared.decimal != ".":
        dotted = plain.str.contains(".", literal=True)
        plain = (
            pl.when(dotted)
            .then(pl.lit("?"))
            .otherwise(plain.str.replace(declared.decimal, ".", literal=True))
        )
    return plain


def not_negative(parsed: Parsed, *, above_zero: bool = False) -> Parsed:
    """Refuse a negative number, or 0 as well."""
    code = "not_above_zero" if above_zero else "negative"
    low = parsed.value <= 0 if above_zero else parsed.value < 0
    return Parsed(value=parsed.value, problem=pl.coalesce(parsed.problem, first_of((low, code))))


def seconds(text: pl.Expr, declared: Declared, unit: DurationUnit) -> Parsed:
    """A duration of at most 24 hours, in the declared unit, as whole seconds."""
    parsed = (
        number(text, declared, places=0) if unit is DurationUnit.SECONDS else _clock(text, declared, unit)
    )
    over = pl.coalesce(parsed.problem, first_of((parsed.value > DAY_SECONDS, "over_24_hours")))
    return not_negative(Parsed(value=parsed.value, problem=over))


def _clock(text: pl.Expr, declared: Declared, unit: DurationUnit) -> Parsed:
    lead = f"(?:{_DAY_1900})?" if unit is DurationUnit.CLOCK_1900 else ""
    if declared.spreadsheet:
        lead = f"(?:{_ZERO_DAY})?{lead}"
    pattern = rf"^{lead}([0-9]{{1,3}}):([0-5][0-9]):([0-5][0-9])(?:\.0+)?$"
    hours, minutes, rest = (text.str.extract(pattern, n).cast(pl.Int64) for n in (1, 2, 3))
    problem = first_of(
        (text == "", ""),
        (text.str.contains(r"^-[0-9]+:"), "negative"),
        (~text.str.contains(pattern), "not_a_duration"),
    ).replace("", None)
    return Parsed(value=hours * 3600 + minutes * 60 + rest, problem=problem)


def time_part(text: pl.Expr, *, day_1900: bool, spreadsheet: bool) -> pl.Expr:
    """The time of day of a separate time column, without the meaningless date before it."""
    if day_1900:
        text = text.str.replace(f"^{_DAY_1900}", "")
    return text.str.replace(f"^{_ZERO_DAY}", "") if spreadsheet else text


def yes_no(text: pl.Expr) -> Parsed:
    """Yes or no, in the words that exports use."""
    words = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
    value = text.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)
    return Parsed(value=value, problem=first_of(((text != "") & value.is_null(), "not_yes_or_no")))


def choice(text: pl.Expr, allowed: tuple[str, ...]) -> Parsed:
    """One of a few words; blank stays ""."""
    lower = text.str.to_lowercase()
    value = pl.when(lower.is_in(["", *allowed])).then(lower)
    return Parsed(value=value, problem=first_of(((text != "") & value.is_null(), "unknown_value")))


def plain(text: pl.Expr, length: int) -> Parsed:
    """A text of at most `length` characters; blank stays ""."""
    return Parsed(value=text, problem=first_of((text.str.len_chars() > length, "too_long")))


def same_currency(text: pl.Expr, currency: str) -> Parsed:
    """The source's currency; another code is a problem, as currencies never mix."""
    other = (text != "") & (text.str.to_uppercase() != currency)
    return Parsed(value=pl.lit(currency), problem=first_of((other, "other_currency")))


def translated(text: pl.Expr, words: Mapping[str, str], otherwise: str | None) -> tuple[pl.Expr, pl.Expr]:
    """A text by its translation, and a problem where it has none. Blank stays blank."""
    value = text.str.to_lowercase().replace_strict(
        list(words), list(words.values()), default=otherwise, return_dtype=pl.String
    )
    blank = text == ""
    problem = first_of((~blank & value.is_null(), "unknown_value"))
    return pl.when(blank).then(pl.lit("")).otherwise(value.fill_null("")), problem


HIDDEN: Final = "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"


def identifier(text: pl.Expr, length: int) -> Parsed:
    """A key: not blank, not too long, without characters nobody can see."""
    return Parsed(
        value=text,
        problem=first_of(
            (text == "", "blank"),
            (text.str.contains(HIDDEN), "hidden_characters"),
            (text.str.len_chars() > length, "too_long"),
        ),
    )
