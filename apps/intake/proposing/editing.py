"""Changes of a mapping (JSON), each giving a new one. What no page can show of it stays as it is."""

import copy
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any, Final

from apps.intake.mapping.texts import header_key
from apps.intake.proposing.slots import (
    AGENT,
    KEY,
    TIME,
    Slot,
    is_made,
    key_columns,
    made_of,
    read_columns,
    record_id,
    slot_of,
    slots,
    slots_of,
)
from apps.intake.shapes import SHAPES, Kind

Json = Mapping[str, Any]
Spec = dict[str, Any]
RESERVED: Final = frozenset({"row"})  # a name the reading of blocks keeps for itself
_NOT_WORD: Final = re.compile(r"\W+")


def column_name(spec: Json, header: str) -> str | None:
    """The mapping's own name of a file's column; None where it does not read it."""
    key = header_key(header)
    for name, rule in spec["columns"].items():
        if not is_made(rule) and any(header_key(known) == key for known in rule.get("headers", [name])):
            return str(name)
    return None


def with_column(spec: Json, header: str) -> tuple[Spec, str]:
    """The mapping with a column of the file, and the column's name in it."""
    changed = copy.deepcopy(dict(spec))
    name = column_name(changed, header)
    if name is None:
        name = _free_name(header, changed["columns"])
        changed["columns"][name] = {"headers": [header]}
    return changed, name


def _free_name(header: str, taken: Iterable[str]) -> str:
    words = _NOT_WORD.sub("_", unicodedata.normalize("NFKC", header).casefold()).strip("_") or "column"
    names = {*taken, *RESERVED}
    return next(
        name for name in (words, *(f"{words}_{n}" for n in range(2, len(names) + 3))) if name not in names
    )


def without_unread(spec: Json) -> Spec:
    """The mapping without columns that nothing reads."""
    changed = copy.deepcopy(dict(spec))
    read = read_columns(changed)
    changed["columns"] = {name: rule for name, rule in changed["columns"].items() if name in read}
    return changed


def give(spec: Json, header: str, slot: Slot) -> Spec:
    """Let a column of the file fill a place; what filled it before no longer does (keys have parts)."""
    changed, name = with_column(spec, header)
    for record in changed["records"]:
        if slot.code == KEY:
            if name not in key_columns(record):
                record["key"] = [*record.get("key", []), name]
        elif slot.by:
            _refer(record, slot, name)
        elif record_id(record) == slot.record:
            _fill(record, slot, name)
    return without_unread(changed)


def _refer(record: Spec, slot: Slot, name: str) -> None:
    part = slot.code.partition(".")[0]
    shape = SHAPES[record["type"]]
    if shape.agent if part == AGENT else shape.customer:
        kept = {key: value for key, value in (record.get(part) or {}).items() if key == "raw"}
        record[part] = {**kept, "column": name, "by": slot.by}


def _fill(record: Spec, slot: Slot, name: str) -> None:
    fields: Spec = record.setdefault("fields", {})
    field = slot.field.name if slot.field else ""
    rule = _whole(fields.get(field))
    day = _whole(fields.get("day")).get("column")
    if slot.is_time:
        fields[field] = {"column": rule.get("column") or day or name, TIME: name}
        return
    rule.pop("const", None)
    if slot.kind is Kind.INSTANT:
        rule.pop(TIME, None)
    fields[field] = _short({**rule, "column": name})
    if field == "day":
        _follow_day(fields, before=day, after=name)


def _follow_day(fields: Spec, *, before: str | None, after: str) -> None:
    """A start joined of the day's column and a time goes with the day."""
    for name, rule in fields.items():
        if isinstance(rule, dict) and rule.get(TIME) and rule.get("column") in {before, rule[TIME]}:
            fields[name] = {**rule, "column": after}


def take(spec: Json, header: str, slot: Slot) -> Spec:
    """Let a column no longer fill a place."""
    changed = copy.deepcopy(dict(spec))
    name = column_name(changed, header)
    for record in changed["records"]:
        if slot.code == KEY:
            record["key"] = _without(record, {name})
        elif slot.by:
            part = slot.code.partition(".")[0]
            if (record.get(part) or {}).get("column") == name:
                record.pop(part)
        elif record_id(record) == slot.record and slot.field:
            record.get("fields", {}).pop(slot.field.name, None)
    return without_unread(changed)


def _without(record: Json, gone: Container[str | None]) -> list[Any]:
    """The parts of a record's key that are of none of these columns."""
    fields = record.get("fields", {})
    return [
        part
        for part in record.get("key", [])
        if (part if isinstance(part, str) else _whole(fields.get(part.get("field"))).get("column"))
        not in gone
    ]


def without_columns(spec: Json, gone: Iterable[str]) -> Spec:
    """The mapping without some columns, and without whatever read them."""
    changed = copy.deepcopy(dict(spec))
    for name in gone:
        for slot in slots_of(changed, name):
            changed = take(changed, changed["columns"][name].get("headers", [name])[0], slot)
    missing = set(gone)
    missing |= {name for name, rule in spec["columns"].items() if is_made(rule) and made_of(rule) & missing}
    for record in changed["records"]:
        record["key"] = _without(record, missing)
        record["when"] = [test for test in record.get("when", []) if test.get("column") not in missing]
        record["fields"] = {
            field: rule
            for field, rule in record.get("fields", {}).items()
            if not missing & {_whole(rule).get(part) for part in ("column", TIME, "until")}
        }
    changed["columns"] = {name: rule for name, rule in changed["columns"].items() if name not in missing}
    return changed


def set_constant(spec: Json, code: str, value: str) -> Spec:
    """Let a field be the same for every row."""
    slot = slot_of(spec, code)
    changed = copy.deepcopy(dict(spec))
    for record in changed["records"]:
        if slot and slot.field and record_id(record) == slot.record:
            record.setdefault("fields", {})[slot.field.name] = {"const": value}
    return without_unread(changed)


def constants(spec: Json) -> Iterator[tuple[Slot, str]]:
    """The places that are the same in every row, each with what it is."""
    for slot in slots(spec):
        const = rule_of(spec, slot.code).get("const")
        if const is not None and not slot.is_time:
            yield slot, const


def set_last_call(spec: Json, days: int) -> Spec:
    """Let orders that name nobody go to whoever last reached their customer in so many days; 0: to nobody."""
    changed = copy.deepcopy(dict(spec))
    for record in changed["records"]:
        if takes_last_call(record):
            record["agent"].pop("last_call_days", None)
            record["agent"] |= {"last_call_days": days} if days else {}
    return changed


def takes_last_call(record: Json) -> bool:
    """Whether a record may have such a rule: an order with an agent and a customer."""
    return record["type"] == "order" and bool(record.get("agent")) and bool(record.get("customer"))


def set_region(spec: Json, region: str) -> Spec:
    """Say where phone numbers without a country's code are from; empty: nobody knows."""
    changed = {name: value for name, value in copy.deepcopy(dict(spec)).items() if name != "region"}
    return {**changed, "region": region} if region else changed


def has_phones(spec: Json) -> bool:
    """Whether a customer is named by a phone number."""
    return any((record.get("customer") or {}).get("by") == "phone" for record in spec["records"])


def set_meanings(spec: Json, code: str, meanings: Mapping[str, str]) -> Spec:
    """Translate the texts of a field's column; a text without one is rejected. None: texts as they are."""
    slot = slot_of(spec, code)
    changed = copy.deepcopy(dict(spec))
    for record in changed["records"]:
        if slot and slot.field and record_id(record) == slot.record:
            rule = _whole(record["fields"].get(slot.field.name))
            known = words_of(changed, rule)
            for part in ("map", "table", "take", "else"):
                rule.pop(part, None)
            if meanings:
                rule["map"] = {**known, **meanings}
            record["fields"][slot.field.name] = _short(rule)
    return changed


def words_of(spec: Json, rule: Json) -> dict[str, str]:
    """The words that a field's rule translates, by its own list or by a table of the mapping."""
    if rule.get("map") is not None:
        return dict(rule["map"])
    table = spec.get("tables", {}).get(rule.get("table"), {})
    take = rule.get("take")
    found = {text: row.get(take) if isinstance(row, Mapping) else row for text, row in table.items()}
    return {text: str(value) for text, value in found.items() if value is not None}


def set_unit(spec: Json, column: str, unit: str) -> Spec:
    """Declare the unit of a column's durations."""
    changed = copy.deepcopy(dict(spec))
    for record in changed["records"]:
        shape = SHAPES[record["type"]]
        for field in shape.fields:
            rule = _whole(record.get("fields", {}).get(field.name))
            if field.kind is Kind.SECONDS and rule.get("column") == column:
                record["fields"][field.name] = {**rule, "unit": unit}
    return changed


def set_key(spec: Json, headers: Iterable[str]) -> Spec:
    """Let these columns together name a record."""
    changed: Spec = copy.deepcopy(dict(spec))
    names = []
    for header in headers:
        changed, name = with_column(changed, header)
        names.append(name)
    for record in changed["records"]:
        record["key"] = [_key_part(record, name) for name in names]
    return without_unread(changed)


def _key_part(record: Json, name: str) -> Any:
    """A column of a key; the field itself where the column alone is a day or a start.

    So the same moment written in another way is the same key.
    """
    shape = SHAPES[record["type"]]
    for field in shape.fields:
        rule = _whole(record.get("fields", {}).get(field.name))
        if field.kind in {Kind.DAY, Kind.INSTANT} and rule == {"column": name}:
            return {"field": field.name}
    return name


def rule_of(spec: Json, code: str) -> Spec:
    """The rule of a field, written out; empty where it has none."""
    slot = slot_of(spec, code)
    for record in spec["records"]:
        if slot and slot.field and record_id(record) == slot.record:
            return _whole(record.get("fields", {}).get(slot.field.name))
    return {}


def _whole(rule: Any) -> Spec:
    if isinstance(rule, str):
        return {"column": rule}
    return dict(rule or {})


def _short(rule: Spec) -> Any:
    return rule["column"] if set(rule) == {"column"} else rule
