"""A team's pool, handed out to the last minor unit (rules of calculation, 3.5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from apps.engine.components import FixedComponent
from apps.engine.issues import Issue
from apps.engine.money import split


class PoolBasis(StrEnum):
    """What a pool is shared by."""

    SCORE = "score"
    CONTRIBUTION = "contribution"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolMember:
    """One who shares: `weight` is the score (a ratio) or the contribution, None is no data."""

    key: str
    weight: Fraction | int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """An amount in minor units of one currency for the members of a team."""

    key: str
    currency: str
    amount: int
    basis: PoolBasis
    members: tuple[PoolMember, ...]
    discretionary: bool = False


def share_pool(pool: Pool, eligible: Collection[str]) -> tuple[dict[str, FixedComponent], list[Issue]]:
    """Each eligible member's share as a component that no individual cap counts, by member.

    A weight below 0 shares nothing. Issues: `pool_member_no_data` (the member has no share),
    `pool_without_basis` (nobody has a weight: nothing is handed out).
    """
    members = [member for member in pool.members if member.key in eligible]
    weights = {member.key: _weight(pool, member) for member in members}
    issues = [
        Issue.of("pool_member_no_data", pool=pool.key, payee=key)
        for key, weight in weights.items()
        if weight is None
    ]
    known = {key: weight for key, weight in weights.items() if weight is not None}
    if not any(known.values()):
        return {}, [*issues, Issue.of("pool_without_basis", pool=pool.key, amount=pool.amount)]
    shares = split(pool.amount, list(known.values()), list(known))
    whole = sum(known.values(), Fraction(0))
    return {
        key: _share(pool, amount, known[key] / whole, len(known))
        for key, amount in zip(known, shares, strict=True)
    }, issues


def _weight(pool: Pool, member: PoolMember) -> Fraction | None:
    if pool.basis is PoolBasis.EQUAL:
        return Fraction(1)
    return None if member.weight is None else max(Fraction(0), Fraction(member.weight))


def _share(pool: Pool, amount: int, part: Fraction, members: int) -> FixedComponent:
    return FixedComponent(
        key=pool.key,
        discretionary=pool.discretionary,
        capped=False,
        amount=amount,
        code=f"pool_{pool.basis.value}",
        base=pool.amount,
        rate=part,
        values=(("members", members),),
    )
