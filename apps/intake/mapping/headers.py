"""Finds a mapping's columns among the headers of a file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from apps.intake.mapping.spec import Column, Spec
from apps.intake.mapping.texts import header_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Which column of the file each column of the mapping is; what is missing, twice or unused."""

    positions: Mapping[str, int]
    headers: Mapping[str, str]  # the file's own header of each column of the mapping
    missing: tuple[str, ...]  # required columns, by the first header they may carry
    twice: tuple[str, ...]  # headers that come more than once
    unused: tuple[str, ...]  # headers the mapping does not ask for
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # headers a made column is made of

    def headers_of(self, column: str) -> tuple[str, ...]:
        """The file's headers that a column of the mapping comes from."""
        if column in self.parts:
            return self.parts[column]
        return (self.headers[column],) if column in self.headers else ()

    def header(self, column: str) -> str:
        """What the file calls a column of the mapping; its own name where the file lacks it."""
        return self.headers.get(column, column)


def bind(spec: Spec, headers: Sequence[str]) -> Binding:
    """Match headers without regard to case, spaces and full width; blank headers are nobody's."""
    keys = [header_key(header) for header in headers]
    counts = Counter(key for key in keys if key)
    own = [column for column in spec.columns if not column.made]
    positions = {column.name: at for column in own if (at := _position(column, keys)) is not None}
    used = set(positions.values())
    names = {name: headers[at].strip() for name, at in positions.items()}
    made = {column.name: _made_of(column, names) for column in spec.columns if column.made}
    return Binding(
        positions=positions,
        headers=names | {name: " / ".join(parts) for name, parts in made.items()},
        parts=made,
        # In order of the alphabet: PostgreSQL does not keep the order of a mapping's columns.
        missing=tuple(
            sorted(column.headers[0] for column in own if column.required and column.name not in positions)
        ),
        twice=tuple(
            header for n, header in enumerate(headers) if counts[keys[n]] > 1 and keys.index(keys[n]) == n
        ),
        unused=tuple(header for n, header in enumerate(headers) if keys[n] and n not in used),
    )


def _made_of(column: Column, names: Mapping[str, str]) -> tuple[str, ...]:
    parts = column.join or tuple(choice.column for choice in column.choices)
    return tuple(dict.fromkeys(names[part] for part in parts if part in names))


def _position(column: Column, keys: Sequence[str]) -> int | None:
    for header in column.headers:
        key = header_key(header)
        if key in keys:
            return keys.index(key)
    return None
