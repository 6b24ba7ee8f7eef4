"""The best by a rule: titles that a figure decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from apps.engine.bounds import Side, beyond
from apps.engine.issues import Issue
from apps.engine.ranking import Entry, Standing, rank


@dataclass(frozen=True, slots=True, kw_only=True)
class HonourRule:
    """How many `places` are honoured, on at least `min_sample` records.

    `bound`, where given, is the value to reach. `lowest_first` is for figures of which less is better; the
    bound is then the most that is allowed. `field` is how many comparable people there must be: the best of
    one is no honour.
    """

    places: int = 1
    min_sample: int = 0
    bound: Fraction | None = None
    lowest_first: bool = False
    field: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One in the field, with the value that decides and the records behind it; None is no data."""

    key: str
    value: Fraction | None
    n: int = 0


def honour(candidates: Sequence[Candidate], rule: HonourRule) -> tuple[list[Standing], list[Issue]]:
    """Who is honoured, best first; people with one value share the place, and all of them are honoured.

    Issues: `honour_field_small` (nobody is honoured), `honour_nobody` (nobody reached the bound).
    """
    standings = rank((_entry(candidate, rule) for candidate in candidates), lowest_first=rule.lowest_first)
    ranked = [standing for standing in standings if standing.place is not None]
    if len(ranked) < rule.field:
        return [], [Issue.of("honour_field_small", people=len(ranked), field=rule.field)]
    honoured = [standing for standing in ranked if _reaches(standing, rule)]
    return honoured, [] if honoured else [Issue("honour_nobody")]


def _entry(candidate: Candidate, rule: HonourRule) -> Entry:
    reason = "small_sample" if candidate.value is not None and candidate.n < rule.min_sample else ""
    return Entry(key=candidate.key, value=candidate.value, reason=reason)


def _reaches(standing: Standing, rule: HonourRule) -> bool:
    if standing.place is None or standing.value is None or standing.place > rule.places:
        return False
    side = Side.ABOVE if rule.lowest_first else Side.BELOW
    return rule.bound is None or not beyond(standing.value, rule.bound, side)
