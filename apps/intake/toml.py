"""Plain values as TOML, for people to read and review; the standard library reads it back."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

WIDE: Final = 100  # characters from which a list or a small table takes lines of its own
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
Table = Mapping[str, Any]


def to_toml(content: Table) -> str:
    """Tables of texts, whole numbers, truth values, lists and tables. None is left out: TOML has none."""
    return "\n".join(_table(content, "")) + "\n"


def _table(content: Table, path: str) -> Iterator[str]:
    """Values first, then tables: whatever follows a heading belongs to it."""
    values = {key: value for key, value in content.items() if value is not None}
    later = {key: value for key, value in values.items() if not _fits(key, value)}
    for key, value in values.items():
        if key not in later:
            yield f"{_key(key)} = {_inline(value)}"
    for key, value in later.items():
        where = f"{path}.{_key(key)}" if path else _key(key)
        if isinstance(value, Mapping):
            yield from ("", f"[{where}]", *_table(value, where))
        elif _is_tables(value):
            for item in value:
                yield from ("", f"[[{where}]]", *_table(item, where))


def _fits(key: str, value: Any) -> bool:
    """Whether a value stands on the line of its key."""
    if isinstance(value, Mapping):
        flat = not any(isinstance(inner, Mapping) or _is_tables(inner) for inner in value.values())
        return flat and len(key) + len(_inline(value)) <= WIDE
    if _is_tables(value):
        return len(key) + len(_inline(value)) <= WIDE and key != "records"
    return True


def _is_tables(value: Any) -> bool:
    return (
        isinstance(value, list | tuple) and bool(value) and all(isinstance(item, Mapping) for item in value)
    )


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_inline(part)}" for key, part in value.items() if part is not None)
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        parts = [_inline(part) for part in value]
        line = f"[{', '.join(parts)}]"
        return line if len(line) <= WIDE else "[\n" + "".join(f"  {part},\n" for part in parts) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return _text(str(value))


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(sign, _sign(sign)) for sign in text) + '"'


def _sign(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x20 or ord(sign) == 0x7F else sign
