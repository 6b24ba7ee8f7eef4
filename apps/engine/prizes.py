"""Prizes by rank, with the plan's word on ties (rules of calculation, 3.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from apps.engine.components import FixedComponent
from apps.engine.money import split
from apps.engine.ranking import Standing


class TieRule(StrEnum):
    """What people on one place get.

    `FULL`: each the place's whole prize. `SHARE`: together the prizes of the places that they fill, split to
    the last minor unit.
    """

    FULL = "full"
    SHARE = "share"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizeTable:
    """`prizes` in minor units of one currency for the places 1, 2, …, and who stands where."""

    key: str
    currency: str
    prizes: tuple[int, ...]
    tie: TieRule
    standings: tuple[Standing, ...]
    discretionary: bool = False


def award_prizes(table: PrizeTable, eligible: Collection[str]) -> dict[str, FixedComponent]:
    """The prize of everyone who has a place with one, as a component, by key.

    Someone not eligible keeps the place, and the prize stays unpaid: others do not move up.
    """
    filled = Counter(standing.place for standing in table.standings if standing.place is not None)
    awards: dict[str, FixedComponent] = {}
    for place, people in sorted(filled.items()):
        if place > len(table.prizes):
            break
        keys = sorted(standing.key for standing in table.standings if standing.place == place)
        for key, amount in zip(keys, _amounts(table, place, keys), strict=True):
            if key in eligible:
                awards[key] = _award(table, place, people, amount)
    return awards


def _amounts(table: PrizeTable, place: int, keys: Sequence[str]) -> list[int]:
    if table.tie is TieRule.FULL:
        return [table.prizes[place - 1]] * len(keys)
    together = sum(table.prizes[place - 1 : place - 1 + len(keys)])
    return split(together, [1] * len(keys), keys)


def _award(table: PrizeTable, place: int, people: int, amount: int) -> FixedComponent:
    return FixedComponent(
        key=table.key,
        discretionary=table.discretionary,
        amount=amount,
        code="prize" if people == 1 else f"prize_tie_{table.tie.value}",
        values=(("place", place), ("people", people)),
    )
