"""Who is signed in, for the frame around every page: one query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, F, FilteredRelation, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from apps.people.choices import Role
from apps.people.models import Leadership, Notice, Person, Placement, User


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


BY_REACH: Final = (Role.ADMINISTRATOR, Role.DIRECTOR, Role.HR, Role.STEWARD, Role.MANAGER, Role.AGENT)


def person_shown(user: User, *, day: date) -> Me:
    """The person of `user` on a local day; a user without one shows under their own name, without a menu."""
    rows = list(_rows(user, day))
    if not rows:
        return Me(name=str(user), team="", roles=(), unread=0)
    granted = {row["role"] for row in rows}
    return Me(
        name=rows[0]["name"],
        team=rows[0]["team"] or "",
        roles=tuple(role for role in Role if role in granted),
        unread=rows[0]["unread"],
    )


def _rows(user: User, day: date) -> Iterable[Mapping[str, Any]]:
    """One row for each role of the person on `day`, or one row whose role is None."""
    granted = FilteredRelation(
        "role_grants",
        condition=Q(role_grants__starts__lte=day)
        & (Q(role_grants__ends__isnull=True) | Q(role_grants__ends__gt=day)),
    )
    return (
        Person.objects.filter(user=user)
        .annotate(
            granted=granted,
            role=F("granted__role"),
            team=Coalesce(_team_led(day), _team_placed(day)),
            unread=Coalesce(_unread(), 0),
        )
        .values("name", "role", "team", "unread")
    )


def _team_led(day: date) -> Subquery:
    led = Leadership.objects.filter(Q(ends__isnull=True) | Q(ends__gt=day), starts__lte=day)
    return Subquery(led.filter(person=OuterRef("pk")).order_by("team__name").values("team__name")[:1])


def _team_placed(day: date) -> Subquery:
    placed = Placement.objects.filter(person=OuterRef("pk"), starts__lte=day, ends__gt=day)
    return Subquery(placed.values("team__name")[:1])


def _unread() -> Subquery:
    unread = Notice.objects.filter(person=OuterRef("pk"), read_at__isnull=True).order_by()
    return Subquery(unread.values("person").annotate(n=Count("pk")).values("n"), output_field=IntegerField())
