"""Trying a rule on the months of the past before it is switched on: how often, and for whom."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from apps.people.days import ONE_DAY, months_before, next_month
from apps.performance.insights.judging import Found, found_in
from apps.performance.insights.reading import last_complete_day, window
from apps.performance.insights.rules import Rule

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedMonth:
    """What the rule would have found at the end of a month, and how many were watched."""

    month: date
    watched: int
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A rule on the last whole months, newest last."""

    months: tuple[TriedMonth, ...]

    @property
    def times(self) -> int:
        """How often it would have fired."""
        return sum(len(month.found) for month in self.months)

    @property
    def people(self) -> list[tuple[str, int]]:
        """For whom and how often, most often first."""
        counted = Counter(one.name for month in self.months for one in month.found)
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))

    @property
    def is_for_all(self) -> bool:
        """It would fire for more than half of all who were watched, which tells nobody anything."""
        return any(2 * len(month.found) > month.watched > 0 for month in self.months)


def try_rule(rule: Rule, *, team_ids: frozenset[int] | None = None) -> Trial:
    """The rule on the last twelve whole months. `team_ids`: only what lies in these teams.

    As many queries as months have, whatever the number of people.
    """
    last = last_complete_day()
    if last is None:
        return Trial(months=())
    this = last.replace(day=1)
    newest = this if next_month(this) - ONE_DAY <= last else months_before(this, 1)
    return Trial(months=tuple(_month(rule, months_before(newest, n), team_ids) for n in range(MONTHS))[::-1])


def _month(rule: Rule, month: date, team_ids: frozenset[int] | None) -> TriedMonth:
    seen = window(month, next_month(month) - ONE_DAY)
    inside = [one for one in seen.people if team_ids is None or one.team_id in team_ids]
    found = [one for one in found_in(seen, rule) if team_ids is None or one.team_id in team_ids]
    return TriedMonth(month=month, watched=len(inside), found=tuple(found))
