"""What cannot be calculated, said as a code with values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

Value: TypeAlias = str | int | Fraction | Decimal | date
Values: TypeAlias = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that could not be calculated, or that a person has to decide.

    `code` is stable snake_case, the key of the sentence that a higher layer shows; `values` are the figures
    that the sentence names, sorted by name so that equal issues are equal.
    """

    code: str
    values: Values = ()

    @classmethod
    def of(cls, code: str, /, **values: Value) -> Issue:
        """An issue with its values given by name."""
        return cls(code, tuple(sorted(values.items())))

    def as_mapping(self) -> Mapping[str, Value]:
        """The values by name."""
        return dict(self.values)
