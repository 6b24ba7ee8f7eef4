"""Who may see coaching: the two of them; that there is one, and why, also whoever leads the person's team.

What is written (causes, plans, notes, decisions) is read by the two, and by those leaders only where the
policy of the organisation says so. Nobody else reads any of it: not HR, not the steward, not the
administrator.

Managers and directors write the rules and the library; they are settings and name nobody.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.coaching.models import Assignment, CoachingRule, Material, PlanItem, Praise
from apps.coaching.queries.coaches import policy
from apps.people.choices import Role
from apps.people.models import Person, Placement
from apps.people.policies import Looker, has_role, led_team_ids, person_of
from apps.people.queries.dated import active_on


def visible_assignments(user: Looker, on: date) -> QuerySet[Assignment]:
    """One's own, those one gives, and those of people who are placed in a led team (or below) today."""
    me = person_of(user)
    if me is None:
        return Assignment.objects.none()
    return Assignment.objects.filter(Q(person=me) | Q(coach=me) | _of_led_people(user, on))


def can_view_assignment(user: Looker, assignment: Assignment, on: date) -> bool:
    """Whether the sign-in may know of the assignment, its reason and its state."""
    return visible_assignments(user, on).filter(pk=assignment.pk).exists()


def readable_assignments(user: Looker, on: date) -> QuerySet[Assignment]:
    """Those of which the sign-in may read what is written."""
    me = person_of(user)
    if me is None:
        return Assignment.objects.none()
    two = Q(person=me) | Q(coach=me)
    return Assignment.objects.filter(two | _of_led_people(user, on) if policy().leader_reads else two)


def can_read_words(user: Looker, assignment: Assignment, on: date) -> bool:
    """Whether the sign-in may read what is written in the assignment."""
    me = person_of(user)
    if me is not None and me.pk in (assignment.person_id, assignment.coach_id):
        return True
    return readable_assignments(user, on).filter(pk=assignment.pk).exists()


def given_assignments(user: Looker, on: date) -> QuerySet[Assignment]:
    """Those to place, hand on or decline: as the coach, or as a leader above; never one's own."""
    me = person_of(user)
    if me is None:
        return Assignment.objects.none()
    return Assignment.objects.filter(Q(coach=me) | _of_led_people(user, on)).exclude(person=me)


def can_give(user: Looker, assignment: Assignment, on: date) -> bool:
    """Whether the sign-in may place the assignment, hand it on or decline it."""
    return given_assignments(user, on).filter(pk=assignment.pk).exists()


def coached_assignments(user: Looker) -> QuerySet[Assignment]:
    """Those the sign-in is the coach of."""
    me = person_of(user)
    return Assignment.objects.filter(coach=me) if me is not None else Assignment.objects.none()


def can_coach(user: Looker, assignment: Assignment) -> bool:
    """Whether the sign-in may record talks, write the plan and close the assignment: its coach alone."""
    me = person_of(user)
    return me is not None and me.pk == assignment.coach_id and assignment.person_id != me.pk


def is_coached(user: Looker, assignment: Assignment) -> bool:
    """Whether the sign-in is the one who is coached."""
    me = person_of(user)
    return me is not None and me.pk == assignment.person_id


def can_start(user: Looker, person: Person, on: date) -> bool:
    """Whether the sign-in may start coaching the person, or praise them: leads their team or one above."""
    return led_people(user, on).filter(pk=person.pk).exists()


def led_people(user: Looker, on: date) -> QuerySet[Person]:
    """Whom the sign-in may start coaching: people placed in a led team or below today; never oneself."""
    me = person_of(user)
    placed = Placement.objects.filter(
        person=OuterRef("pk"), team_id__in=led_team_ids(user, on), starts__lte=on, ends__gt=on
    )
    people = Person.objects.filter(Exists(placed)).order_by("name", "pk")
    return people.exclude(pk=me.pk) if me is not None else people.none()


def possible_coaches(on: date) -> QuerySet[Person]:
    """Who may coach: agents and managers who have a sign-in and have not left."""
    can = Q(role_grants__role__in=[Role.AGENT, Role.MANAGER]) & active_on(on, "role_grants__")
    return Person.objects.filter(can, user__is_active=True).distinct().order_by("name", "pk")


def can_see_coaching(user: Looker, on: date) -> bool:
    """Whether the sign-in has the coach's week: managers, and whoever coaches anybody."""
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


def visible_material(user: Looker, on: date) -> QuerySet[Material]:
    """The library: what needs consent and lacks it is seen by its agent and by those who keep the library."""
    shown = Material.objects.filter(active=True)
    if can_edit_rules(user, on):
        return Material.objects.all()
    me = person_of(user)
    if me is None:
        return Material.objects.none()
    return shown.filter(~Q(kind="record") | Q(consent_at__isnull=False) | Q(agent=me))


def visible_items(user: Looker) -> QuerySet[PlanItem]:
    """Trainings and supports one owns, and those of the coaching one is part of."""
    me = person_of(user)
    if me is None:
        return PlanItem.objects.none()
    return PlanItem.objects.filter(
        Q(owner=me) | Q(plan__assignment__person=me) | Q(plan__assignment__coach=me)
    )


def visible_praise(user: Looker) -> QuerySet[Praise]:
    """Praise one was given, and praise one gave."""
    me = person_of(user)
    return Praise.objects.filter(Q(person=me) | Q(by=me)) if me is not None else Praise.objects.none()


def _of_led_people(user: Looker, on: date) -> Q:
    teams = led_team_ids(user, on)
    if not teams:
        return Q(pk__in=[])
    placed = Placement.objects.filter(
        person=OuterRef("person"), team_id__in=teams, starts__lte=on, ends__gt=on
    )
    return Q(Exists(placed))
