"""Whether a plan pays alike for alike results: the median pay per point of achievement, group by group.

A difference is named only where both sides have `ENOUGH` people, and where it holds across all comparisons
(rank test of Mann and Whitney, Holm's method at 5 %). Intervals resample people, as the months of one person
resemble each other.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist
from typing import Final

from apps.incentives.findings import median

ENOUGH: Final = 8
SEED: Final = 20261123
RESAMPLES: Final = 200
LEVEL: Final = Fraction(1, 20)
NORMAL: Final = NormalDist()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentMonth:
    """Pay per point of one priced month, minor units, by the present and the changed plan."""

    person_id: int
    before: Fraction
    after: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPay:
    """One group beside everyone else; `named`: the difference holds.

    `low` and `high` bound the difference with 95 %; None where a side is too small to say.
    """

    dimension: str
    name: str
    people: int
    n: int
    before: Fraction | None
    after: Fraction | None
    difference: Fraction | None
    low: Fraction | None
    high: Fraction | None
    named: bool
    named_before: bool


def fairness(months: Sequence[AgentMonth], groups: Mapping[str, Mapping[int, str]]) -> tuple[GroupPay, ...]:
    """Each group of each dimension (dimension → person → group) beside the others."""
    by_person: defaultdict[int, list[AgentMonth]] = defaultdict(list)
    for one in months:
        by_person[one.person_id].append(one)
    after = {person: middle([one.after for one in rows]) for person, rows in by_person.items()}
    before = {person: middle([one.before for one in rows]) for person, rows in by_person.items()}
    sides = list(_sides(by_person, groups))
    chosen = _holm([_p_value(after, inside, outside) for _d, _g, inside, outside in sides])
    known = _holm([_p_value(before, inside, outside) for _d, _g, inside, outside in sides])
    return tuple(
        _group(side, by_person, after, named=named, named_before=was)
        for side, named, was in zip(sides, chosen, known, strict=True)
    )


Side = tuple[str, str, list[int], list[int]]


def _sides(
    by_person: Mapping[int, Sequence[AgentMonth]], groups: Mapping[str, Mapping[int, str]]
) -> Sequence[Side]:
    found = []
    for dimension, of in groups.items():
        names = sorted({of[person] for person in by_person if person in of})
        if len(names) < 2:
            continue
        for name in names:
            inside = sorted(person for person in by_person if of.get(person) == name)
            outside = sorted(person for person in by_person if person in of and of[person] != name)
            found.append((dimension, name, inside, outside))
    return found


def _group(
    side: Side,
    by_person: Mapping[int, Sequence[AgentMonth]],
    after: Mapping[int, Fraction],
    *,
    named: bool,
    named_before: bool,
) -> GroupPay:
    dimension, name, inside, outside = side
    rows = [one for person in inside for one in by_person[person]]
    enough = min(len(inside), len(outside)) >= ENOUGH
    low, high = _interval(after, inside, outside) if enough else (None, None)
    return GroupPay(
        dimension=dimension,
        name=name,
        people=len(inside),
        n=len(rows),
        before=middle([one.before for one in rows]),
        after=middle([one.after for one in rows]),
        difference=_difference(after, inside, outside) if enough else None,
        low=low,
        high=high,
        named=named and enough,
        named_before=named_before and enough,
    )


def middle(values: Sequence[Fraction]) -> Fraction:
    """The median of exact values."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _difference(values: Mapping[int, Fraction], inside: Sequence[int], outside: Sequence[int]) -> Fraction:
    return middle([values[one] for one in inside]) - middle([values[one] for one in outside])


def _interval(
    values: Mapping[int, Fraction], inside: Sequence[int], outside: Sequence[int]
) -> tuple[Fraction, Fraction]:
    """2.5th and 97.5th of a hundred of the difference, people resampled on both sides; thousandths."""
    draw = random.Random(SEED)  # noqa: S311  the same every time
    mine = [int(values[one] * 1000) for one in inside]
    others = [int(values[one] * 1000) for one in outside]
    found = sorted(
        median(sorted(draw.choices(mine, k=len(mine)))) - median(sorted(draw.choices(others, k=len(others))))
        for _n in range(RESAMPLES)
    )
    cut = RESAMPLES * 25 // 1000
    return found[cut] / 1000, found[-1 - cut] / 1000


def _p_value(values: Mapping[int, Fraction], inside: Sequence[int], outside: Sequence[int]) -> float:
    """Mann and Whitney's two-sided test with mean ranks for ties, normal approximation."""
    a, b = len(inside), len(outside)
    if min(a, b) < ENOUGH:
        return 1.0
    ranks = _ranks(values, [*inside, *outside])
    centre = Fraction(a * (a + b + 1), 2)
    n = a + b
    sizes: defaultdict[Fraction, int] = defaultdict(int)
    for one in (*inside, *outside):
        sizes[values[one]] += 1
    ties = sum(size**3 - size for size in sizes.values())
    spread = Fraction(a * b, 12) * (n + 1 - Fraction(ties, n * (n - 1)))
    if spread <= 0:
        return 1.0
    score = (sum((ranks[one] for one in inside), Fraction(0)) - centre) ** 2 / spread
    return 2 * (1 - NORMAL.cdf(float(score) ** 0.5))


def _ranks(values: Mapping[int, Fraction], people: Sequence[int]) -> dict[int, Fraction]:
    ordered = sorted(people, key=lambda one: values[one])
    found: dict[int, Fraction] = {}
    start = 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and values[ordered[end]] == values[ordered[start]]:
            end += 1
        for one in ordered[start:end]:
            found[one] = Fraction(start + 1 + end, 2)
        start = end
    return found


def _holm(p_values: Sequence[float]) -> list[bool]:
    """Which of several comparisons hold together at 5 %."""
    tested = [n for n, p in enumerate(p_values) if p < 1]
    held = [False] * len(p_values)
    for done, n in enumerate(sorted(tested, key=lambda n: p_values[n])):
        if p_values[n] > float(LEVEL) / (len(tested) - done):
            break
        held[n] = True
    return held
