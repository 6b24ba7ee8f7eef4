"""Who may see and write scorecards. Each `can_*` has its list twin `visible_*` where there is a list.

Managers write the scorecards of the teams they lead and below. Whoever sees all figures (HR, director,
steward) reads all of them. An agent sees the published scorecards that judge them, on the page of their own
targets. Objectives are for everyone who sees a team's figures to read; managers and directors write them.
"""

from datetime import date

from django.db.models import QuerySet

from apps.goals.models import Objective, Scorecard, ScorecardQuerySet
from apps.goals.queries.approvers import may_approve
from apps.people.choices import Role
from apps.people.models import Deputy, Team
from apps.people.policies import (
    SEES_ALL_FIGURES,
    Looker,
    can_lead_team,
    has_role,
    led_team_ids,
    person_of,
    roles_of,
    visible_teams,
)


def visible_scorecards(user: Looker, on: date) -> ScorecardQuerySet:
    """The scorecards, drafts too, of the teams whose figures the sign-in sees."""
    if not roles_of(user, on).isdisjoint(SEES_ALL_FIGURES):
        return Scorecard.objects.all()
    return Scorecard.objects.filter(team_id__in=led_team_ids(user, on))


def visible_submitted(user: Looker, on: date) -> QuerySet[Scorecard]:
    """Submitted scorecards that the sign-in sees, or may approve as somebody's deputy."""
    waiting = Scorecard.objects.awaiting_approval().select_related("team", "submitted_by")
    return waiting if can_approve_somewhere(user, on) else waiting.none()


def can_approve_somewhere(user: Looker, on: date) -> bool:
    """Whether the sign-in may approve scorecards at all: leads teams, is a director, or stands in for one."""
    if has_role(user, Role.MANAGER, Role.DIRECTOR, on=on):
        return True
    me = person_of(user)
    return me is not None and Deputy.objects.filter(deputy=me, starts__lte=on, ends__gt=on).exists()


def can_set_rules(user: Looker, on: date) -> bool:
    """Whether the sign-in may set the organisation's limits and the shares of the strategy."""
    return has_role(user, Role.DIRECTOR, Role.HR, on=on)


def can_view_scorecard(user: Looker, scorecard: Scorecard, on: date) -> bool:
    """Whether the sign-in may see the scorecard."""
    if visible_scorecards(user, on).filter(pk=scorecard.pk).exists():
        return True
    return visible_submitted(user, on).filter(pk=scorecard.pk).exists() and may_approve(user, scorecard, on)  # type: ignore[arg-type]


def can_edit_scorecard(user: Looker, scorecard: Scorecard, on: date) -> bool:
    """Whether the sign-in may write, publish and retire the scorecard."""
    return can_write_scorecards(user, scorecard.team, on)


def can_write_scorecards(user: Looker, team: Team, on: date) -> bool:
    """Whether the sign-in may make scorecards for the team: its leader, or one above."""
    return can_lead_team(user, team, on)


def writable_teams(user: Looker, on: date) -> QuerySet[Team]:
    """The teams for which the sign-in may make scorecards, by name."""
    return visible_teams(user, on).filter(pk__in=led_team_ids(user, on)).order_by("name", "pk")


def visible_objectives(user: Looker, on: date) -> QuerySet[Objective]:
    """The company's objectives, for everyone who works with targets."""
    if can_view_objectives(user, on):
        return Objective.objects.all()
    return Objective.objects.none()


def can_view_objectives(user: Looker, on: date) -> bool:
    """Whether the sign-in may read the objectives."""
    return has_role(user, Role.MANAGER, Role.DIRECTOR, Role.HR, Role.STEWARD, on=on)


def can_edit_objectives(user: Looker, on: date) -> bool:
    """Whether the sign-in may write objectives."""
    return has_role(user, Role.MANAGER, Role.DIRECTOR, on=on)
