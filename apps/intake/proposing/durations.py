"""In which units the durations of a column may be written; a header may say it, texts seldom do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from apps.intake.mapping.spec import DurationUnit
from apps.intake.mapping.texts import header_key

_WAYS: Final = {
    "seconds": r"[0-9]+(?:\.0+)?",
    "minutes": r"[0-9]+(?:[.,][0-9]+)?",
    "minutes_seconds": r"[0-9]{1,4}:[0-5][0-9](?:\.0+)?",
    "clock": r"(?:(?:1899-12-3[01]|1904-01-01) )?[0-9]{1,3}:[0-5][0-9]:[0-5][0-9](?:\.0+)?",
    "clock_1900": r"(?:1899-12-3[01] )?1900-01-01 [0-9]{1,3}:[0-5][0-9]:[0-5][0-9](?:\.0+)?",
}
_SAID: Final = {
    "seconds": ("seconds", "second", "secs", "sec", "(s)", "秒"),
    "minutes": ("minutes", "minute", "mins", "(min)", "分钟", "分鐘"),
}
KNOWN: Final = frozenset(unit.value for unit in DurationUnit)


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationUnits:
    """`allowed`: units that read every text. `said`: the header says the unit. `text`: one of them."""

    allowed: tuple[str, ...]
    text: str
    said: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody has to say: whole numbers alone never tell their unit."""
        return not self.said and (len(self.allowed) != 1 or self.allowed[0] in {"seconds", "minutes"})


def duration_units(header: str, texts: Sequence[str]) -> DurationUnits:
    """What a column's header and texts allow. Without a text, everything."""
    readable = tuple(
        unit
        for unit, pattern in _WAYS.items()
        if unit in KNOWN and all(re.fullmatch(pattern, text) for text in texts)
    )
    text = max(texts, key=len, default="")
    key = header_key(header)
    said = tuple(unit for unit in readable if any(header_key(word) in key for word in _SAID.get(unit, ())))
    if said:
        return DurationUnits(allowed=said[:1], text=text, said=True)
    return DurationUnits(allowed=readable, text=text)
