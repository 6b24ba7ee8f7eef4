"""Who is signed in, for the frame around every page: one query beside those that policies make anyway."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.utils.translation import pgettext

from apps.people.choices import Role
from apps.people.models import Leadership, Notice, Person, Placement, User
from apps.people.policies import person_of, roles_of
from apps.people.queries.dated import active_on

KEPT_AS: Final = "_portal_beside"
BY_REACH: Final = (Role.ADMINISTRATOR, Role.DIRECTOR, Role.HR, Role.STEWARD, Role.MANAGER, Role.AGENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """The person signed in: name, team led or placed in (or empty), roles in the order of `Role`, notices."""

    name: str
    team: str
    roles: tuple[Role, ...]
    unread: int

    @property
    def title(self) -> str:
        """`Manager, Outbound A`: the role that reaches furthest, and the team."""
        role = next((str(role.label) for role in BY_REACH if role in self.roles), "")
        return pgettext("role, team", ", ").join(part for part in (role, self.team) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside a name on a day: the team led or placed in, and unread notices."""

    on: date
    team: str
    unread: int


def bring_beside(user: User, beside: Beside) -> None:
    """Note what another query has brought along."""
    setattr(user, KEPT_AS, beside)


def person_shown(user: User, *, on: date) -> Me:
    """The person of a sign-in on a local day; one without a person shows under its own name."""
    granted = roles_of(user, on)
    roles = tuple(role for role in Role if role in granted)
    person = person_of(user)
    if person is None:
        return Me(name=str(user), team="", roles=roles, unread=0)
    beside: Beside | None = getattr(user, KEPT_AS, None)
    if beside is None or beside.on != on:
        beside = _beside(person, on)
    return Me(name=person.name, team=beside.team, roles=roles, unread=beside.unread)


def _beside(person: Person, on: date) -> Beside:
    me = OuterRef("pk")
    row = (
        Person.objects.filter(pk=person.pk)
        .annotate(led=team_led(me, on), placed=team_placed(me, on), unread=unread_count(me))
        .values("led", "placed", "unread")
        .get()
    )
    return Beside(on=on, team=row["led"] or row["placed"] or "", unread=row["unread"] or 0)


def team_led(person: OuterRef, on: date) -> Subquery:
    """The name of a team that the person leads on a day; nothing without one."""
    led = Leadership.objects.filter(active_on(on), person=person)
    return Subquery(led.order_by("team__name").values("team__name")[:1])


def team_placed(person: OuterRef, on: date) -> Subquery:
    """The name of the team in which the person's records count on a day."""
    placed = Placement.objects.filter(person=person, starts__lte=on, ends__gt=on)
    return Subquery(placed.values("team__name")[:1])


def unread_count(person: OuterRef) -> Subquery:
    """How many notices the person has not read; nothing instead of 0."""
    unread = Notice.objects.filter(person=person, read_at__isnull=True).order_by()
    return Subquery(unread.values("person").annotate(n=Count("pk")).values("n"), output_field=IntegerField())
