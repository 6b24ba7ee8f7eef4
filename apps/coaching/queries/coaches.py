"""Who coaches whom, and how much they can do."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from apps.coaching.choices import AssignmentState, CoachBy
from apps.coaching.models import Assignment, CoachingPolicy, CoachingRule, CoachSlots
from apps.coaching.queries.firing import side_of
from apps.coaching.queries.readings import Book, codes_of
from apps.engine.bounds import Side
from apps.engine.patterns import interval_90
from apps.people.models import Leadership, Person, Placement
from apps.people.queries import teams_on
from apps.people.queries.dated import active_on
from apps.people.queries.tree import team_tree


def policy() -> CoachingPolicy:
    """What the organisation says of coaching; the defaults until somebody said otherwise. One query."""
    return CoachingPolicy.objects.filter(pk=1).first() or CoachingPolicy(pk=1)


def coaches_of(
    person_ids: Collection[int], on: date, *, but: Mapping[int, int] | None = None
) -> dict[int, Person]:
    """By person the leader of the team they are in on the day; for a leader, the nearest one above.

    `but` names for a person somebody else who is passed over: the leader above their coach. Absent: who is in
    no team that day, and whom nobody else leads. Three queries.
    """
    passed = but or {}
    teams, tree = teams_on(person_ids, on), team_tree()
    leaders = _leaders(on)
    chosen: dict[int, Person] = {}
    for person_id, team in teams.items():
        above = (leaders[step] for step in tree.chain(team.pk) if step in leaders)
        coach = next((one for one in above if one.pk not in (person_id, passed.get(person_id))), None)
        if coach is not None:
            chosen[person_id] = coach
    return chosen


def chosen_coaches(
    rule: CoachingRule, person_ids: Collection[int], month: date, book: Book, on: date
) -> dict[int, Person]:
    """By person who coaches by the rule; the leader where a specialist is oneself or nobody is better.

    Five queries at most.
    """
    found = coaches_of(person_ids, on)
    if rule.coach_by == CoachBy.SPECIALIST and rule.specialist is not None:
        special = rule.specialist
        return {pk: special if pk != special.pk else leader for pk, leader in found.items()}
    if rule.coach_by == CoachBy.PEER:
        return found | _peers(rule, person_ids, month, book, on)
    return found


def best_peers(
    code: str, side: Side, month: date, book: Book, mates: Mapping[int, Collection[int]]
) -> dict[int, int]:
    """By person the colleague of theirs who is best at the KPI: by the near end of the 90 % interval of a
    share, else by the value; only on the minimum sample."""
    info = book.infos.get(code)
    if info is None:
        return {}
    order: dict[int, Fraction] = {}
    for person_id in book.people(code, month):
        figure = book.figure(code, month, person_id)
        if figure is None or figure.value is None or figure.n < info.min_sample:
            continue
        if book.is_share(code) and 0 <= figure.numerator <= figure.n:
            interval = interval_90(figure.numerator, figure.n)
            order[person_id] = Fraction(interval.low if side is Side.BELOW else -interval.high)
        else:
            order[person_id] = figure.value if side is Side.BELOW else -figure.value
    return {
        person_id: max(able, key=lambda pk: (order[pk], -pk))
        for person_id, others in mates.items()
        if (able := [pk for pk in others if pk in order and pk != person_id])
    }


def _peers(
    rule: CoachingRule, person_ids: Collection[int], month: date, book: Book, on: date
) -> dict[int, Person]:
    teams = teams_on(person_ids, on)
    team_ids = {team.pk for team in teams.values()}
    placed = Placement.objects.filter(team_id__in=team_ids, starts__lte=on, ends__gt=on)
    by_team: dict[int, list[int]] = {}
    for person_id, team_id in placed.values_list("person_id", "team_id"):
        by_team.setdefault(team_id, []).append(person_id)
    needy = set(person_ids)
    mates = {
        pk: [mate for mate in by_team.get(team.pk, ()) if mate not in needy] for pk, team in teams.items()
    }
    chosen = best_peers(codes_of(rule)[0], side_of(rule), month, book, mates)
    people = Person.objects.in_bulk(set(chosen.values()))
    return {pk: people[peer] for pk, peer in chosen.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """A coach's week: how many talks it holds and how many are taken."""

    total: int
    taken: int

    @property
    def free(self) -> int:
        """How many are left."""
        return max(0, self.total - self.taken)


class Calendar:
    """Slots of coaches by week, counted down while assignments are placed. Three queries when made."""

    def __init__(self, coach_ids: Collection[int], weeks: Collection[date]) -> None:
        usual = policy().slots_per_week
        own = dict(CoachSlots.objects.filter(coach_id__in=coach_ids).values_list("coach_id", "per_week"))
        self._total = {pk: own.get(pk, usual) for pk in coach_ids}
        rows = Assignment.objects.filter(
            coach_id__in=coach_ids, week__in=list(weeks), state=AssignmentState.OPEN
        )
        self._taken = Counter(rows.values_list("coach_id", "week"))

    def slots(self, coach_id: int, week: date) -> Slots:
        """What the coach has in the week."""
        return Slots(total=self._total.get(coach_id, 0), taken=self._taken[coach_id, week])

    def take(self, coach_id: int, weeks: Iterable[date]) -> date | None:
        """The first of the weeks with a free slot, taken; None where all are full."""
        for week in weeks:
            if self.slots(coach_id, week).free:
                self._taken[coach_id, week] += 1
                return week
        return None


def _leaders(on: date) -> dict[int, Person]:
    """Each team's own leader on the day."""
    rows = Leadership.objects.filter(active_on(on)).select_related("person").order_by("starts", "pk")
    leading: dict[int, Person] = {}
    for row in rows:
        leading.setdefault(row.team_id, row.person)
    return leading
