"""Places 1, 2, 2, 4 among those on the same scorecard and in the same month (rules of calculation §2.8)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Final, TypeVar

from apps.engine.issues import Value
from apps.engine.ranking import Entry, rank
from apps.performance.choices import Reason, Standing
from apps.performance.rows import PersonPerformance, TeamPerformance

PLACE_FROM: Final = Decimal(75)  # percent of the weight that must be measured for a place

P = TypeVar("P", PersonPerformance, TeamPerformance)


def with_places(found: Iterable[P]) -> list[P]:
    """Each with its place, how many have one, or the reason why not.

    Unranked: who has no score; who has worked fewer than the minimum days; and whose score rests on less
    than three quarters of the weight because the rest has no data or too few records. A KPI below its
    minimum sample never counts in a score, so that a place cannot rest on it; but a score of the few KPIs
    that are left is not the others' score.
    """
    groups: defaultdict[int | None, list[P]] = defaultdict(list)
    for performance in found:
        groups[performance.scorecard_id].append(_with_reason(performance))
    return [placed for group in groups.values() for placed in _placed(group)]


def by_place(performance: PersonPerformance) -> tuple[bool, int, str, int]:
    """A sort key: those with a place first, best first, ties by name; then the others by name."""
    place = performance.place
    return place is None, place or 0, performance.name, performance.person_id


def _placed(group: list[P]) -> list[P]:
    standings = rank(
        Entry(key=str(i), value=performance.score, reason=performance.reason)
        for i, performance in enumerate(group)
    )
    ranked = sum(1 for standing in standings if standing.place is not None)
    by_key = {standing.key: standing for standing in standings}
    return [
        replace(
            performance,
            place=by_key[str(i)].place,
            shared=by_key[str(i)].shared,
            ranked=ranked,
        )
        for i, performance in enumerate(group)
    ]


def _with_reason(performance: P) -> P:
    if performance.reason:
        return performance
    reason, values = _unranked(performance)
    return replace(performance, reason=reason, reason_values=values) if reason else performance


def _unranked(performance: PersonPerformance | TeamPerformance) -> tuple[Reason, dict[str, Value]]:
    if isinstance(performance, PersonPerformance) and performance.days_worked < performance.minimum_days:
        values: dict[str, Value] = {"days": performance.days_worked, "needed": performance.minimum_days}
        return Reason.BELOW_MINIMUM_DAYS, values
    if performance.measured >= PLACE_FROM:
        return Reason.NONE, {}
    small = [line for line in performance.lines if line.state == Standing.SMALL_SAMPLE]
    if not small:
        return Reason.TOO_LITTLE_MEASURED, {"measured": performance.measured}
    line = max(small, key=lambda line: line.weight)
    return Reason.SMALL_SAMPLE, {"kpi": line.kpi.code, "n": line.n, "needed": line.kpi.min_sample}
