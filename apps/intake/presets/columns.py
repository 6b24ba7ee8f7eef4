"""Columns of built-in mappings, by the headers that exports carry (`mapping.aliases`)."""

from typing import Any, Final

from apps.intake.mapping import aliases
from apps.intake.mapping.aliases import ALIASES, Headers

AGENT_NUMBER: Final = aliases.AGENT_NUMBER
AGENT_NAME: Final = aliases.AGENT_NAME
# Where a file has one column for its customers, whatever they are called by.
CUSTOMER: Final = (*aliases.CUSTOMER_PHONE, "Customer", *aliases.CUSTOMER_ID)
FOOTER: Final = list(aliases.FOOTER)


def column(*headers: str) -> dict[str, Any]:
    """A column the file must have, by any of these headers."""
    return {"headers": list(headers)}


def optional(*headers: str) -> dict[str, Any]:
    """A column the file may have."""
    return {"headers": list(headers), "required": False}


def known(record_type: str, target: str, *also: str) -> Headers:
    """The headers known for a target of a record type, before them those that only this export has."""
    return (*also, *(header for header in ALIASES[record_type][target] if header not in also))
