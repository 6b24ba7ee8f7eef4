"""The words of a mapping: what texts of a column mean, said one by one as they come up.

Rows that were kept are read by their own mapping with every word its source has learned since.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from apps.intake.mapping.spec import Spec
from apps.intake.mapping.texts import header_key, value_key
from apps.intake.shapes import SHAPES, Field, Kind

Json = Mapping[str, Any]
WORDS: Final = frozenset({Kind.TEXT, Kind.CHOICE, Kind.YES_NO})  # amounts and days are never translated


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A field whose texts are translated: `code` is its place in the mapping."""

    code: str  # "0.disposition": record and field
    record_type: str
    field: Field
    words: frozenset[str]  # texts that have a meaning


def places_of(raw: Json, spec: Spec, header: str) -> Iterator[Place]:
    """The fields that translate a column of the file, given by its header. `raw`: `spec` as it is stored."""
    names = {
        column.name
        for column in spec.columns
        if header_key(header) in {header_key(name) for name in (column.name, *column.headers)}
    }
    for number, record in enumerate(raw["records"]):
        shape = SHAPES[record["type"]]
        for name, rule in record["fields"].items():
            field, words = shape.field(name), _words(rule, shape.field(name))
            if field.kind in WORDS and words is not None and _column(rule) in names:
                yield Place(
                    code=f"{number}.{name}",
                    record_type=shape.record_type,
                    field=field,
                    words=frozenset(value_key(text) for text in words),
                )


def taught(raw: Json, code: str, meanings: Mapping[str, str]) -> dict[str, Any]:
    """A mapping with more words at a place."""
    spec = deepcopy(dict(raw))
    number, _dot, name = code.partition(".")
    record = spec["records"][int(number)]
    rule = record["fields"][name]
    known = _words(rule, SHAPES[record["type"]].field(name)) or {}
    plain = {"column": rule} if isinstance(rule, str) else rule
    record["fields"][name] = {**plain, "map": {**known, **meanings}}
    return spec


def learned(own: Json, newest: Json) -> Json:
    """A mapping with the words that a newer version of it has more, field by field of the same records."""
    records = {(one["type"], one.get("name", "")): one for one in newest["records"]}
    found = deepcopy(dict(own))
    for record in found["records"]:
        newer = records.get((record["type"], record.get("name", "")), {"fields": {}})["fields"]
        for name, rule in record["fields"].items():
            more = newer.get(name)
            if isinstance(more, dict) and more.get("map") and _column(more) == _column(rule):
                known = _words(rule, SHAPES[record["type"]].field(name))
                if known is not None:
                    plain = {"column": rule} if isinstance(rule, str) else rule
                    record["fields"][name] = {**plain, "map": {**known, **_more(more["map"], known)}}
    return found


def _more(newer: Json, known: Json) -> dict[str, Any]:
    keys = {value_key(text) for text in known}
    return {text: value for text, value in newer.items() if value_key(text) not in keys}


def _column(rule: Any) -> str:
    return str(rule if isinstance(rule, str) else rule.get("column", ""))


def _words(rule: Any, field: Field) -> dict[str, Any] | None:
    """The words of a field; of a choice without any, its own values. None where it translates nothing."""
    if isinstance(rule, dict) and rule.get("map") is not None:
        return dict(rule["map"])
    if field.choices and (isinstance(rule, str) or not {"const", "table", "else"} & set(rule)):
        return {choice: choice for choice in field.choices}
    return None
