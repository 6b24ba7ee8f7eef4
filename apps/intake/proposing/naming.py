"""What a source could be called, from the name of its file; people change it as they like."""

import re
import unicodedata
from collections.abc import Container
from pathlib import PurePath
from typing import Final

MOST_NAME: Final = 120
MOST_CODE: Final = 32  # leaves room for a number behind it
_ENDINGS: Final = frozenset(
    {".gz", ".zip", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".jsonl", ".json"}
)
_DAY: Final = re.compile(r"(?<!\d)(\d{4}[-_.]?\d{2}[-_.]?\d{2}|\d{4}[-_.]?\d{2}|\d{6})(?!\d)")
_APART: Final = re.compile(r"[\W_]+")
_NOT_CODE: Final = re.compile(r"[^a-z0-9]+")


def name_of_file(filename: str) -> str:
    """The file's name without its endings, days and signs: `crm_orders_2026-11-24.csv` is `crm orders`."""
    name = PurePath(filename).name
    while (ending := PurePath(name).suffix.lower()) in _ENDINGS:
        name = name[: -len(ending)]
    bare = _APART.sub(" ", _DAY.sub(" ", name)).strip()
    return (bare or _APART.sub(" ", name).strip())[:MOST_NAME]


def code_of_name(name: str, taken: Container[str]) -> str:
    """A code that is free; empty where the name has no letter or digit that may stand in one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    code = _NOT_CODE.sub("-", plain).strip("-")[:MOST_CODE].strip("-")
    if not code:
        return ""
    numbered = (code if n == 1 else f"{code}-{n}" for n in range(1, 10_000))
    return next(one for one in numbered if one not in taken)
