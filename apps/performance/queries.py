"""How agents and teams stand against their targets.

Computed on read in an open month, read from the snapshot in a closed one.

An open month stops at the last day that is complete in every source the scorecard rests on; its score is
the projected one (volumes at pace, ratios as they stand). A closed month is read as its closing left it;
until that is stored (a task does so at once) it is computed the same way.

A person is judged by the scorecard of the home team on their last day with one in the month, so that a loan
does not change whose targets count and a mover has one set of targets. Their volume figures are all their
records of the month, and their volume targets cover all their working time. A team's figures are those of
whoever was placed in it on their day, and so are its volume targets.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Q, Subquery

from apps.metrics.choices import Subject
from apps.people.choices import MembershipKind, PeriodState
from apps.people.days import ONE_DAY, first_of_month, next_month
from apps.people.models import Membership, Period, Person, Team
from apps.people.queries.dated import touching
from apps.people.queries.periods import PeriodView, period
from apps.people.queries.tree import TeamTree, team_tree
from apps.performance.choices import Headline
from apps.performance.collecting import Frame, Plan, collect, make_plan
from apps.performance.judging import Judge
from apps.performance.models import PeriodSnapshot, Result
from apps.performance.places import by_place, with_places
from apps.performance.rows import PersonPerformance, ScorePoint, TeamPerformance, unjudged
from apps.performance.stored import person_from, score_from, team_from


def team_performance(team_id: int, month: date, *, on: date) -> TeamPerformance:
    """One team with its people in a month, as of the day `on`.

    At most eight queries, nine with targets of single agents.

    Raises Team.DoesNotExist.
    """
    return teams_performance([team_id], month, on=on)[0]


def teams_performance(team_ids: Collection[int], month: date, *, on: date) -> list[TeamPerformance]:
    """Teams with their people in a month, in the order given; with places among those on the same scorecard.

    The same number of queries as for one. Raises Team.DoesNotExist.
    """
    now = period(month)
    if now.final and (stored := _stored_teams(team_ids, now)) is not None:
        return stored
    return _computed_teams(team_ids, _frame(now, on), _headline(now))


def people_performance(team_ids: Collection[int], month: date, *, on: date) -> list[PersonPerformance]:
    """The agents of the teams and of those below, ranked ones first by place. At most eight queries."""
    now = period(month)
    if now.final and (stored := _stored_people(team_ids, now)) is not None:
        return stored
    return _computed_people(team_ids, _frame(now, on), _headline(now))


def person_performance(person_id: int, month: date, *, on: date) -> PersonPerformance:
    """One agent in a month, with their place on the scorecard.

    At most eight queries, nine with targets of single agents.

    Raises Person.DoesNotExist.
    """
    start = _start(person_id, first_of_month(month))
    if (
        start.period.final
        and (result := _stored_results(start.period, Subject.AGENT, [person_id])) is not None
    ):
        return person_from(result[0], start.period.month) if result else _unjudged(start)
    if start.team_id is None:
        return _unjudged(start)
    people = _computed_people([start.team_id], _frame(start.period, on), _headline(start.period))
    return next((person for person in people if person.person_id == person_id), _unjudged(start))


def payout_inputs(
    team_ids: Collection[int], month: date, *, on: date | None = None
) -> list[PersonPerformance]:
    """What a payout run is calculated from.

    The agents with scores on what was achieved, never on projections.

    Always computed from the present cells, also in a closed month, so that a run can be compared with its
    own snapshot.
    """
    now = period(month)
    frame = _frame(now, on or next_month(now.month) - ONE_DAY)
    return _computed_people(team_ids, frame, Headline.FINAL)


def score_history(
    subject: Subject, subject_ids: Collection[int], months: Iterable[date]
) -> dict[int, list[ScorePoint]]:
    """Scores by month from the newest closing of each, months ascending.

    A month without a result has none. One query.
    """
    wanted = sorted({first_of_month(month) for month in months})
    rows = Result.objects.filter(
        subject=subject, subject_id__in=subject_ids, snapshot__month__in=wanted, snapshot_id=Subquery(_NEWEST)
    ).annotate(month=F("snapshot__month"))
    found = {(row.subject_id, row.month): row for row in rows}
    return {
        subject_id: [_point(month, found.get((subject_id, month))) for month in wanted]
        for subject_id in subject_ids
    }


def snapshot_performances(month: date, *, on: date) -> tuple[list[PersonPerformance], list[TeamPerformance]]:
    """Everyone and every team that a scorecard judges in a closed month, computed from the cells."""
    now = period(month)
    plan = make_plan(_frame(now, on))
    team_ids = sorted(plan.scorecards)
    judge = Judge(material=collect(plan, team_ids, team_ids), headline=Headline.FINAL)
    people = judge.people(team_ids)
    return people, with_places(judge.team(team_id) for team_id in team_ids)


def months_to_snapshot(closed: Iterable[PeriodView]) -> list[date]:
    """Of these closed periods the months whose last closing has no stored results yet, ascending.

    One query.
    """
    known = set(PeriodSnapshot.objects.values_list("month", "close_number"))
    return sorted(view.month for view in closed if (view.month, view.close_number) not in known)


_NEWEST = (
    PeriodSnapshot.objects.filter(month=OuterRef("snapshot__month"))
    .order_by("-close_number")
    .values("pk")[:1]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """A person's home team at the end of a month, and the state of that month."""

    person_id: int
    name: str
    team_id: int | None
    team_name: str
    period: PeriodView


def _start(person_id: int, month: date) -> _Start:
    """One query. Raises Person.DoesNotExist."""
    homes = Membership.objects.filter(
        touching(month, next_month(month) - ONE_DAY), person=OuterRef("pk"), kind=MembershipKind.HOME
    ).order_by("-starts")
    periods = Period.objects.filter(starts=month)
    row = Person.objects.annotate(
        home=Subquery(homes.values("team_id")[:1]),
        home_name=Subquery(homes.values("team__name")[:1]),
        period_state=Subquery(periods.values("state")[:1]),
        close_number=Subquery(periods.values("close_number")[:1]),
    ).get(pk=person_id)
    return _Start(
        person_id=row.pk,
        name=row.name,
        team_id=row.home,
        team_name=row.home_name or "",
        period=PeriodView(
            month=month, state=row.period_state or PeriodState.OPEN, close_number=row.close_number or 0
        ),
    )


def _frame(now: PeriodView, on: date) -> Frame:
    return Frame(month=now.month, on=on, final=now.final)


def _headline(now: PeriodView) -> Headline:
    return Headline.FINAL if now.final else Headline.PROJECTED


def _cohort(plan: Plan, team_ids: Iterable[int]) -> tuple[set[int], set[int]]:
    """The teams with all below them, and all teams on a scorecard of one of them.

    A place needs everyone on it.
    """
    inside = plan.tree.below(team_ids)
    cards = {plan.scorecards[team_id].id for team_id in inside if team_id in plan.scorecards}
    return inside, inside | plan.teams_on(cards)


def _computed_people(team_ids: Collection[int], frame: Frame, headline: Headline) -> list[PersonPerformance]:
    plan = make_plan(frame)
    inside, cohort = _cohort(plan, team_ids)
    judge = Judge(material=collect(plan, cohort, ()), headline=headline)
    return [person for person in judge.people(cohort) if person.team_id in inside]


def _computed_teams(team_ids: Collection[int], frame: Frame, headline: Headline) -> list[TeamPerformance]:
    plan = make_plan(frame)
    _check_known(team_ids, plan.tree)
    _, cohort = _cohort(plan, team_ids)
    judge = Judge(material=collect(plan, cohort, team_ids), headline=headline)
    people = judge.people(cohort)
    teams = with_places(judge.team(team_id, _of(people, plan.tree, team_id)) for team_id in team_ids)
    by_id = {team.team_id: team for team in teams}
    return [by_id[team_id] for team_id in team_ids]


def _of(people: Iterable[PersonPerformance], tree: TeamTree, team_id: int) -> list[PersonPerformance]:
    below = tree.below([team_id])
    return [person for person in people if person.team_id in below]


def _check_known(team_ids: Iterable[int], tree: TeamTree) -> None:
    for team_id in team_ids:
        if team_id not in tree.nodes:
            raise Team.DoesNotExist(f"no team {team_id}")


def _stored_results(now: PeriodView, subject: Subject, ids: Collection[int]) -> list[Result] | None:
    """The results of a closing, or None where it has not been stored yet."""
    mine = Q(subject=subject, subject_id__in=ids)
    return _results(now, mine)


def _results(now: PeriodView, which: Q) -> list[Result] | None:
    snapshot = Q(snapshot__month=now.month, snapshot__close_number=now.close_number)
    found = list(Result.objects.filter(snapshot, which).order_by("pk"))
    if found or PeriodSnapshot.objects.filter(month=now.month, close_number=now.close_number).exists():
        return found
    return None


def _stored_people(team_ids: Collection[int], now: PeriodView) -> list[PersonPerformance] | None:
    below = team_tree().below(team_ids)
    results = _results(now, Q(subject=Subject.AGENT, team_id__in=below))
    if results is None:
        return None
    return sorted((person_from(row, now.month) for row in results), key=by_place)


def _stored_teams(team_ids: Collection[int], now: PeriodView) -> list[TeamPerformance] | None:
    tree = team_tree()
    _check_known(team_ids, tree)
    own = Q(subject=Subject.TEAM, subject_id__in=team_ids)
    results = _results(now, own | Q(subject=Subject.AGENT, team_id__in=tree.below(team_ids)))
    if results is None:
        return None
    agents = [person_from(row, now.month) for row in results if row.subject == Subject.AGENT]
    people = sorted(agents, key=by_place)
    teams = {row.subject_id: row for row in results if row.subject == Subject.TEAM}
    return [
        _stored_team(team_id, teams.get(team_id), tuple(_of(people, tree, team_id)), now, tree)
        for team_id in team_ids
    ]


def _stored_team(
    team_id: int,
    result: Result | None,
    people: tuple[PersonPerformance, ...],
    now: PeriodView,
    tree: TeamTree,
) -> TeamPerformance:
    if result is not None:
        return team_from(result, now.month, people)
    return TeamPerformance(
        team_id=team_id, team_name=tree.name(team_id), people=people, **unjudged(now.month, final=True)
    )


def _unjudged(start: _Start) -> PersonPerformance:
    return PersonPerformance(
        person_id=start.person_id,
        name=start.name,
        team_id=start.team_id,
        team_name=start.team_name,
        days_worked=0,
        **unjudged(start.period.month, final=start.period.final),
    )


def _point(month: date, result: Result | None) -> ScorePoint:
    if result is None:
        return ScorePoint(month=month, score=None, place=None)
    return ScorePoint(month=month, score=score_from(result), place=result.place)
