"""Checks a stored mapping (JSON) and turns it into a `Spec`; says where it is wrong and what is allowed."""

from typing import Final

from apps.intake.mapping.checking import (
    InvalidMapping,
    Json,
    Texts,
    a_text,
    an_enum,
    an_object,
    at_least,
    known,
    one_of,
    texts,
    wrong,
)
from apps.intake.mapping.columns import checked, parse_columns
from apps.intake.mapping.records import parse_records
from apps.intake.mapping.spec import DateOrder, DurationUnit, Reading, Spec
from apps.intake.mapping.tables import parse_tables
from apps.intake.mapping.texts import value_key

__all__ = ["InvalidMapping", "parse", "parse_reading"]

DELIMITERS: Final = ("auto", ",", ";", "\t")
ENCODINGS: Final = ("utf-8", "utf-16", "gb18030", "gb2312", "big5", "cp1252")
FARTHEST: Final = 1000  # row of a header, and first column of a table
DECIMALS: Final = (".", ",")
THOUSANDS: Final = ("", ",", ".", " ", "'", "\u00a0")
NEGATIVES: Final = ("minus", "parentheses")


def parse(raw: Json) -> Spec:
    """The mapping as frozen values. InvalidMapping names the first place that is wrong."""
    known(
        raw,
        "",
        {
            "reading",
            "dates",
            "durations",
            "decimal",
            "thousands",
            "negatives",
            "region",
            "tables",
            "columns",
            "footer",
            "records",
        },
    )
    columns = parse_columns(raw)
    names = frozenset(column.name for column in columns)
    decimal = one_of(raw.get("decimal", "."), DECIMALS, "decimal")
    thousands = one_of(raw.get("thousands", ""), THOUSANDS, "thousands")
    if decimal == thousands:
        raise wrong("thousands", Texts.kind)
    return Spec(
        reading=_reading(an_object(raw.get("reading", {}), "reading")),
        dates=an_enum(DateOrder, raw.get("dates", "ymd"), "dates"),
        durations=an_enum(DurationUnit, raw.get("durations", "seconds"), "durations"),
        decimal=decimal,
        thousands=thousands,
        columns=columns,
        footer=frozenset(value_key(text) for text in texts(raw.get("footer", []), "footer")),
        records=parse_records(raw, checked(names), parse_tables(raw)),
        negatives=frozenset(
            one_of(text, NEGATIVES, "negatives") for text in texts(raw.get("negatives", []), "negatives")
        ),
    )


def parse_reading(raw: Json) -> Reading:
    """Only how a mapping has its file read; the rest of it may be unfinished. InvalidMapping."""
    return _reading(an_object(raw.get("reading", {}), "reading"))


def _reading(raw: Json) -> Reading:
    known(raw, "reading", {"delimiter", "sheet", "encoding", "header_row", "first_column"})
    return Reading(
        delimiter=one_of(raw.get("delimiter", "auto"), DELIMITERS, "reading.delimiter"),
        sheet=a_text(raw.get("sheet", ""), "reading.sheet"),
        encoding=one_of(raw.get("encoding", "utf-8"), ENCODINGS, "reading.encoding"),
        header_row=_place(raw.get("header_row", 1), "reading.header_row"),
        first_column=_place(raw.get("first_column", 1), "reading.first_column"),
    )


def _place(value: object, path: str) -> int:
    if at_least(value, 1, path) > FARTHEST:
        raise wrong(path, Texts.kind)
    return int(str(value))
