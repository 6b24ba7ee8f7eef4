"""Why a ratio differs from its peers': another mix, or another rate (rules of calculation, 2.11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from apps.engine.achievement import ZERO

Segments: TypeAlias = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MixSplit:
    """A gap of ratios, as ratios (−0.02 is −2 points): `gap` = `mix` + `rate` exactly.

    `mix` is what other segments (campaigns, customers) explain, `rate` what was done otherwise in the same
    ones. `parts` gives both for each segment; a single segment's mix means little alone.
    """

    gap: Fraction
    mix: Fraction
    rate: Fraction
    parts: Mapping[str, tuple[Fraction, Fraction]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A ratio's gap to its target, as ratios: `gap` = `shared` + `mix` + `own` exactly.

    `shared` is what all comparable teams lie beside the target, `mix` what campaigns and customers explain of
    the rest, `own` what is left: evidence beside the cause that people choose, never a verdict.
    """

    gap: Fraction
    shared: Fraction
    mix: Fraction
    own: Fraction


def split_gap(own: Segments, peers: Segments) -> MixSplit | None:
    """The gap of two ratios, own less peers', split by Kitagawa; segments hold (numerator, denominator).

    Source: E. M. Kitagawa, Components of a difference between two rates, 1955. A segment that one side lacks
    has the other side's rate, so that its whole effect is mix. None where a side has no denominator at all.
    """
    own_whole, peers_whole = _whole(own), _whole(peers)
    if not own_whole or not peers_whole:
        return None
    parts = {
        key: _part(own.get(key, (0, 0)), own_whole, peers.get(key, (0, 0)), peers_whole)
        for key in sorted({*own, *peers})
    }
    mix = sum((part[0] for part in parts.values()), ZERO)
    rate = sum((part[1] for part in parts.values()), ZERO)
    return MixSplit(gap=mix + rate, mix=mix, rate=rate, parts=parts)


def explain(own: Segments, peers: Segments, target: Fraction) -> Explanation | None:
    """A ratio's gap to its target as shared, mix and own; None where a side has no denominator at all."""
    split = split_gap(own, peers)
    if split is None:
        return None
    shared = Fraction(sum(numerator for numerator, _ in peers.values()), _whole(peers)) - target
    return Explanation(gap=shared + split.gap, shared=shared, mix=split.mix, own=split.rate)


def _whole(segments: Segments) -> int:
    return sum(denominator for _, denominator in segments.values())


def _part(
    own: tuple[int, int], own_whole: int, peers: tuple[int, int], peers_whole: int
) -> tuple[Fraction, Fraction]:
    """One segment's mix and rate effect."""
    own_share, peers_share = Fraction(own[1], own_whole), Fraction(peers[1], peers_whole)
    own_rate, peers_rate = _rates(own, peers)
    mix = (own_share - peers_share) * (own_rate + peers_rate) / 2
    return mix, (own_rate - peers_rate) * (own_share + peers_share) / 2


def _rates(own: tuple[int, int], peers: tuple[int, int]) -> tuple[Fraction, Fraction]:
    own_rate = Fraction(*own) if own[1] else None
    peers_rate = Fraction(*peers) if peers[1] else None
    known = own_rate if own_rate is not None else peers_rate
    other = peers_rate if peers_rate is not None else own_rate
    return known or ZERO, other or ZERO
