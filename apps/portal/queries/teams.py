"""A team's month with its history, and what there waits for someone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, Exists, OuterRef, Q

from apps.coaching.choices import AssignmentState
from apps.coaching.models import Assignment
from apps.goals.choices import ScorecardState
from apps.goals.models import Acknowledgement, Scorecard
from apps.metrics.choices import Subject
from apps.people.choices import MembershipKind
from apps.people.days import ONE_DAY, first_of_month
from apps.people.models import Membership, Team
from apps.people.queries.dated import active_on
from apps.performance.choices import Standing
from apps.performance.queries import score_history, team_performance, teams_performance
from apps.performance.rows import PersonPerformance, TeamPerformance
from apps.reviews.choices import ActionState
from apps.reviews.models import Action

HISTORY = 6  # months in a sparkline


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMonth:
    """A team's figures in a month, and its agents' scores of the months up to it (None: none)."""

    performance: TeamPerformance
    history: dict[int, list[Fraction | None]]


def team_month(team_id: int, month: date, *, on: date) -> TeamMonth:
    """The team with its people. One query more than the performance alone."""
    performance = team_performance(team_id, month, on=on)
    return TeamMonth(performance=performance, history=_history(performance.people, month))


def _history(people: Sequence[PersonPerformance], month: date) -> dict[int, list[Fraction | None]]:
    months = months_before(month, HISTORY - 1)
    points = score_history(Subject.AGENT, [one.person_id for one in people], months)
    return {
        one.person_id: [*(point.score for point in points.get(one.person_id, [])), one.score]
        for one in people
    }


def months_before(month: date, count: int) -> list[date]:
    """The months before, ascending."""
    found = [month]
    for _ in range(count):
        found.append(first_of_month(found[-1] - ONE_DAY))
    return sorted(found[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsMonth:
    """Teams in a month with their scores of the months up to it."""

    teams: list[TeamPerformance]
    history: dict[int, list[Fraction | None]]


def teams_month(teams: Collection[Team], month: date, *, on: date) -> TeamsMonth:
    """Teams side by side. The number of queries does not depend on how many."""
    found = teams_performance([team.pk for team in teams], month, on=on) if teams else []
    points = score_history(Subject.TEAM, [one.team_id for one in found], months_before(month, HISTORY - 1))
    history = {
        one.team_id: [*(point.score for point in points.get(one.team_id, [])), one.score] for one in found
    }
    return TeamsMonth(teams=found, history=history)


def at_risk(people: Sequence[PersonPerformance]) -> list[PersonPerformance]:
    """Agents whose score is below the bounds, the lowest first; unranked ones last: their records are few."""
    low = [
        one for one in people if one.state in {Standing.AT_RISK, Standing.BEHIND} and one.score is not None
    ]
    return sorted(low, key=lambda one: (one.place is None, one.score or Fraction(0), one.person_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    """What waits in a team: coaching, actions of reviews, drafts, agreements."""

    coaching: int
    coaching_late: int
    actions: int
    actions_late: int
    drafts: list[Scorecard]
    agents: int
    agreed: int

    @property
    def missing(self) -> int:
        """Agents who have not acknowledged the scorecard in force."""
        return max(0, self.agents - self.agreed)

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.coaching or self.actions or self.drafts or self.missing)


def team_tasks(team_ids: Collection[int], people: Sequence[PersonPerformance], *, on: date) -> Tasks:
    """What waits in the teams (with those below, as the caller names them). Four queries."""
    homes = Membership.objects.filter(
        active_on(on), kind=MembershipKind.HOME, team_id__in=team_ids, person_id=OuterRef("person_id")
    )
    coaching = Assignment.objects.filter(Exists(homes), state=AssignmentState.OPEN)
    actions = Action.objects.filter(team_id__in=team_ids, state=ActionState.OPEN)
    count = {"all": Count("pk"), "late": Count("pk", filter=Q(due_day__lt=on))}
    coached, acted = coaching.aggregate(**count), actions.aggregate(**count)
    drafts = Scorecard.objects.filter(team_id__in=team_ids, state=ScorecardState.DRAFT)
    judged = {(one.person_id, one.scorecard_id) for one in people if one.scorecard_id is not None}
    return Tasks(
        coaching=coached["all"],
        coaching_late=coached["late"],
        actions=acted["all"],
        actions_late=acted["late"],
        drafts=list(drafts.select_related("team").order_by("starts", "pk")),
        agents=len(judged),
        agreed=len(judged & _agreements({card for _person, card in judged})),
    )


def _agreements(scorecard_ids: Collection[int | None]) -> set[tuple[int, int | None]]:
    rows = Acknowledgement.objects.filter(scorecard_id__in=[card for card in scorecard_ids if card])
    return set(rows.values_list("person_id", "scorecard_id"))
