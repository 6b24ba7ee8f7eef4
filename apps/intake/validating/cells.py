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
_ALIKE: Final = (" \u00a0\u202f\u2009", "'\u2019")  # signs that nobody can tell apart
NEVER: Final = r"([^\s\S])"  # a group that matches nothing
MICRO: Final = 6  # places of decimal minutes

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
    negatives: frozenset[str] = frozenset()  # signs beside the hyphen, as in the mapping
    file_day: date | None = None  # the day the file speaks for, where its rows do not say theirs


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
    """Digits with a point. Thousands signs only where they part groups of three.

    A number cell of a workbook has its point whatever is declared for texts; where it could be either, as
    1.234 when the point parts thousands, it is none.
    """
    signed = _signed(text, declared.negatives)
    plain = _with_point(signed, declared)
    if not declared.spreadsheet or declared.decimal == ".":
        return plain
    either = signed.str.contains(r"^[+-]?[0-9]{1,3}\.[0-9]{3}$") & pl.lit(declared.thousands == ".")
    cell = signed.str.contains(r"^[+-]?[0-9]+\.[0-9]+$")
    return pl.when(either).then(pl.lit("?")).when(cell).then(signed).otherwise(plain)


def _with_point(plain: pl.Expr, declared: Declared) -> pl.Expr:
    if declared.thousands:
        sign = f"[{_alike(declared.thousands)}]"
        grouped = plain.str.contains(rf"^[+-]?[0-9]{{1,3}}(?:{sign}[0-9]{{3}})+(?:[^0-9]|$)")
        plain = pl.when(grouped).then(plain.str.replace_all(sign, "")).otherwise(plain)
    if declared.decimal != ".":
        dotted = plain.str.contains(".", literal=True)
        plain = (
            pl.when(dotted)
            .then(pl.lit("?"))
            .otherwise(plain.str.replace(declared.decimal, ".", literal=True))
        )
    return plain


def _alike(sign: str) -> str:
    return next((signs for signs in _ALIKE if sign in signs), re.escape(sign))


def _signed(text: pl.Expr, negatives: frozenset[str]) -> pl.Expr:
    """A negative number with a hyphen, where it is declared that this file writes it otherwise."""
    if "minus" in negatives:
        text = text.str.replace("^\u2212", "-")
    if "parentheses" in negatives:
        text = text.str.replace(r"^\(([^()+-]*)\)$", "-${1}")
    return text


def not_negative(parsed: Parsed, *, above_zero: bool = False) -> Parsed:
    """Refuse a negative number, or 0 as well."""
    code = "not_above_zero" if above_zero else "negative"
    low = parsed.value <= 0 if above_zero else parsed.value < 0
    return Parsed(value=parsed.value, problem=pl.coalesce(parsed.problem, first_of((low, code))))


def seconds(text: pl.Expr, declared: Declared, unit: DurationUnit) -> Parsed:
    """A duration of at most 24 hours, in the declared unit, as whole seconds."""
    if unit is DurationUnit.SECONDS:
        parsed = number(text, declared, places=0)
    elif unit is DurationUnit.MINUTES:
        parsed = _minutes(text, declared)
    else:
        parsed = _clock(text, declared, unit)
    over = pl.coalesce(parsed.problem, first_of((parsed.value > DAY_SECONDS, "over_24_hours")))
    return not_negative(Parsed(value=parsed.value, problem=over))


def _minutes(text: pl.Expr, declared: Declared) -> Parsed:
    """Decimal minutes to the nearest second, as 2.3833 stands for 2 min 23 s."""
    micro = number(text, declared, places=MICRO)
    return Parsed(value=(micro.value * 60 + 10**MICRO // 2) // 10**MICRO, problem=micro.problem)


def _clock(text: pl.Expr, declared: Declared, unit: DurationUnit) -> Parsed:
    hours, minutes, rest, fraction = (
        text.str.extract(_clock_pattern(declared, unit), n) for n in (1, 2, 3, 4)
    )
    whole = hours.cast(pl.Int64).fill_null(0) * 3600 + minutes.cast(pl.Int64) * 60 + rest.cast(pl.Int64)
    up = fraction.str.starts_with("999") if declared.spreadsheet else pl.lit(False)
    parts = ~up.fill_null(False) & (fraction.str.strip_chars("0") != "")
    problem = first_of(
        (text == "", ""),
        (text.str.contains(r"^-[0-9]+:"), "negative"),
        (rest.is_null() | parts.fill_null(False), "not_a_duration"),
    ).replace("", None)
    return Parsed(value=whole + up.fill_null(False).cast(pl.Int64), problem=problem)


def _clock_pattern(declared: Declared, unit: DurationUnit) -> str:
    """Groups: hours, minutes, seconds, what follows the point (which a workbook's 23:59:59.999 has)."""
    lead = f"(?:{_DAY_1900})?" if unit is DurationUnit.CLOCK_1900 else ""
    clock = "([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])"
    if unit is DurationUnit.MINUTES_SECONDS:
        hours = f"{_ZERO_DAY}([0-9]{{1,2}}):" if declared.spreadsheet else NEVER
        clock = f"(?:{hours})?([0-9]{{1,4}}):([0-5][0-9])"
    elif declared.spreadsheet:
        lead = f"(?:{_ZERO_DAY})?{lead}"
    return rf"^{lead}{clock}(?:\.([0-9]+))?$"


def time_part(text: pl.Expr, *, day_1900: bool, spreadsheet: bool) -> pl.Expr:
    """The time of day of a separate time column, without the meaningless date before it."""
    if day_1900:
        text = text.str.replace(f"^{_DAY_1900}", "")
    return text.str.replace(f"^{_ZERO_DAY}", "") if spreadsheet else text


def date_part(text: pl.Expr, *, spreadsheet: bool) -> pl.Expr:
    """The day of a separate date column, without the midnight a workbook's date has."""
    return text.str.replace(r" 00:00:00$", "") if spreadsheet else text


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


def translated(
    text: pl.Expr, words: Mapping[str, str], otherwise: str | None, *, code: str = "unknown_value"
) -> tuple[pl.Expr, pl.Expr]:
    """A text by its translation, and a problem where it has none. Blank stays blank."""
    value = text.str.to_lowercase().replace_strict(
        list(words), list(words.values()), default=otherwise, return_dtype=pl.String
    )
    blank = text == ""
    problem = first_of((~blank & value.is_null(), code))
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
