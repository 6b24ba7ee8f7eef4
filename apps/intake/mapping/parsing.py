"""Checks a stored mapping (JSON) and turns it into a `Spec`; says where it is wrong and what is allowed."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from django.utils.translation import gettext_lazy as _

from apps.intake.mapping.spec import (
    AgentBy,
    AgentRef,
    Column,
    Condition,
    CustomerBy,
    CustomerRef,
    DateOrder,
    DurationUnit,
    FieldRule,
    Reading,
    RecordRule,
    Spec,
)
from apps.intake.mapping.texts import value_key
from apps.intake.shapes import SHAPES, Shape
from apps.people.refusals import Refusal

DELIMITERS: Final = ("auto", ",", ";", "\t")
ENCODINGS: Final = ("utf-8", "utf-16", "gb18030", "gb2312", "big5", "cp1252")
FARTHEST: Final = 1000  # row of a header, and first column of a table
DECIMALS: Final = (".", ",")
THOUSANDS: Final = ("", ",", ".", " ", "'", "\u00a0")
_DECLARATIONS: Final = ("reading", "dates", "durations", "decimal", "thousands", "negatives")
NEGATIVES: Final = ("minus", "parentheses")

E = TypeVar("E", bound=StrEnum)
Json = Mapping[str, Any]


class InvalidMapping(Refusal):
    """The mapping cannot be used as it stands."""

    sentence = _("The mapping is wrong at “%(path)s”: %(problem)s")


class _Texts:
    """What can be wrong with a mapping."""

    unknown = _("“%(value)s” is not known here. Allowed: %(allowed)s.")
    missing = _("it is missing.")
    kind = _("it has the wrong form.")
    twice = _("the record type comes twice.")
    key_column = _("“%(value)s” is not one of the columns.")


def _wrong(path: str, problem: Any, **values: Any) -> InvalidMapping:
    return InvalidMapping(path=path, problem=str(problem) % values if values else str(problem))


def parse(raw: Json) -> Spec:
    """The mapping as frozen values. InvalidMapping names the first place that is wrong."""
    _known(
        raw,
        "",
        {
            "reading",
            "dates",
            "durations",
            "decimal",
            "thousands",
            "columns",
            "footer",
            "records",
            "negatives",
        },
    )
    columns = _columns(raw)
    names = frozenset(column.name for column in columns)
    decimal = _one_of(raw.get("decimal", "."), DECIMALS, "decimal")
    thousands = _one_of(raw.get("thousands", ""), THOUSANDS, "thousands")
    if decimal == thousands:
        raise _wrong("thousands", _Texts.kind)
    return Spec(
        reading=_reading(_object(raw.get("reading", {}), "reading")),
        dates=_enum(DateOrder, raw.get("dates", "ymd"), "dates"),
        durations=_enum(DurationUnit, raw.get("durations", "seconds"), "durations"),
        decimal=decimal,
        thousands=thousands,
        columns=columns,
        footer=frozenset(value_key(text) for text in _texts(raw.get("footer", []), "footer")),
        records=_records(raw, names),
        negatives=frozenset(
            _one_of(text, NEGATIVES, "negatives") for text in _texts(raw.get("negatives", []), "negatives")
        ),
    )


def parse_reading(raw: Json) -> Reading:
    """Only how a mapping has its file read; the rest of it may be unfinished. InvalidMapping."""
    return _reading(_object(raw.get("reading", {}), "reading"))


def _reading(raw: Json) -> Reading:
    _known(raw, "reading", {"delimiter", "sheet", "encoding", "header_row", "first_column"})
    return Reading(
        delimiter=_one_of(raw.get("delimiter", "auto"), DELIMITERS, "reading.delimiter"),
        sheet=_text(raw.get("sheet", ""), "reading.sheet"),
        encoding=_one_of(raw.get("encoding", "utf-8"), ENCODINGS, "reading.encoding"),
        header_row=_place(raw.get("header_row", 1), "reading.header_row"),
        first_column=_place(raw.get("first_column", 1), "reading.first_column"),
    )


def _place(value: Any, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= FARTHEST:
        raise _wrong(path, _Texts.kind)
    return value


def _columns(raw: Json) -> tuple[Column, ...]:
    columns = _object(raw.get("columns"), "columns")
    if not columns:
        raise _wrong("columns", _Texts.missing)
    return tuple(_column(name, rule) for name, rule in columns.items())


def _column(name: str, rule: Any) -> Column:
    path = f"columns.{name}"
    rule = _object(rule, path)
    _known(rule, path, {"headers", "required"})
    headers = _texts(rule.get("headers", [name]), f"{path}.headers")
    return Column(name=name, headers=headers, required=bool(rule.get("required", True)))


def _records(raw: Json, columns: frozenset[str]) -> tuple[RecordRule, ...]:
    records = raw.get("records")
    if not isinstance(records, list) or not records:
        raise _wrong("records", _Texts.missing)
    rules = tuple(_record(rule, f"records[{n}]", columns) for n, rule in enumerate(records))
    if len({rule.record_type for rule in rules}) != len(rules):
        raise _wrong("records", _Texts.twice)
    return rules


def _record(raw: Any, path: str, columns: frozenset[str]) -> RecordRule:
    raw = _object(raw, path)
    _known(raw, path, {"type", "when", "key", "agent", "customer", "fields"})
    shape = SHAPES[_one_of(raw.get("type"), tuple(SHAPES), f"{path}.type")]

    def column(name: Any, where: str) -> str:
        if name not in columns:
            raise _wrong(f"{path}.{where}", _Texts.key_column, value=name)
        return str(name)

    key = _texts(raw.get("key", []), f"{path}.key")
    if not key:
        raise _wrong(f"{path}.key", _Texts.missing)
    return RecordRule(
        record_type=shape.record_type,
        when=tuple(_condition(item, f"{path}.when", column) for item in raw.get("when", [])),
        key=tuple(column(name, "key") for name in key),
        agent=_agent(raw.get("agent"), shape, path, column),
        customer=_customer(raw.get("customer"), path, column),
        fields=_fields(_object(raw.get("fields"), f"{path}.fields"), shape, path, column),
    )


ColumnCheck = Callable[[Any, str], str]


def _condition(raw: Any, path: str, column: ColumnCheck) -> Condition:
    raw = _object(raw, path)
    _known(raw, path, {"column", "in", "not_in", "not_blank"})
    return Condition(
        column=column(raw.get("column"), "when"),
        among=frozenset(value_key(text) for text in _texts(raw.get("in", []), path)),
        none_of=frozenset(value_key(text) for text in _texts(raw.get("not_in", []), path)),
        not_blank=bool(raw.get("not_blank", False)),
    )


def _agent(raw: Any, shape: Shape, path: str, column: ColumnCheck) -> AgentRef | None:
    if not shape.agent:
        return None
    raw = _object(raw, f"{path}.agent")
    return AgentRef(
        column=column(raw.get("column"), "agent"),
        by=_enum(AgentBy, raw.get("by", "number"), f"{path}.agent.by"),
    )


def _customer(raw: Any, path: str, column: ColumnCheck) -> CustomerRef | None:
    if raw is None:
        return None
    raw = _object(raw, f"{path}.customer")
    return CustomerRef(
        column=column(raw.get("column"), "customer"),
        by=_enum(CustomerBy, raw.get("by", "id"), f"{path}.customer.by"),
        raw=bool(raw.get("raw", False)),
    )


def _fields(raw: Json, shape: Shape, path: str, column: ColumnCheck) -> dict[str, FieldRule]:
    names = tuple(field.name for field in shape.fields)
    rules = {
        _one_of(name, names, f"{path}.fields"): _field(rule, f"{path}.fields.{name}", column)
        for name, rule in raw.items()
    }
    for field in shape.fields:
        given = field.name in rules or field.name == "currency" or field.if_mapped
        given = given or field.instant in rules
        if field.required and not given:
            raise _wrong(f"{path}.fields.{field.name}", _Texts.missing)
    return rules


def _field(raw: Any, path: str, column: ColumnCheck) -> FieldRule:
    if isinstance(raw, str):
        raw = {"column": raw}
    raw = _object(raw, path)
    _known(raw, path, {"column", "time", "const", "map", "else", "scale", "unit"})
    if ("const" in raw) == ("column" in raw):
        raise _wrong(path, _Texts.kind)
    where = path.partition(".")[2]
    translate = raw.get("map")
    unit = raw.get("unit")
    return FieldRule(
        column=column(raw["column"], where) if "column" in raw else "",
        time_column=column(raw["time"], where) if "time" in raw else "",
        const=_plain(raw["const"]) if "const" in raw else None,
        translate=_translation(translate, path) if translate is not None else None,
        otherwise=_plain(raw["else"]) if "else" in raw else None,
        scale=_scale(raw.get("scale", 1), path),
        unit=_enum(DurationUnit, unit, f"{path}.unit") if unit is not None else None,
    )


def _translation(raw: Any, path: str) -> dict[str, str]:
    return {value_key(text): _plain(value) for text, value in _object(raw, f"{path}.map").items()}


def _plain(value: Any) -> str:
    """Constants are texts like those of a file; JSON's true and false are the words yes and no."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _scale(value: Any, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _wrong(f"{path}.scale", _Texts.kind)
    return value


def _known(raw: Json, path: str, allowed: set[str]) -> None:
    for name in raw:
        if name not in allowed:
            where = f"{path}.{name}".lstrip(".")
            raise _wrong(where, _Texts.unknown, value=name, allowed=", ".join(sorted(allowed)))


def _object(raw: Any, path: str) -> Json:
    if raw is None:
        raise _wrong(path, _Texts.missing)
    if not isinstance(raw, Mapping):
        raise _wrong(path, _Texts.kind)
    return raw


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise _wrong(path, _Texts.kind)
    return value


def _texts(value: Any, path: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise _wrong(path, _Texts.kind)
    return tuple(_text(item, path) for item in value)


def _one_of(value: Any, allowed: tuple[str, ...], path: str) -> str:
    if value not in allowed:
        raise _wrong(path, _Texts.unknown, value=value, allowed=", ".join(map(repr, allowed)))
    return str(value)


def _enum(kind: type[E], value: Any, path: str) -> E:
    return kind(_one_of(value, tuple(member.value for member in kind), path))
