"""Who may see what stands out, and who writes its rules.

Insights name people: whoever sees a team's figures person by person sees its insights; those about a source
are the steward's. Bounds are for everybody, so directors write them; whoever leads a team may switch a rule
off for it, and sets its leaderboard, as a director may.
"""

from datetime import date

from django.db.models import Q, QuerySet

from apps.people.choices import Role
from apps.people.models import Team
from apps.people.policies import SEES_ALL_FIGURES, Looker, has_role, led_team_ids, visible_teams
from apps.performance.models import Insight, Wallboard


def can_see_insights(user: Looker, on: date) -> bool:
    """Whether the sign-in has the page of insights."""
    return has_role(user, Role.MANAGER, *SEES_ALL_FIGURES, on=on)


def visible_insights(user: Looker, on: date) -> QuerySet[Insight]:
    """What was found in the teams whose figures the sign-in sees; sources for the steward."""
    seen = Q(team__in=visible_teams(user, on).values("pk"))
    if has_role(user, Role.STEWARD, on=on):
        seen |= Q(team__isnull=True)
    return Insight.objects.filter(seen)


def can_view_insight(user: Looker, insight: Insight, on: date) -> bool:
    """Whether the sign-in may read the insight."""
    return visible_insights(user, on).filter(pk=insight.pk).exists()


def can_write_insight_rules(user: Looker, on: date) -> bool:
    """Whether the sign-in may change bounds, and switch rules for everybody."""
    return has_role(user, Role.DIRECTOR, on=on)


def switchable_teams(user: Looker, on: date) -> QuerySet[Team]:
    """The teams for which the sign-in may switch a rule off: those led; all for a director."""
    if can_write_insight_rules(user, on):
        return Team.objects.all()
    return Team.objects.filter(pk__in=led_team_ids(user, on))


def can_switch_for_team(user: Looker, team: Team, on: date) -> bool:
    """Whether the sign-in may switch a rule off for the team."""
    return switchable_teams(user, on).filter(pk=team.pk).exists()


def settable_boards(user: Looker, on: date) -> QuerySet[Team]:
    """The teams whose leaderboard the sign-in may set: as for rules of insights."""
    return switchable_teams(user, on)


def can_set_board(user: Looker, team: Team, on: date) -> bool:
    """Whether the sign-in may set the team's leaderboard."""
    return settable_boards(user, on).filter(pk=team.pk).exists()


def visible_wallboards(user: Looker, on: date) -> QuerySet[Wallboard]:
    """The links that the sign-in may list and revoke: of the teams whose leaderboards it sets."""
    return Wallboard.objects.filter(team__in=settable_boards(user, on).values("pk"))


def can_view_wallboard(user: Looker, wallboard: Wallboard, on: date) -> bool:
    """Whether the sign-in may list and revoke the link."""
    return visible_wallboards(user, on).filter(pk=wallboard.pk).exists()
