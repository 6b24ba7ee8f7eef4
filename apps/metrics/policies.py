"""Who may see a KPI's figures: whoever may see somebody's."""

from datetime import date

from apps.people.choices import Role
from apps.people.models import Team, User
from apps.people.policies import has_role, person_of, visible_teams

COMPOSES = (Role.HR, Role.STEWARD, Role.DIRECTOR)
SEES_FIGURES = (Role.AGENT, Role.MANAGER, Role.HR, Role.STEWARD, Role.DIRECTOR)


def can_view_history(user: User, on: date) -> bool:
    """Whether the sign-in may open the history of a KPI, each with the teams of their scope or themselves."""
    return has_role(user, *SEES_FIGURES, on=on)


def visible_subjects(user: User, on: date) -> tuple[list[Team], int | None]:
    """The teams whose history the sign-in may see, by name, and the own person, for whom it has one."""
    me = person_of(user)
    agent = me.pk if me is not None and has_role(user, Role.AGENT, Role.MANAGER, on=on) else None
    return list(visible_teams(user, on).order_by("name", "pk")), agent


def can_compose(user: User, on: date) -> bool:
    """Whether the sign-in may compose KPIs, define them anew, and switch them on and off."""
    return has_role(user, *COMPOSES, on=on)


def can_set_band(user: User, on: date) -> bool:
    """Whether the sign-in may set the band of a KPI: who composes, and whoever leads."""
    return has_role(user, *COMPOSES, Role.MANAGER, on=on)


def can_move_closed(user: User, on: date) -> bool:
    """Whether the sign-in may say yes to what moves figures of closed months: who closes them."""
    return has_role(user, Role.STEWARD, on=on)
