"""Who is signed in, for the frame around every page: one query beside those that policies make anyway."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from apps.people.choices import Role
from apps.people.models import Leadership, Notice, Person, Placement, User
from apps.people.policies import person_of, roles_of
from apps.people.queries.dated import active_on

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
        return ", ".join(part for part in (role, self.team) if part)


def person_shown(user: User, *, on: date) -> Me:
    """The person of a sign-in on a local day; one without a person shows under its own name."""
    granted = roles_of(user, on)
    roles = tuple(role for role in Role if role in granted)
    person = person_of(user)
    if person is None:
        return Me(name=str(user), team="", roles=roles, unread=0)
    team, unread = _beside_the_name(person, on)
    return Me(name=person.name, team=team, roles=roles, unread=unread)


def _beside_the_name(person: Person, on: date) -> tuple[str, int]:
    row = (
        Person.objects.filter(pk=person.pk)
        .annotate(team=Coalesce(_team_led(on), _team_placed(on)), unread=Coalesce(_unread(), 0))
        .values("team", "unread")
        .get()
    )
    return row["team"] or "", row["unread"]


def _team_led(on: date) -> Subquery:
    led = Leadership.objects.filter(active_on(on), person=OuterRef("pk"))
    return Subquery(led.order_by("team__name").values("team__name")[:1])


def _team_placed(on: date) -> Subquery:
    placed = Placement.objects.filter(person=OuterRef("pk"), starts__lte=on, ends__gt=on)
    return Subquery(placed.values("team__name")[:1])


def _unread() -> Subquery:
    unread = Notice.objects.filter(person=OuterRef("pk"), read_at__isnull=True).order_by()
    return Subquery(unread.values("person").annotate(n=Count("pk")).values("n"), output_field=IntegerField())
