"""Who may see whom. Each `can_*` (one object) has its list twin `visible_*`, and both rest on the same rule.

Figures: agent: own · manager: own, and people placed in a led team or below on some day of the range · HR,
director, steward: all · administrator: none. Pay: the same without the steward. Leading counts on the day of
looking (`on`, today unless given), so that a new leader sees the team's past and a former one no longer does.
A superuser's sign-in is an administrator and nothing more. Outside its scope a page answers 404.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from apps.audit.models import Entry
from apps.people.choices import Role
from apps.people.clock import today
from apps.people.days import ONE_DAY
from apps.people.models import Leadership, Person, Placement, Team, TeamPath, User
from apps.people.queries.dated import active_on

Looker = User | AbstractBaseUser | AnonymousUser

SEES_ALL_FIGURES: Final = frozenset({Role.HR, Role.DIRECTOR, Role.STEWARD})
SEES_ALL_PAY: Final = frozenset({Role.HR, Role.DIRECTOR})
SEES_OWN: Final = frozenset({Role.AGENT, Role.MANAGER})
KEEPS_THE_ROSTER: Final = frozenset({Role.ADMINISTRATOR, Role.STEWARD})
KEPT_AS: Final = "_people_scope"
READS_THE_ROSTER: Final = KEEPS_THE_ROSTER | {Role.HR}


@dataclass(slots=True)
class _Scope:
    """What one sign-in object has been found to be. A request has its own, so it never outlives one."""

    person: Person | None
    grants: list[tuple[Role, date, date | None]] = field(default_factory=list)
    roles: dict[date, frozenset[Role]] = field(default_factory=dict)
    led: dict[date, frozenset[int]] = field(default_factory=dict)


def _scope(user: User) -> _Scope:
    scope: _Scope | None = getattr(user, KEPT_AS, None)  # also through the lazy user of a request
    if scope is None:
        scope = _read_scope(user)
        setattr(user, KEPT_AS, scope)
    return scope


def bring_scope(user: User, person: Person | None, grants: list[tuple[Role, date, date | None]]) -> None:
    """Note a sign-in's person and roles (role, from, until) where another query has brought them along."""
    setattr(user, KEPT_AS, _Scope(person=person, grants=grants))


def _read_scope(user: User) -> _Scope:
    """The sign-in's person with every role ever granted. One query."""
    rows = list(
        Person.objects.filter(user_id=user.pk).annotate(
            granted=F("role_grants__role"),
            granted_from=F("role_grants__starts"),
            granted_until=F("role_grants__ends"),
        )
    )
    grants = [(Role(row.granted), row.granted_from, row.granted_until) for row in rows if row.granted]
    return _Scope(person=rows[0] if rows else None, grants=grants)


def forget_scope(user: User) -> None:
    """Look the sign-in's person, roles and teams up anew: for whoever changes them and asks again."""
    setattr(user, KEPT_AS, None)


def person_of(user: Looker) -> Person | None:
    """The person behind a sign-in, or None."""
    return _scope(user).person if isinstance(user, User) and user.is_active else None


def roles_of(user: Looker, on: date) -> frozenset[Role]:
    """The roles in force on a day; a superuser is an administrator.

    An inactive or unknown sign-in has none.
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    scope = _scope(user)
    if on not in scope.roles:
        granted = {
            role for role, starts, ends in scope.grants if starts <= on and (ends is None or on < ends)
        }
        scope.roles[on] = frozenset(granted | ({Role.ADMINISTRATOR} if user.is_superuser else set()))
    return scope.roles[on]


def has_role(user: Looker, *roles: Role, on: date | None = None) -> bool:
    """Whether the sign-in has one of the roles on the day (today unless given)."""
    return not roles_of(user, on or today()).isdisjoint(roles)


def led_team_ids(user: Looker, on: date) -> set[int]:
    """The teams a manager leads on a day, and all below them; none without the role of manager."""
    if not isinstance(user, User) or Role.MANAGER not in roles_of(user, on):
        return set()
    scope = _scope(user)
    if on not in scope.led:
        own = Leadership.objects.filter(active_on(on), person=scope.person)
        paths = TeamPath.objects.filter(ancestor_id__in=own.values("team_id"))
        scope.led[on] = frozenset(paths.values_list("descendant_id", flat=True))
    return set(scope.led[on])


# People and their pay


def visible_people(user: Looker, first: date, last: date, *, on: date | None = None) -> QuerySet[Person]:
    """The people whose figures of [first, last] the sign-in may see."""
    return _people(user, first, last, on=on or today(), everyone=SEES_ALL_FIGURES)


def can_view_person(user: Looker, person: Person, first: date, last: date, *, on: date | None = None) -> bool:
    """Whether the sign-in may see the person's figures of [first, last]."""
    return visible_people(user, first, last, on=on).filter(pk=person.pk).exists()


def visible_pay_people(user: Looker, first: date, last: date, *, on: date | None = None) -> QuerySet[Person]:
    """The people whose pay for [first, last] the sign-in may see."""
    return _people(user, first, last, on=on or today(), everyone=SEES_ALL_PAY)


def can_view_pay(user: Looker, person: Person, first: date, last: date, *, on: date | None = None) -> bool:
    """Whether the sign-in may see the person's pay for [first, last]."""
    return visible_pay_people(user, first, last, on=on).filter(pk=person.pk).exists()


def _people(
    user: Looker, first: date, last: date, *, on: date, everyone: frozenset[Role]
) -> QuerySet[Person]:
    roles = roles_of(user, on)
    if not roles.isdisjoint(everyone):
        return Person.objects.all()
    me = person_of(user)
    if me is None or roles.isdisjoint(SEES_OWN):
        return Person.objects.none()
    return Person.objects.filter(Q(pk=me.pk) | _led(user, first, last, on))


def _led(user: Looker, first: date, last: date, on: date) -> Q:
    teams = led_team_ids(user, on)
    if not teams:
        return Q(pk__in=[])
    placed = Placement.objects.filter(
        person=OuterRef("pk"), team_id__in=teams, starts__lte=last, ends__gt=first
    )
    return Q(Exists(placed))


def led_days(
    user: Looker, person: Person, first: date, last: date, *, on: date | None = None
) -> list[tuple[date, date]]:
    """The days of [first, last] on which the person was placed in a led team.

    (first, last), both inclusive.
    """
    teams = led_team_ids(user, on or today())
    rows = Placement.objects.filter(person=person, team_id__in=teams, starts__lte=last, ends__gt=first)
    return [
        (max(first, starts), min(last, ends - ONE_DAY))
        for starts, ends in rows.order_by("starts").values_list("starts", "ends")
    ]


def figure_days(
    user: Looker, person: Person, first: date, last: date, *, on: date | None = None
) -> list[tuple[date, date]]:
    """The days of [first, last] of which the sign-in may see the person's figures one by one.

    All of them for oneself and for those who see all figures; for a leader those in a led team.
    (first, last), both inclusive.
    """
    day = on or today()
    roles = roles_of(user, day)
    me = person_of(user)
    own = me is not None and me.pk == person.pk and not roles.isdisjoint(SEES_OWN)
    if own or not roles.isdisjoint(SEES_ALL_FIGURES):
        return [(first, last)]
    return led_days(user, person, first, last, on=day)


def known_people(user: Looker, first: date, last: date, *, on: date | None = None) -> QuerySet[Person]:
    """The people whose name, number and team the sign-in may read.

    All for those who read the roster; else those whose figures of [first, last] are in scope.
    """
    return Person.objects.all() if can_read_roster(user, on=on) else visible_people(user, first, last, on=on)


def can_know_person(user: Looker, person: Person, first: date, last: date, *, on: date | None = None) -> bool:
    """Whether the sign-in may read the person's name, number and team."""
    return known_people(user, first, last, on=on).filter(pk=person.pk).exists()


# Teams


def known_teams(user: Looker, on: date) -> QuerySet[Team]:
    """The teams whose place in the tree the sign-in may read: all for those who read the roster."""
    return Team.objects.all() if can_read_roster(user, on=on) else visible_teams(user, on)


def can_know_team(user: Looker, team: Team, on: date) -> bool:
    """Whether the sign-in may read the team's place in the tree."""
    return known_teams(user, on).filter(pk=team.pk).exists()


def visible_teams(user: Looker, on: date) -> QuerySet[Team]:
    """The teams whose figures, person by person, the sign-in may see: all, or those led and below."""
    if not roles_of(user, on).isdisjoint(SEES_ALL_FIGURES):
        return Team.objects.all()
    return Team.objects.filter(pk__in=led_team_ids(user, on))


def can_view_team(user: Looker, team: Team, on: date) -> bool:
    """Whether the sign-in may see the team's figures, person by person."""
    return visible_teams(user, on).filter(pk=team.pk).exists()


def can_lead_team(user: Looker, team: Team, on: date) -> bool:
    """Whether the sign-in leads the team, or a team above it, on the day."""
    return team.pk in led_team_ids(user, on)


# The roster and the trail


def can_read_roster(user: Looker, *, on: date | None = None) -> bool:
    """Whether the sign-in may read people's dated history: numbers, teams, leave, roles; no figures."""
    return has_role(user, *READS_THE_ROSTER, on=on)


def visible_roster(user: Looker, *, on: date | None = None) -> QuerySet[Person]:
    """The people whose dated history the sign-in may read: all, or none."""
    return Person.objects.all() if can_read_roster(user, on=on) else Person.objects.none()


def can_keep_roster(user: Looker, *, on: date | None = None) -> bool:
    """Whether the sign-in may change people, teams and calendars, and import a roster."""
    return has_role(user, *KEEPS_THE_ROSTER, on=on)


def can_give_access(user: Looker, *, on: date | None = None) -> bool:
    """Whether the sign-in may grant roles and make sign-ins."""
    return has_role(user, Role.ADMINISTRATOR, on=on)


def can_close_periods(user: Looker, *, on: date | None = None) -> bool:
    """Whether the sign-in may close and reopen periods."""
    return has_role(user, Role.STEWARD, on=on)


def sees_all_pay(user: Looker, *, on: date | None = None) -> bool:
    """Whether the sign-in may see everyone's pay, as HR and directors may."""
    return has_role(user, *SEES_ALL_PAY, on=on)


def can_view_entry(user: Looker, entry: Entry, *, on: date | None = None) -> bool:
    """Whether the sign-in may read the entry of the trail."""
    return visible_entries(user, on=on).filter(pk=entry.pk).exists()


def visible_entries(user: Looker, *, on: date | None = None) -> QuerySet[Entry]:
    """The entries of the trail that the sign-in may read: all for an administrator, else none."""
    return Entry.objects.all() if has_role(user, Role.ADMINISTRATOR, on=on) else Entry.objects.none()
