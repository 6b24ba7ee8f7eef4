"""Which signs of numbers a sample allows: pairs of decimal and thousands sign that read all texts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

PAIRS: Final = (
    *((".", ""), (".", ","), (",", ""), (",", "."), (".", " "), (",", " ")),
    *((".", "'"), (",", "'"), (".", "\u00a0"), (",", "\u00a0")),
)
Pair = tuple[str, str]  # decimal sign, thousands sign


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSigns:
    """`allowed`: pairs that read every text, one for each different outcome; none: the styles are mixed.

    `text`: one that shows the difference, or one that settled it; `column`: whose it is.
    """

    allowed: tuple[Pair, ...]
    text: str = ""
    column: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody has to say."""
        return len(self.allowed) != 1


def number_signs(columns: Mapping[str, Sequence[str]]) -> NumberSigns | None:
    """Over the texts of every column that holds numbers, by header; None where no sign comes at all."""
    signed = [
        (header, text)
        for header, texts in columns.items()
        for text in texts
        if re.search(r"[0-9][.,'\u00a0 ]+[0-9]", text)
    ]
    if not signed:
        return None
    outcomes: dict[tuple[Decimal | None, ...], Pair] = {}
    for pair in PAIRS:
        read = tuple(number_read(text, pair) for _header, text in signed)
        if None not in read:
            outcomes.setdefault(read, pair)
    allowed = tuple(outcomes.values())
    header, text = _telling(signed, allowed)
    return NumberSigns(allowed=allowed, text=text, column=header)


def _telling(signed: Sequence[tuple[str, str]], allowed: Sequence[Pair]) -> tuple[str, str]:
    """A text that the pairs read differently, else one that the first simple pair cannot read."""
    for header, text in signed:
        if len({number_read(text, pair) for pair in allowed or PAIRS[:4]}) > 1:
            return header, text
    return max(signed, key=lambda found: len(re.findall(r"[.,'\u00a0 ]", found[1])))


def number_read(text: str, pair: Pair) -> Decimal | None:
    """What a text is under a pair of signs; None where it is no number."""
    decimal, thousands = pair
    whole = rf"[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+|[0-9]+" if thousands else "[0-9]+"
    found = re.fullmatch(rf"([+-]?)({whole})(?:{re.escape(decimal)}([0-9]+))?", text)
    if not found:
        return None
    sign, digits, rest = found.groups()
    plain = digits.replace(thousands, "") if thousands else digits
    return Decimal(f"{sign}{plain}.{rest or '0'}")
