"""Sites, teams in their tree, and who leads them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.people import changes
from apps.people.changes import ChangeRow
from apps.people.choices import Role, Topic
from apps.people.days import CALENDAR_FIRST, CALENDAR_LAST, FOREVER
from apps.people.freezes import closed_months
from apps.people.models import Leadership, Person, Placement, RoleGrant, Site, Team, TeamPath, User
from apps.people.names import tidy
from apps.people.operations.periods import hold_dated, hold_people
from apps.people.operations.records import ends_or_none
from apps.people.refusals import Refusal


class CodeTaken(Refusal):
    """Codes are unique."""

    sentence = _("The code %(code)s is taken.")
    field = "code"


class TeamInCircle(Refusal):
    """A team is never below itself."""

    sentence = _("%(parent)s is %(team)s itself or below it: a team cannot be placed there.")
    field = "parent"


class TreeOnClosedDays(Refusal):
    """A team with closed figures keeps its place in the tree."""

    sentence = _(
        "People of %(team)s worked on closed days (%(reason)s), and placing it elsewhere would change final"
        " figures. Make a new team there, and move its people from an open day on."
    )
    field = "parent"


class LeaderAlready(Refusal):
    """Someone leads a team once."""

    sentence = _("%(name)s leads %(team)s on these days already.")
    field = "person"


class OwnLeadership(Refusal):
    """Leading a team shows its people's pay, so nobody gives it to themselves."""

    sentence = _("You cannot make yourself the leader of a team. Ask an administrator.")
    field = "person"


@transaction.atomic
def add_site(*, code: str, name: str, by: User | None, at: datetime) -> Site:
    """Add a place of work."""
    code = tidy(code)
    if Site.objects.filter(code=code).exists():
        raise CodeTaken(code=code)
    site = Site.objects.create(code=code, name=tidy(name))
    audit.record(verb="site.added", subject=site, by=by, at=at, after={"code": code, "name": site.name})
    return site


@transaction.atomic
def add_team(
    *, code: str, name: str, site: Site | None, parent: Team | None = None, by: User | None, at: datetime
) -> Team:
    """Add a team below `parent`; without a site it takes the parent's, whose calendar it then follows."""
    code = tidy(code)
    if Team.objects.filter(code=code).exists():
        raise CodeTaken(code=code)
    site_id = site.pk if site else parent.site_id if parent else None
    team = Team.objects.create(code=code, name=tidy(name), site_id=site_id, parent=parent)
    rebuild_paths()
    audit.record(verb="team.added", subject=team, by=by, at=at, after=_described(team))
    return team


@transaction.atomic
def change_team(
    *, team: Team, name: str, site: Site | None, parent: Team | None, by: User | None, at: datetime
) -> Team:
    """Change a team's name, site or place in the tree; the teams above, old and new, are computed again."""
    before = _described(team)
    above = _above([team.pk])
    moved = team.parent_id != (parent.pk if parent else None)
    if moved:
        _refuse_circle(team, parent)
        _refuse_closed(team)
    team.name, team.site, team.parent = tidy(name), site, parent
    team.save(update_fields=["name", "site", "parent"])
    if moved:
        rebuild_paths()
        changes.write(rows=_marks(above ^ _above([team.pk])), cause=f"team {team.pk}", at=at)
    audit.record(verb="team.changed", subject=team, by=by, at=at, before=before, after=_described(team))
    return team


@transaction.atomic
def set_leader(
    *, team: Team, person: Person, starts: date, ends: date | None = None, by: User | None, at: datetime
) -> Leadership:
    """The person leads the team from `starts` until before `ends`, and is a manager on those days.

    Whoever led the team then stops leading it on `starts`.
    """
    if by is not None and person.user_id == by.pk:
        raise OwnLeadership
    hold_people()
    leading = Leadership.objects.filter(team=team, starts__lt=ends or FOREVER).exclude(ends__lte=starts)
    if leading.filter(person=person).exists():
        raise LeaderAlready(name=person.name, team=team.name)
    leading.filter(starts__gte=starts).delete()
    leading.update(ends=starts)
    made = Leadership.objects.create(team=team, person=person, starts=starts, ends=ends)
    _make_manager(person, starts, ends)
    after = {"leader": person.name, "starts": starts.isoformat(), "ends": ends.isoformat() if ends else ""}
    audit.record(verb="team.leader_set", subject=team, by=by, at=at, after=after)
    return made


@transaction.atomic
def end_leadership(*, leadership: Leadership, ends: date, by: User | None, at: datetime) -> None:
    """The person no longer leads the team from `ends` on; the role of manager stays."""
    audit.record(
        verb="team.leader_ended",
        subject=leadership.team,
        by=by,
        at=at,
        before={"leader": leadership.person.name, "starts": leadership.starts.isoformat()},
        after={"ends": ends.isoformat()},
    )
    if ends <= leadership.starts:
        leadership.delete()
    else:
        Leadership.objects.filter(pk=leadership.pk).update(ends=ends)


def rebuild_paths() -> None:
    """Make `TeamPath` say what the parents say: only rows that differ are written."""
    parents = dict(Team.objects.values_list("pk", "parent_id"))
    wanted = {(above, team) for team in parents for above in _chain(team, parents)}
    there = {(a, d): pk for pk, a, d in TeamPath.objects.values_list("pk", "ancestor_id", "descendant_id")}
    TeamPath.objects.filter(pk__in=[pk for pair, pk in there.items() if pair not in wanted]).delete()
    missing = sorted(wanted - there.keys())
    TeamPath.objects.bulk_create([TeamPath(ancestor_id=a, descendant_id=d) for a, d in missing])


def _chain(team: int, parents: Mapping[int, int | None]) -> list[int]:
    chain: list[int] = []
    step: int | None = team
    while step is not None and step not in chain:
        chain.append(step)
        step = parents[step]
    return chain


def _above(team_ids: Collection[int]) -> set[int]:
    paths = TeamPath.objects.filter(descendant_id__in=team_ids).exclude(ancestor_id__in=team_ids)
    return set(paths.values_list("ancestor_id", flat=True))


def _marks(team_ids: Iterable[int]) -> list[ChangeRow]:
    return [
        ChangeRow(
            topic=Topic.PLACEMENT,
            person_id=None,
            team_id=team_id,
            first_day=CALENDAR_FIRST,
            last_day=CALENDAR_LAST,
        )
        for team_id in sorted(team_ids)
    ]


def _refuse_circle(team: Team, parent: Team | None) -> None:
    if parent and TeamPath.objects.filter(ancestor=team, descendant=parent).exists():
        raise TeamInCircle(parent=parent.name, team=team.name)


def _refuse_closed(team: Team) -> None:
    hold_dated(first=CALENDAR_FIRST, last=CALENDAR_LAST)
    below = TeamPath.objects.filter(ancestor=team).values("descendant_id")
    for period in closed_months(CALENDAR_FIRST, CALENDAR_LAST):
        placed = Placement.objects.filter(team_id__in=below, starts__lt=period.ends, ends__gt=period.starts)
        if placed.exists():
            raise TreeOnClosedDays(team=team.name, reason=str(period))


def _make_manager(person: Person, starts: date, ends: date | None) -> None:
    held = RoleGrant.objects.filter(person=person, role=Role.MANAGER, starts__lt=ends or FOREVER)
    if not held.exclude(ends__lte=starts).exists():
        RoleGrant.objects.create(
            person=person, role=Role.MANAGER, starts=starts, ends=ends_or_none(ends or FOREVER)
        )


def _described(team: Team) -> dict[str, str]:
    return {
        "code": team.code,
        "name": team.name,
        "site": team.site.name if team.site else "",
        "parent": team.parent.name if team.parent else "",
    }
