"""The places of a mapping that a column can fill, by a code each: key, agent.number, call.talk_seconds.

Key, agent and customer are one for all records of a row; fields belong to their record: its type, and its
name where a row has several of one (measurement:talk_time.value). A start may be joined of two columns:
`call.started_at.time` is the one with the time, the day's column gives the day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from apps.intake.mapping.spec import AgentBy, CustomerBy
from apps.intake.shapes import SHAPES, Field, Kind

KEY: Final = "key"
AGENT: Final = "agent"
CUSTOMER: Final = "customer"
TIME: Final = "time"
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place for a column. `record`, `field`: of a field's; `by`: of an agent's or a customer's."""

    code: str
    record: str = ""
    field: Field | None = None
    by: str = ""
    is_time: bool = False

    @property
    def kind(self) -> Kind | None:
        """How the field's text is read; None of keys, agents and customers."""
        return self.field.kind if self.field else None


def slots(spec: Json) -> tuple[Slot, ...]:
    """Every place of the record types of a mapping, in the order of its page."""
    return tuple(_slots(spec))


def _slots(spec: Json) -> Iterator[Slot]:
    records = [(record_id(record), SHAPES[record["type"]]) for record in spec["records"]]
    shapes = [shape for _name, shape in records]
    yield Slot(code=KEY)
    if any(shape.agent for shape in shapes):
        yield from (Slot(code=f"{AGENT}.{by}", by=by.value) for by in AgentBy)
    if any(shape.customer for shape in shapes):
        yield from (Slot(code=f"{CUSTOMER}.{by}", by=by.value) for by in CustomerBy)
    for name, shape in records:
        for field in shape.fields:
            code = f"{name}.{field.name}"
            yield Slot(code=code, record=name, field=field)
            if field.kind is Kind.INSTANT:
                yield Slot(code=f"{code}.{TIME}", record=name, field=field, is_time=True)


def record_id(record: Json) -> str:
    """What tells the records of a row apart: the type, with the name where it has one."""
    return f"{record['type']}:{record['name']}" if record.get("name") else str(record["type"])


def slot_of(spec: Json, code: str) -> Slot | None:
    """The place with a code, if the mapping has it."""
    return next((slot for slot in slots(spec) if slot.code == code), None)


def slots_of(spec: Json, column: str) -> tuple[Slot, ...]:
    """The places that a column of the mapping fills."""
    filled = {code for code, name in filled_slots(spec) if name == column}
    return tuple(slot for slot in slots(spec) if slot.code in filled)


def filled_slots(spec: Json) -> Iterator[tuple[str, str]]:
    """(code, column) of every place that is filled; a place of all records may come several times."""
    for record in spec["records"]:
        yield from ((KEY, name) for name in key_columns(record))
        for part in (AGENT, CUSTOMER):
            ref = record.get(part)
            if ref and ref.get("column"):
                default = "number" if part == AGENT else "id"
                yield f"{part}.{ref.get('by', default)}", ref["column"]
        for name, rule in record.get("fields", {}).items():
            whole = {"column": rule} if isinstance(rule, str) else rule
            code = f"{record_id(record)}.{name}"
            if whole.get(TIME):
                yield f"{code}.{TIME}", whole[TIME]
            elif whole.get("column"):
                yield code, whole["column"]


def key_columns(record: Json) -> list[str]:
    """The columns of a record's key; a part may be a field, whose column is meant."""
    fields = record.get("fields", {})
    found = []
    for part in record.get("key", []):
        rule = fields.get(part.get("field")) if isinstance(part, Mapping) else part
        name = rule.get("column") if isinstance(rule, Mapping) else rule
        if name:
            found.append(str(name))
    return found


def read_columns(spec: Json) -> frozenset[str]:
    """The columns that anything of the mapping reads."""
    found: set[str] = set()
    for record in spec["records"]:
        found |= _names(record)
    for name, rule in spec["columns"].items():
        if name in found and is_made(rule):
            found |= made_of(rule)
    return frozenset(found & set(spec["columns"]))


def is_made(rule: Json) -> bool:
    """Whether a column is made of others, and stands in no file."""
    return bool(rule.get("join") or rule.get("choose"))


def made_of(rule: Json) -> set[str]:
    """The columns that a made one is made of."""
    return _names({part: rule.get(part) for part in ("join", "choose")})


def _names(part: Any) -> set[str]:
    """Every text of a record's rule: those that are no column are told apart by whoever asks."""
    if isinstance(part, str):
        return {part}
    if isinstance(part, Mapping):
        return set().union(*(_names(inner) for name, inner in part.items() if name not in {"map", "const"}))
    if isinstance(part, list | tuple):
        return set().union(*(_names(inner) for inner in part))
    return set()
