"""The records of a mapping: which rows become which, under which key, whose, and with which fields."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import phonenumbers

from apps.intake.choices import RecordType
from apps.intake.mapping.checking import (
    Json,
    Texts,
    a_list,
    a_text,
    an_enum,
    an_object,
    at_least,
    known,
    millionths,
    one_of,
    plain,
    wrong,
)
from apps.intake.mapping.columns import ColumnCheck, parse_conditions
from apps.intake.mapping.spec import (
    FILE_DAY,
    AgentBy,
    AgentRef,
    CustomerBy,
    CustomerRef,
    DateOrder,
    DurationUnit,
    FieldRule,
    RecordRule,
    TeamBy,
    TeamRef,
)
from apps.intake.mapping.tables import Tables, parse_lookup
from apps.intake.mapping.texts import value_key
from apps.intake.shapes import SHAPES, Kind, Shape

RECORD: Final = {"type", "name", "when", "key", "agent", "team", "customer", "fields"}
FIELD: Final = {
    "column", "time", "until", "const", "map", "table", "take", "else", "above", "scale", "unit", "dates",
    "from_file",
}  # fmt: skip
ORIGINS: Final = ("column", "const", "from_file")
NAME: Final = re.compile(r"[a-z0-9_]{1,40}")
DAYS: Final = frozenset({Kind.DAY, Kind.INSTANT})


def parse_records(raw: Json, column: ColumnCheck, tables: Tables) -> tuple[RecordRule, ...]:
    """Every record rule. InvalidMapping."""
    records = raw.get("records")
    if not isinstance(records, list) or not records:
        raise wrong("records", Texts.missing)
    region = _region(raw.get("region", ""), "region")
    rules = [_record(rule, f"records[{n}]", column, tables, region) for n, rule in enumerate(records)]
    return tuple(_slotted(rules))


def _slotted(rules: list[RecordRule]) -> list[RecordRule]:
    """The rules, each with a slot of its own. A type may come again where each has its name."""
    types = Counter(rule.record_type for rule in rules)
    seen: Counter[str] = Counter()
    named: set[tuple[str, str]] = set()
    found = []
    for n, rule in enumerate(rules):
        kind, several = rule.record_type, types[rule.record_type] > 1
        if several and not (SHAPES[kind].several and rule.name):
            raise wrong("records", Texts.twice)
        if (kind, rule.name) in named:
            raise wrong(f"records[{n}].name", Texts.twice_named, value=rule.name)
        named.add((kind, rule.name))
        seen[kind] += 1
        found.append(replace(rule, slot=kind if seen[kind] == 1 else f"{kind}#{seen[kind]}"))
    return found


def _record(raw: Any, path: str, column: ColumnCheck, tables: Tables, region: str) -> RecordRule:
    raw = an_object(raw, path)
    known(raw, path, RECORD)
    shape = SHAPES[one_of(raw.get("type"), tuple(SHAPES), f"{path}.type")]
    fields = _fields(an_object(raw.get("fields"), f"{path}.fields"), shape, path, column, tables)
    key, key_fields = _key(raw, path, column, shape, fields)
    return RecordRule(
        record_type=shape.record_type,
        when=parse_conditions(raw, path, column),
        key=key,
        key_fields=key_fields,
        name=_name(raw.get("name", ""), f"{path}.name"),
        agent=_agent(raw, shape, path, column, tables),
        team=_team(raw, shape, path, column, tables),
        customer=_customer(raw.get("customer"), path, column, region) if shape.customer else None,
        fields=fields,
    )


def _name(value: Any, path: str) -> str:
    if value and not NAME.fullmatch(a_text(value, path)):
        raise wrong(path, Texts.kind)
    return str(value)


def _key(
    raw: Json, path: str, column: ColumnCheck, shape: Shape, fields: Mapping[str, FieldRule]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The key's columns, and which of them stand for a field."""
    path = f"{path}.key"
    parts = a_list(raw.get("key"), path)
    if not parts:
        raise wrong(path, Texts.missing)
    columns: list[str] = []
    meant: dict[str, str] = {}
    for n, part in enumerate(parts):
        if isinstance(part, Mapping):
            known(part, f"{path}[{n}]", {"field"})
            name = part.get("field")
            rule = fields.get(str(name))
            if rule is None or rule.const is not None or shape.field(str(name)).kind not in DAYS:
                raise wrong(path, Texts.key_field, value=name)
            source = FILE_DAY if rule.file_day else rule.column
            meant[source] = str(name)
            columns.append(source)
        else:
            columns.append(column(part, path))
    return tuple(columns), meant


def _agent(raw: Json, shape: Shape, path: str, column: ColumnCheck, tables: Tables) -> AgentRef | None:
    if not shape.agent or (shape.team and "team" in raw and "agent" not in raw):
        return None
    path = f"{path}.agent"
    rule = an_object(raw.get("agent"), path)
    known(rule, path, {"column", "by", "table", "take", "else", "last_call_days"})
    days = rule.get("last_call_days")
    if days is not None and (shape.record_type != RecordType.ORDER or not raw.get("customer")):
        raise wrong(f"{path}.last_call_days", Texts.kind)
    return AgentRef(
        column=column(rule.get("column"), path),
        by=an_enum(AgentBy, rule.get("by", "number"), f"{path}.by"),
        lookup=parse_lookup(rule, tables, path),
        last_call_days=0 if days is None else at_least(days, 1, f"{path}.last_call_days"),
    )


def _team(raw: Json, shape: Shape, path: str, column: ColumnCheck, tables: Tables) -> TeamRef | None:
    if "team" not in raw:
        return None
    if not shape.team or raw.get("agent"):
        raise wrong(f"{path}.team", Texts.agent_or_team)
    path = f"{path}.team"
    rule = an_object(raw["team"], path)
    known(rule, path, {"column", "by", "table", "take", "else"})
    return TeamRef(
        column=column(rule.get("column"), path),
        by=an_enum(TeamBy, rule.get("by", "code"), f"{path}.by"),
        lookup=parse_lookup(rule, tables, path),
    )


def _customer(raw: Any, path: str, column: ColumnCheck, region: str) -> CustomerRef | None:
    if raw is None:
        return None
    path = f"{path}.customer"
    raw = an_object(raw, path)
    known(raw, path, {"column", "by", "raw", "region"})
    return CustomerRef(
        column=column(raw.get("column"), path),
        by=an_enum(CustomerBy, raw.get("by", "id"), f"{path}.by"),
        raw=bool(raw.get("raw", False)),
        region=_region(raw.get("region", region), f"{path}.region"),
    )


def _region(value: Any, path: str) -> str:
    if value and a_text(value, path).upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise wrong(path, Texts.region, value=value)
    return str(value).upper()


def _fields(raw: Json, shape: Shape, path: str, column: ColumnCheck, tables: Tables) -> dict[str, FieldRule]:
    names = tuple(field.name for field in shape.fields)
    rules = {
        one_of(name, names, f"{path}.fields"): _field(
            rule, f"{path}.fields.{name}", shape.field(name).kind, column, tables
        )
        for name, rule in raw.items()
    }
    for field in shape.fields:
        given = field.name in rules or field.name == "currency" or field.if_mapped
        given = given or field.instant in rules
        if field.required and not given:
            raise wrong(f"{path}.fields.{field.name}", Texts.missing)
    return rules


def _field(raw: Any, path: str, kind: Kind, column: ColumnCheck, tables: Tables) -> FieldRule:
    if isinstance(raw, str):
        raw = {"column": raw}
    raw = an_object(raw, path)
    known(raw, path, FIELD)
    _check_origin(raw, path, kind)
    lookup = parse_lookup(raw, tables, path)
    unit, dates = raw.get("unit"), raw.get("dates")
    return FieldRule(
        column=column(raw["column"], path) if "column" in raw else "",
        time_column=column(raw["time"], f"{path}.time") if "time" in raw else "",
        until_column=column(raw["until"], f"{path}.until") if "until" in raw else "",
        const=plain(raw["const"]) if "const" in raw else None,
        translate=lookup.words if lookup else _translation(raw, path),
        otherwise=plain(raw["else"]) if "else" in raw else None,
        table=lookup.table if lookup else "",
        above=millionths(raw["above"], f"{path}.above") if "above" in raw else None,
        scale=at_least(raw.get("scale", 1), 1, f"{path}.scale"),
        unit=an_enum(DurationUnit, unit, f"{path}.unit") if unit is not None else None,
        dates=an_enum(DateOrder, dates, f"{path}.dates") if dates is not None else None,
        file_day=bool(raw.get("from_file", False)),
    )


def _check_origin(raw: Json, path: str, kind: Kind) -> None:
    """A field has one origin, and what is done with it fits its kind."""
    if sum(name in raw for name in ORIGINS) != 1 or ("map" in raw and "table" in raw):
        raise wrong(path, Texts.one_source)
    fits = {
        "from_file": kind is Kind.DAY,
        "time": kind in DAYS,
        "until": kind in {Kind.SECONDS, Kind.VALUE},
        "above": kind is Kind.YES_NO,
        "dates": kind in DAYS or "until" in raw,
    }
    for name, fit in fits.items():
        if name in raw and not fit:
            raise wrong(f"{path}.{name}", Texts.kind)


def _translation(raw: Json, path: str) -> dict[str, str] | None:
    if raw.get("map") is None:
        return None
    words = an_object(raw["map"], f"{path}.map")
    return {value_key(text): plain(value) for text, value in words.items()}
