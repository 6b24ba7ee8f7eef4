"""Plans as TOML: read with the line and column of whatever is wrong, and written carefully.

Numbers with a point are read as exact decimals, never as binary floating point.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from apps.incentives.refusals import SpecWrong

AT: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?")
NAMED: Final = re.compile(r"^(\s*)(\"[^\"]*\"|[\w\-]+)(?:\.[\w\-\"]+)*\s*=\s*(.*)$")
DATES: Final = frozenset({"from", "to", "starts"})
PLAIN_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in a text, counted from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Places:
    """Where each name of a text stands, by its path: `component.add_ons.tiers`, `limits.budget`."""

    known: dict[str, Place] = field(default_factory=dict)

    def find(self, path: str) -> Place:
        """The place of a path, or of the nearest part around it; the first line where nothing is known."""
        parts = path.split(".")
        while parts:
            if place := self.known.get(".".join(parts)):
                return place
            parts.pop()
        return Place(line=1, column=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A text's content as JSON has it, and where each name of it stands."""

    content: dict[str, Any]
    places: Places


class TextWrong(SpecWrong):
    """The text is no TOML; `line` and `column` say where it stops being it."""

    def __init__(self, *, place: Place, problem: str) -> None:
        super().__init__(where=f"{place.line}:{place.column}", problem=problem)
        self.place = place


def parse(text: str) -> Parsed:
    """The content of a text. Raises `TextWrong`."""
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = AT.search(str(error))
        last = text.count("\n") + 1
        place = Place(line=int(found[1]), column=int(found[2])) if found else Place(line=last, column=1)
        raise TextWrong(place=place, problem=AT.sub("", str(error)).strip()) from None
    return Parsed(content=_as_json(content), places=places(text))


def places(text: str) -> Places:
    """Where tables and names stand; a table in a list goes by its number and by its key."""
    found, table, counts = Places(), "", dict[str, int]()
    number = ""
    for n, line in enumerate(text.splitlines(), start=1):
        if header := HEADER.match(line):
            table = header[2]
            if header[1] == "[[":
                counts[table] = counts.get(table, 0) + 1
                number = f"{table}.{counts[table]}"
                table, place = number, Place(line=n, column=line.index("[") + 1)
                found.known[table] = place
            else:
                found.known[table] = Place(line=n, column=line.index("[") + 1)
        elif named := NAMED.match(line):
            name = named[2].strip('"')
            place = Place(line=n, column=len(named[1]) + 1)
            path = f"{table}.{name}" if table else name
            found.known[path] = place
            if name == "key" and table == number and number:
                _by_key(found, number, named[3])
    return _with_keys(found)


def _by_key(found: Places, number: str, value: str) -> None:
    """Remember that the table of this number is also called by its key."""
    key = value.partition("#")[0].strip().strip("\"'")
    found.known[f"{number.rpartition('.')[0]}.{key}"] = found.known[number]
    found.known[f"={number}"] = Place(line=0, column=0)
    found.known[f"={number}={key}"] = Place(line=0, column=0)


def _with_keys(found: Places) -> Places:
    """The names inside a table in a list, under its key too."""
    keys = {
        name[1:].partition("=")[0]: name[1:].partition("=")[2]
        for name in found.known
        if name.startswith("=") and "=" in name[1:]
    }
    known = {name: place for name, place in found.known.items() if not name.startswith("=")}
    for path, place in list(known.items()):
        parts = path.split(".")
        number = ".".join(parts[:2])
        if len(parts) > 2 and number in keys:
            known[".".join((parts[0], keys[number], *parts[2:]))] = place
    return Places(known=known)


def _as_json(value: Any) -> Any:
    """Dates and decimals as text, everything else as it is."""
    if isinstance(value, Mapping):
        return {name: _as_json(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_as_json(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def dump(content: Mapping[str, Any], *, head: Iterable[str] = ()) -> str:
    """The content as TOML: plain names first, then tables, then lists of tables, each in the order given."""
    lines = [f"# {line}" for line in head]
    plain = {name: value for name, value in content.items() if not _is_table(value)}
    lines += _lines(plain)
    for name, value in content.items():
        if isinstance(value, Mapping):
            lines += ["", f"[{name}]", *_lines(value)]
        elif _is_table(value):
            for one in value:
                lines += ["", f"[[{name}]]", *_lines(one)]
    return "\n".join(lines) + "\n"


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
    )


def _lines(table: Mapping[str, Any]) -> list[str]:
    width = max((len(_key(name)) for name in table), default=0)
    return [f"{_key(name):<{width}} = {_value(value, name)}" for name, value in table.items()]


def _key(name: str) -> str:
    return name if PLAIN_KEY.fullmatch(name) else _text(name)


def _value(value: Any, name: str = "") -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return value if name in DATES and _is_day(value) else _text(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    raise TypeError(f"{type(value).__name__} is no value of a plan")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
