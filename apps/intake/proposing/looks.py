"""What the texts of a column look like: told from the texts alone, and proof of nothing."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from apps.intake.validating.cells import NO, YES


class Look(StrEnum):
    """What most texts of a column look like, the more particular first."""

    BLANK = "blank"
    YES_NO = "yes_no"
    EMAIL = "email"
    CLOCK_1900 = "clock_1900"  # 1900-01-01 00:02:23: a duration behind a date that means nothing
    MOMENT = "moment"  # a day with a time
    DAY = "day"
    TIME = "time"  # 9:12:58: a time of day, or a duration
    EPOCH = "epoch"  # milliseconds since 1970
    PHONE = "phone"
    WHOLE = "whole"
    NUMBER = "number"
    TEXT = "text"


_DAY: Final = r"(?:[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4})"
_CLOCK: Final = r"[0-9]{1,3}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
_PATTERNS: Final = {
    Look.EMAIL: re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    Look.CLOCK_1900: re.compile(rf"1900-01-01[ T]{_CLOCK}"),
    Look.MOMENT: re.compile(rf"{_DAY}[ T]{_CLOCK}(?:Z|[+-][0-9]{{2}}:?[0-9]{{2}})?"),
    Look.DAY: re.compile(_DAY),
    Look.TIME: re.compile(_CLOCK),
    Look.EPOCH: re.compile(r"1[0-9]{12}"),
    Look.PHONE: re.compile(r"\+[0-9][0-9 ()-]{6,18}|(?=.*[0-9].*)[0-9*•-]{8,15}|[0-9]{3,4}[ -][0-9]{4}"),
    Look.WHOLE: re.compile(r"[+-]?[0-9]+"),
    Look.NUMBER: re.compile(r"[+-]?[0-9]+(?:[.,'\u00a0 ][0-9]+)*"),
}
MOST: Final = 0.9  # the share of texts from which a column looks like something


def look_of(texts: Iterable[str]) -> Look:
    """What at least nine in ten of the texts look like; blank ones do not count."""
    filled = [text for text in texts if text]
    if not filled:
        return Look.BLANK
    words = {text.casefold() for text in filled}
    if words <= {*YES, *NO} and len(words) <= 2 and not words <= {"0", "1"}:
        return Look.YES_NO
    for look, pattern in _PATTERNS.items():
        if sum(1 for text in filled if pattern.fullmatch(text)) >= MOST * len(filled):
            return look
    return Look.TEXT
