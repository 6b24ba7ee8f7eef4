"""Numbers of a query string or form, where anybody may type anything."""

from collections.abc import Mapping
from typing import Final

LARGEST: Final = 2**63 - 1


def number(text: str) -> int | None:
    """A whole number that can be an id; None for anything else."""
    fits = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))
    return int(text) if fits and int(text) <= LARGEST else None


def number_in(given: Mapping[str, str], name: str) -> int | None:
    """The same of a parameter, which may be missing."""
    return number(given.get(name, ""))
