"""What stands out in frozen figures: prices, falls beyond chance, silence, a team carried by one.

The patterns of talks (blind dialling and the like) are in `patterns`. Each verdict carries the figures it
rests on, fires or not, so that a rule can be tried with other bounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from apps.engine.achievement import ZERO
from apps.engine.mix import Segments


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """Amount per order beside the peers', like products with like.

    `own` and `like` are amounts per order, `like` the peers' with the own mix of products; `short` is how
    much less the own is, as a share of `like` (0 where it is not less). `orders` is n.
    """

    fires: bool
    own: Fraction
    like: Fraction
    short: Fraction
    orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A count of successes beside what one's own past lets expect.

    `limit` is the least count that is still usual, `chance` the probability of so few or fewer by chance
    alone. `n` is what the count is out of.
    """

    fires: bool
    count: int
    n: int
    expected: Fraction
    limit: int
    chance: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """How much of a team's whole one person brings; `others` is the mean of everybody else."""

    fires: bool
    key: str
    share: Fraction
    people: int
    others: Fraction


def discounting(own: Segments, peers: Segments, *, bound: Fraction, min_sample: int) -> Discount | None:
    """Whether someone sells the same products for less; segments hold (amount, orders) by product.

    Compared are the products that both sides sold, each at the peers' amount per order. Fires where one's own
    is at least `bound` (a share) below it on `min_sample` orders. None where nothing was sold by both, or for
    nothing.
    """
    both = {key: part for key, part in own.items() if part[1] and peers.get(key, (0, 0))[1]}
    orders = sum(n for _, n in both.values())
    if not orders:
        return None
    mine = Fraction(sum(amount for amount, _ in both.values()), orders)
    like = sum((Fraction(peers[key][0], peers[key][1]) * n for key, (_, n) in both.items()), ZERO) / orders
    if like <= 0:
        return None
    short = max(ZERO, 1 - mine / like)
    return Discount(
        fires=orders >= min_sample and short >= bound, own=mine, like=like, short=short, orders=orders
    )


def fall(
    before: tuple[int, int], now: tuple[int, int], *, watched: int, risk: Fraction, least: int
) -> Fall | None:
    """Whether successes of late are fewer than chance explains, given one's own past; both are (count, n).

    The exact hypergeometric probability of so few or fewer if nothing had changed (R. A. Fisher, 1935: the
    past's own uncertainty is in it), against `risk` shared among all who are watched (Bonferroni): with 14
    watched and 5 %, one in 280. Only where at least `least` successes were to be expected. None where a side
    has no n.
    """
    if not before[1] or not now[1]:
        return None
    count, n = now
    hits, whole = before[0] + count, before[1] + n
    expected = Fraction(n * before[0], before[1])
    allowed = risk / max(1, watched)
    tail, chance, limit = ZERO, ZERO, 0
    ways = comb(whole, n)
    for successes in range(max(0, n - (whole - hits)), min(hits, n) + 1):
        tail += Fraction(comb(hits, successes) * comb(whole - hits, n - successes), ways)
        if successes == count:
            chance = tail
        if tail > allowed:
            limit = successes
            break
    if count >= limit and not chance:
        chance = tail
    return Fall(
        fires=count < limit and expected >= least,
        count=count,
        n=n,
        expected=expected,
        limit=limit,
        chance=chance,
    )


def carried(parts: Mapping[str, int], *, bound: Fraction, least: int) -> Carried | None:
    """Whether one person brings `bound` of the whole or more, among at least `least` people.

    None where nothing was brought in all. Parts below nothing count as nothing.
    """
    brought = {key: max(0, part) for key, part in parts.items()}
    whole = sum(brought.values())
    if not whole:
        return None
    key = max(sorted(brought), key=lambda name: brought[name])
    rest = len(brought) - 1
    return Carried(
        fires=len(brought) >= least and Fraction(brought[key], whole) >= bound,
        key=key,
        share=Fraction(brought[key], whole),
        people=len(brought),
        others=Fraction(whole - brought[key], rest) if rest else ZERO,
    )


def silent(days: int, *, bound: int, spoke_before: bool) -> bool:
    """Whether nothing was heard for `bound` days of work or more from who was heard of before."""
    return spoke_before and days >= bound
