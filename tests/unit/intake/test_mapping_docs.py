"""Every example of docs/mapping.md is a mapping, and everything a mapping can say is on that page."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from apps.intake.mapping import parse
from apps.intake.mapping.columns import CONDITION
from apps.intake.mapping.parsing import DELIMITERS, ENCODINGS, NEGATIVES
from apps.intake.mapping.records import FIELD, RECORD
from apps.intake.mapping.spec import AgentBy, CustomerBy, DateOrder, DurationUnit, TeamBy
from apps.intake.shapes import SHAPES

PAGE = (Path(__file__).parents[3] / "docs" / "mapping.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```json (\w+) ?(\S*)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def spec_of(kind: str, place: str, example: Any) -> dict[str, Any]:
    """An example as part of a whole mapping."""
    if kind == "mapping":
        return dict(example)
    columns: dict[str, Any] = {name: {} for name in sorted(_columns(example))} | {"id": {}, "agent": {}}
    agent = {"column": "agent", "by": "number"}
    record: dict[str, Any] = {"type": "call", "key": ["id"], "agent": agent}
    record["fields"] = {"day": "id", "direction": {"const": "out"}}
    if kind == "column":
        columns["made"] = example
    elif kind == "record":
        record = example
    elif kind == "when":
        record["when"] = example
    elif kind == "field":
        record["type"], _dot, name = place.partition(".")
        if record["type"] == "measurement":
            record["fields"] = {"day": "id", "code": {"const": "x"}, "value": "id"}
        record["fields"][name] = example
    return {"columns": columns, "records": [record]}


def _columns(part: Any) -> set[str]:
    if isinstance(part, dict):
        named = {
            text
            for name, text in part.items()
            if name in {"column", "time", "until"} and isinstance(text, str)
        }
        return named.union(*(_columns(inner) for inner in part.values())) | set(_plain(part))
    if isinstance(part, list):
        return set().union(*(_columns(inner) for inner in part))
    return set()


def _plain(part: dict[str, Any]) -> list[str]:
    """Columns that stand without the word: of joins, keys, and fields in short."""
    listed = [*part.get("join", []), *(text for text in part.get("key", []) if isinstance(text, str))]
    return listed + [rule for rule in part.get("fields", {}).values() if isinstance(rule, str)]


@pytest.mark.parametrize(("kind", "place", "text"), EXAMPLES)
def test_every_example_is_understood(kind: str, place: str, text: str) -> None:
    assert parse(spec_of(kind, place, json.loads(text))).records


def test_there_are_examples_of_every_kind() -> None:
    assert {kind for kind, *_ in EXAMPLES} == {"mapping", "column", "when", "record", "field"}
    assert len(EXAMPLES) == PAGE.count("```json")


@pytest.mark.parametrize(
    "words",
    [
        FIELD,
        RECORD - {"type"},
        CONDITION - {"column"},
        AgentBy,
        TeamBy,
        CustomerBy,
        DateOrder,
        DurationUnit,
        ENCODINGS,
        NEGATIVES,
        SHAPES,
        {
            name
            for shape in SHAPES.values()
            for field in shape.fields
            for name in (field.name, *field.choices)
        },
    ],
)
def test_every_word_is_explained(words: Any) -> None:
    missing = sorted(str(word) for word in words if f"`{word}`" not in PAGE)
    assert not missing


def test_delimiters_are_explained() -> None:
    assert all(f"`{mark}`" in PAGE for mark in DELIMITERS if mark.strip())
