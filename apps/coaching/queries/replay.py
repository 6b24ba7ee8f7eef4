"""A rule replayed on the last months before it is switched on: how many, whom, who recovered without."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from apps.coaching.choices import RuleBasis
from apps.coaching.models import Assignment, CoachingRule
from apps.coaching.queries.due import stored_closings
from apps.coaching.queries.firing import Need, fired, recovered, window_of
from apps.coaching.queries.readings import codes_of, month_after, months_back, read_book
from apps.people.models import Person
from apps.people.queries.dated import active_on

A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedNeed:
    """One person whom the rule would have been about in a month.

    `recovered`: whether the next month's figure was on the good side again, although nobody coached on it
    then; None where that cannot be said (no data, or coached).
    """

    need: Need
    name: str
    recovered: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedMonth:
    """What the rule would have done after one closing; `looked_at` had a figure then."""

    month: date
    looked_at: int
    found: tuple[ReplayedNeed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The rule on the last closed months, newest first."""

    months: tuple[ReplayedMonth, ...]

    @property
    def times(self) -> int:
        """How often it would have fired."""
        return sum(len(month.found) for month in self.months)

    @property
    def people(self) -> int:
        """How many different people it would have been about."""
        return len({one.need.person_id for month in self.months for one in month.found})

    @property
    def known(self) -> int:
        """Of how many the next month is known without coaching."""
        return sum(1 for month in self.months for one in month.found if one.recovered is not None)

    @property
    def recovered(self) -> int:
        """How many of those recovered by themselves."""
        return sum(1 for month in self.months for one in month.found if one.recovered)

    @property
    def fires_for_all(self) -> bool:
        """Whether the newest month with figures finds everybody."""
        last = self._last()
        return last is not None and len(last.found) == last.looked_at

    @property
    def fires_for_nobody(self) -> bool:
        """Whether no month finds anybody."""
        return self.times == 0

    def _last(self) -> ReplayedMonth | None:
        return next((month for month in self.months if month.looked_at), None)


def replay(rule: CoachingRule, *, on: date, among: Collection[int] | None = None) -> Replay:
    """The rule on the last twelve closed months. A constant number of queries; nothing is written.

    Rules on complaints and newcomers have no months to replay.
    """
    closings = [closing.month for closing in stored_closings()][-A_YEAR:]
    if not closings or rule.basis not in (RuleBasis.SCORE, RuleBasis.KPI, RuleBasis.PATTERN):
        return Replay(months=())
    back = {month for closed in closings for month in months_back(closed, window_of(rule))}
    book = read_book([rule], back)
    coached = _coached(rule)
    names = dict(Person.objects.filter(active_on(on, "employments__")).values_list("pk", "name"))
    if among is not None:
        names = {pk: name for pk, name in names.items() if pk in among}
    months = []
    for month in reversed(closings):
        found = tuple(
            ReplayedNeed(
                need=need,
                name=names[need.person_id],
                recovered=None
                if (need.person_id, month) in coached or month_after(month) not in back
                else recovered(rule, month_after(month), need.person_id, book),
            )
            for need in fired(rule, month, book, among=names.keys())
        )
        looked_at = len(set(book.people(codes_of(rule)[0], month)) & names.keys())
        months.append(ReplayedMonth(month=month, looked_at=looked_at, found=found))
    return Replay(months=tuple(months))


def _coached(rule: CoachingRule) -> set[tuple[int, date]]:
    """Who was coached on the same topic for which month."""
    rows = Assignment.objects.filter(kpi_code=codes_of(rule)[0]).exclude(plans=None, sessions=None)
    return {(person_id, month) for person_id, month in rows.values_list("person_id", "month")}


def warned(found: Replay) -> Sequence[str]:
    """Codes of what is to be warned of before the rule is switched on."""
    if found.fires_for_nobody:
        return ("nobody",)
    return ("everybody",) if found.fires_for_all else ()
