"""Lists of people, teams and one person's dated history, for the pages that keep them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from apps.people.choices import MembershipKind
from apps.people.models import (
    EmployeeNumber,
    Employment,
    Leadership,
    Leave,
    Membership,
    Person,
    Placement,
    RoleGrant,
    Team,
)
from apps.people.names import name_key, tidy
from apps.people.queries.dated import active_on


def with_present(people: QuerySet[Person], on: date) -> QuerySet[Person]:
    """People with `number`, `team_name`, `site_name` of the day, and `roles_now`.

    Two queries for any number.
    """
    mine = {"person": OuterRef("pk")}
    placed = Placement.objects.filter(**mine, starts__lte=on, ends__gt=on)
    numbers = EmployeeNumber.objects.filter(active_on(on), **mine)
    roles = RoleGrant.objects.filter(active_on(on)).order_by("role")
    return people.annotate(
        number=Subquery(numbers.values("number")[:1]),
        team_name=Subquery(placed.values("team__name")[:1]),
        site_name=Subquery(placed.values("team__site__name")[:1]),
    ).prefetch_related(Prefetch("role_grants", queryset=roles, to_attr="roles_now"))


def named(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """People whose name has the text in it, or whose number, of any time, begins with it."""
    numbered = EmployeeNumber.objects.filter(person=OuterRef("pk"), number__istartswith=tidy(text))
    return people.filter(Q(name_key__contains=name_key(text)) | Exists(numbered))


def employed(people: QuerySet[Person], on: date) -> QuerySet[Person]:
    """People with a contract on the day."""
    return people.filter(Exists(Employment.objects.filter(active_on(on), person=OuterRef("pk"))))


def not_employed(people: QuerySet[Person], on: date) -> QuerySet[Person]:
    """People without a contract on the day: not yet, or no longer."""
    return people.exclude(Exists(Employment.objects.filter(active_on(on), person=OuterRef("pk"))))


def placed_in(people: QuerySet[Person], team_ids: set[int], on: date) -> QuerySet[Person]:
    """People whose records count in one of the teams on the day."""
    rows = Placement.objects.filter(person=OuterRef("pk"), team_id__in=team_ids, starts__lte=on, ends__gt=on)
    return people.filter(Exists(rows))


def holding(people: QuerySet[Person], role: str, on: date) -> QuerySet[Person]:
    """People with the role on the day."""
    return people.filter(Exists(RoleGrant.objects.filter(active_on(on), person=OuterRef("pk"), role=role)))


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything dated about one person, newest first."""

    numbers: list[EmployeeNumber]
    contracts: list[Employment]
    homes: list[Membership]
    loans: list[Membership]
    leaves: list[Leave]
    roles: list[RoleGrant]
    leaderships: list[Leadership]


def history_of(person: Person) -> History:
    """The person's dated rows: six queries."""
    memberships = list(person.memberships.select_related("team").order_by("-starts", "pk"))
    return History(
        numbers=list(person.numbers.order_by("-starts", "pk")),
        contracts=list(person.employments.order_by("-starts", "pk")),
        homes=[row for row in memberships if row.kind == MembershipKind.HOME],
        loans=[row for row in memberships if row.kind == MembershipKind.LOAN],
        leaves=list(person.leaves.order_by("-first_day", "pk")),
        roles=list(person.role_grants.order_by("-starts", "role")),
        leaderships=list(person.leaderships.select_related("team").order_by("-starts", "pk")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    """A team as the tree shows it: `depth` 0 is a root; leaders and people are those of the day."""

    team: Team
    depth: int
    leaders: list[Person]
    people: int

    @property
    def steps(self) -> range:
        """One for each level above."""
        return range(self.depth)


def team_tree(on: date) -> list[TeamRow]:
    """All teams, each below its parent, siblings by name. Three queries."""
    teams = list(Team.objects.select_related("site").order_by("name", "pk"))
    leaders: dict[int, list[Person]] = {}
    for row in Leadership.objects.filter(active_on(on)).select_related("person").order_by("starts", "pk"):
        leaders.setdefault(row.team_id, []).append(row.person)
    placed = Placement.objects.filter(starts__lte=on, ends__gt=on).values("team_id")
    people = dict(placed.annotate(n=Count("pk")).values_list("team_id", "n"))
    return [
        TeamRow(team=team, depth=depth, leaders=leaders.get(team.pk, []), people=people.get(team.pk, 0))
        for team, depth in _walk(teams, None, 0)
    ]


def _walk(teams: list[Team], parent: int | None, depth: int) -> list[tuple[Team, int]]:
    rows: list[tuple[Team, int]] = []
    for team in (one for one in teams if one.parent_id == parent):
        rows += [(team, depth), *_walk(teams, team.pk, depth + 1)]
    return rows
