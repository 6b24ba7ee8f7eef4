"""Numbers written with other signs than declared: nobody may guess what they mean, so the file is refused."""

import re
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from apps.intake.mapping import Binding
from apps.intake.reading import Block
from apps.intake.validating.rows import Judged

_GAP: Final = r"[.,' \u2019\u00a0\u202f\u2009]"
STYLED: Final = rf"^[(+\u2212-]?(?:[0-9]{{1,3}}(?:{_GAP}[0-9]{{3}})+(?:[.,][0-9]+)?|[0-9]+[.,][0-9]+)\)?$"
_EITHER: Final = re.compile(r"([+-]?[0-9]{1,3})([.,])([0-9]{3})")  # thousands, or three decimals


@dataclass(frozen=True, slots=True, kw_only=True)
class OddNumber:
    """Such a number, by the code of its reason and the values of the sentence."""

    code: str
    values: dict[str, object] = field(default_factory=dict)


def odd_number(block: Block, judged: Judged, binding: Binding) -> OddNumber | None:
    """The first number of a block that reads only under other signs than the mapping declares."""
    wrong = judged.held.filter(pl.col("code") == "not_a_number")
    if not wrong.height:
        return None
    styled = wrong.filter(pl.col("value").str.contains(STYLED)).head(1)
    if not styled.height:
        return None
    row, column, text = styled.select("row", "column", "value").row(0)
    values = {"row": row, "column": column, "value": text}
    if other := _written_otherwise(block, binding, column, text):
        return OddNumber(code="mixed_numbers", values={**values, "other_row": other[0], "other": other[1]})
    if found := _EITHER.fullmatch(text):
        whole, _sign, rest = found.groups()
        return OddNumber(
            code="ambiguous_number", values={**values, "one": f"{whole}{rest}", "other": f"{whole}.{rest}"}
        )
    return OddNumber(code="number_style", values=values)


def _written_otherwise(block: Block, binding: Binding, column: str, text: str) -> tuple[int, str] | None:
    """A number of the same column with its signs in another order."""
    position = next((binding.positions[name] for name, header in binding.headers.items() if header == column))
    texts = block.frame.select(row=block.rows, text=pl.col(str(position)).str.strip_chars()).filter(
        pl.col("text").str.contains(STYLED)
    )
    for row, other in texts.iter_rows():
        if _contradict(_style(text), _style(other)):
            return int(row), str(other)
    return None


def _style(text: str) -> tuple[str, str]:
    """Decimal and thousands sign as far as one number shows them: of 1,234 neither is certain."""
    signs = [char for char in text if re.match(_GAP, char)]
    if len(set(signs)) > 1:
        return signs[-1], signs[0]
    if len(signs) > 1:
        return "", signs[0]
    digits = len(text.rstrip(")").rpartition(signs[0])[2])
    return ("", "") if digits == 3 else (signs[0], "")


def _contradict(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether no declaration reads both."""
    differ = any(mine and his and mine != his for mine, his in zip(one, other, strict=True))
    return differ or bool({one[0]} & {other[1]} - {""}) or bool({one[1]} & {other[0]} - {""})
