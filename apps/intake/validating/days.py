"""Dates and times of a column into days and instants.

A column repeats few dates, so each different text is read once; instants in the usual form are read at once.
"""

from datetime import datetime
from typing import Final

import polars as pl

from apps.intake.mapping.spec import DateOrder
from apps.intake.validating.cells import Declared, Parsed, first_of

_DATE: Final = {
    DateOrder.YMD: r"(?<y>[0-9]{4})[-/.年](?<m>[0-9]{1,2})[-/.月](?<d>[0-9]{1,2})日?",
    DateOrder.MDY: r"(?<m>[0-9]{1,2})[-/.](?<d>[0-9]{1,2})[-/.](?<y>[0-9]{4})",
    DateOrder.DMY: r"(?<d>[0-9]{1,2})[-/.](?<m>[0-9]{1,2})[-/.](?<y>[0-9]{4})",
}
_ISO: Final = _DATE[DateOrder.YMD]  # unambiguous, so read under every declared order
_CLOCK: Final = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
_OFFSET: Final = r"Z|[+-][0-9]{2}:?[0-9]{2}"
_USUAL: Final = "%Y-%m-%d %H:%M:%S"
_USUAL_LENGTH: Final = 19
_SERIAL: Final = r"^([0-9]{5})(?:\.([0-9]+))?$"  # a spreadsheet's day number, and the part of the day
_EPOCH: Final = r"^([0-9]{10})(?:[0-9]{3})?$"  # seconds or milliseconds since 1970
_DAY_SECONDS: Final = 86_400
_BILLION: Final = 10**9

PLAIN: Final = pl.col("plain")
DAY_TYPE: Final = pl.Date()
MOMENT_TYPE: Final = pl.Datetime("us", "UTC")
DAY: Final = pl.Struct({"day": DAY_TYPE, "problem": pl.String})
MOMENT: Final = pl.Struct({"at": MOMENT_TYPE, "day": DAY_TYPE, "problem": pl.String})


def read_days(text: pl.Expr, declared: Declared) -> pl.Expr:
    """Dates in the declared order, or ISO; a time after one is ignored. A struct as `DAY`."""
    return text.map_batches(lambda texts: _read_days(texts, declared), return_dtype=DAY)


def read_moments(text: pl.Expr, declared: Declared) -> pl.Expr:
    """Dates with times as instants, and the organisation's days they lie on. A struct as `MOMENT`.

    A bare date gives no instant, but its day. Naive times are the source's; one that a change of the clock
    skips, or that comes twice, is a problem.
    """
    return text.map_batches(lambda texts: _read_moments(texts, declared), return_dtype=MOMENT)


def day_of(read: pl.Expr) -> Parsed:
    """The day of `read_days`, and what is wrong."""
    return Parsed(value=read.struct.field("day"), problem=read.struct.field("problem"))


def instant_of(read: pl.Expr) -> Parsed:
    """The instant of `read_moments`, and what is wrong."""
    return Parsed(value=read.struct.field("at"), problem=read.struct.field("problem"))


def _read_days(texts: pl.Series, declared: Declared) -> pl.Series:
    column = pl.DataFrame({"text": texts})
    each = _written(column.unique(), declared).with_columns(**_date_parts(PLAIN, declared))
    each = each.select("text", day=_date(), problem=_date_problem(PLAIN, declared))
    return (
        column.join(each, on="text", how="left", maintain_order="left")
        .select(pl.struct("day", "problem").alias(texts.name))
        .to_series()
    )


def _written(each: pl.DataFrame, declared: Declared) -> pl.DataFrame:
    """`plain`: the text; numbers that stand for a day or an instant written as one."""
    text = pl.col("text")
    if not each["text"].str.contains(r"^[0-9]{5,13}(?:\.[0-9]+)?$").any():
        return each.with_columns(plain=text)
    first = datetime(1904, 1, 1) if declared.date_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 — naive
    part = text.str.extract(_SERIAL, 2).str.slice(0, 9).str.pad_end(9, "0").cast(pl.Int64)
    seconds = (part * _DAY_SECONDS + _BILLION // 2) // _BILLION
    day = text.str.extract(_SERIAL, 1).cast(pl.Int64)
    serial = pl.lit(first) + pl.duration(days=day, seconds=seconds.fill_null(0))
    since = pl.from_epoch(text.str.extract(_EPOCH, 1).cast(pl.Int64), time_unit="s")
    local = since.dt.replace_time_zone("UTC").dt.convert_time_zone(declared.local_zone)
    return each.with_columns(
        plain=pl.coalesce(
            pl.when(seconds.is_null()).then(serial.dt.to_string("%Y-%m-%d")),
            serial.dt.to_string(_USUAL),
            local.dt.to_string("%Y-%m-%dT%H:%M:%S%z"),
            text,
        )
    )


def _date_parts(text: pl.Expr, declared: Declared) -> dict[str, pl.Expr]:
    """`parts`: year, month and day as texts, null where the text is no date."""
    after = rf"(?:[ T]{_CLOCK}(?:{_OFFSET})?)?$"
    iso = text.str.extract_groups(rf"^(?:{_ISO}){after}")
    own = text.str.extract_groups(rf"^(?:{_DATE[declared.dates]}){after}")
    return {name: pl.coalesce(iso.struct.field(name), own.struct.field(name)) for name in ("y", "m", "d")}


def _date() -> pl.Expr:
    padded = pl.concat_str("y", pl.col("m").str.zfill(2), pl.col("d").str.zfill(2), separator="-")
    return padded.str.to_date("%Y-%m-%d", strict=False)


def _date_problem(text: pl.Expr, declared: Declared) -> pl.Expr:
    none = pl.col("y").is_null()
    begins = text.str.contains(rf"^{_DATE[declared.dates]}[ T]") | text.str.contains(rf"^{_ISO}[ T]")
    return first_of(
        (text == "", ""),
        (none & begins, "not_a_time"),
        (none, "not_a_date"),
        (_date().is_null(), "impossible_date"),
        (_date() > declared.last_day, "future_day"),
        (_date() < declared.first_day, "day_too_early"),
    ).replace("", None)


def _read_moments(texts: pl.Series, declared: Declared) -> pl.Series:
    column = pl.DataFrame({"text": texts}).with_columns(naive=_usual(pl.col("text")))
    unusual = column.filter(pl.col("naive").is_null()).select("text").unique()
    whole = column.join(_unusual(unusual, declared), on="text", how="left", maintain_order="left")
    whole = whole.with_columns(
        naive=pl.coalesce("naive", "other"), day=pl.coalesce(pl.col("naive").dt.date(), "day")
    ).with_columns(problem=pl.coalesce("problem", _range_problem(declared)))
    return _in_zones(whole, declared).select(pl.struct("at", "day", "problem").alias(texts.name)).to_series()


def _usual(text: pl.Expr) -> pl.Expr:
    """`2026-11-24 09:05:00`, as most exports write it; null for anything else."""
    fits = (text.str.len_bytes() == _USUAL_LENGTH) & ~text.str.ends_with(":60")
    return pl.when(fits).then(text).str.to_datetime(_USUAL, strict=False, time_unit="us")


def _range_problem(declared: Declared) -> pl.Expr:
    day = pl.col("day")
    return first_of((day > declared.last_day, "future_day"), (day < declared.first_day, "day_too_early"))


def _unusual(each: pl.DataFrame, declared: Declared) -> pl.DataFrame:
    """Texts in any other form: the naive time, its offset in minutes, the day, and the problem."""
    text = PLAIN
    clock = text.str.extract(rf"[ T]({_CLOCK})(?:{_OFFSET})?$", 1)
    full = pl.when(clock.str.count_matches(":") == 1).then(clock + ":00").otherwise(clock)
    offset = text.str.extract(rf"[0-9]({_OFFSET})$", 1).str.replace("Z", "+0000").str.replace(":", "")
    minutes = offset.str.slice(1, 2).cast(pl.Int64) * 60 + offset.str.slice(3, 2).cast(pl.Int64)
    on = pl.col("day").cast(pl.String)
    moment = pl.concat_str(on, full.str.zfill(8).str.slice(0, 8), separator=" ")
    other = moment.str.to_datetime(_USUAL, strict=False, time_unit="us")
    if declared.spreadsheet:  # 09:59:59.999 is a cell's ten o'clock
        other += pl.duration(seconds=text.str.contains(r"\.999[0-9]*$").cast(pl.Int64))
    return (
        _written(each, declared)
        .with_columns(**_date_parts(text, declared))
        .with_columns(day=_date(), problem=_date_problem(text, declared))
        .select(
            "text",
            "day",
            "problem",
            other=other,
            minutes=pl.when(clock.is_not_null()).then(
                pl.when(offset.str.starts_with("-")).then(-minutes).otherwise(minutes)
            ),
        )
    )


def _in_zones(whole: pl.DataFrame, declared: Declared) -> pl.DataFrame:
    """Naive times as instants: by their own offset, else by the source's zone."""
    naive, minutes = pl.col("naive"), pl.col("minutes")
    local = naive.is_not_null() & minutes.is_null()
    if declared.zone == "UTC":
        unique = early = naive.dt.replace_time_zone("UTC")
    else:
        unique = naive.dt.replace_time_zone(declared.zone, ambiguous="null", non_existent="null")
        early = naive.dt.replace_time_zone(declared.zone, ambiguous="earliest", non_existent="null")
    shifted = (naive - pl.duration(minutes=minutes)).dt.replace_time_zone("UTC")
    at = pl.when(minutes.is_null()).then(unique.dt.convert_time_zone("UTC")).otherwise(shifted)
    trouble = first_of(
        (local & early.is_null(), "time_skipped"),
        (local & unique.is_null(), "time_twice"),
    )
    its_day = pl.col("at").dt.convert_time_zone(declared.local_zone).dt.date()
    return whole.with_columns(at=at, problem=pl.coalesce("problem", trouble)).with_columns(
        day=pl.coalesce(its_day, "day")
    )
