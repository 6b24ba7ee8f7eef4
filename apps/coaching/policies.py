"""Who may see coaching: the two of them, and whoever leads the agent's team or one above.

Nobody else: not HR, not the steward, not the administrator.

Managers and directors write the rules; they are settings and name nobody.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.coaching.models import Assignment, CoachingRule
from apps.people.choices import Role
from apps.people.models import Placement
from apps.people.policies import Looker, has_role, led_team_ids, person_of


def visible_assignments(user: Looker, on: date) -> QuerySet[Assignment]:
    """One's own, those one gives, and those of people who are placed in a led team (or below) today."""
    me = person_of(user)
    if me is None:
        return Assignment.objects.none()
    return Assignment.objects.filter(Q(person=me) | Q(coach=me) | _of_led_people(user, on))


def can_view_assignment(user: Looker, assignment: Assignment, on: date) -> bool:
    """Whether the sign-in may read the assignment and its talks."""
    return visible_assignments(user, on).filter(pk=assignment.pk).exists()


def given_assignments(user: Looker, on: date) -> QuerySet[Assignment]:
    """The assignments the sign-in may write in: as the coach, or as a leader above; never one's own."""
    me = person_of(user)
    if me is None:
        return Assignment.objects.none()
    return Assignment.objects.filter(Q(coach=me) | _of_led_people(user, on)).exclude(person=me)


def can_coach(user: Looker, assignment: Assignment, on: date) -> bool:
    """Whether the sign-in may record talks and close the assignment."""
    return given_assignments(user, on).filter(pk=assignment.pk).exists()


def can_see_coaching(user: Looker, on: date) -> bool:
    """Whether the sign-in has the coach's list: managers, and whoever coaches anybody."""
    me = person_of(user)
    if me is None:
        return False
    return has_role(user, Role.MANAGER, on=on) or Assignment.objects.filter(coach=me).exists()


def visible_rules(user: Looker, on: date) -> QuerySet[CoachingRule]:
    """The rules, for those who may write them."""
    return CoachingRule.objects.all() if can_edit_rules(user, on) else CoachingRule.objects.none()


def can_edit_rules(user: Looker, on: date) -> bool:
    """Whether the sign-in may write rules and switch them on or off."""
    return has_role(user, Role.MANAGER, Role.DIRECTOR, on=on)


def _of_led_people(user: Looker, on: date) -> Q:
    teams = led_team_ids(user, on)
    if not teams:
        return Q(pk__in=[])
    placed = Placement.objects.filter(
        person=OuterRef("person"), team_id__in=teams, starts__lte=on, ends__gt=on
    )
    return Q(Exists(placed))
