"""Roles: granted and ended by an administrator, never by the person who gains them."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.people.choices import Role
from apps.people.clock import local_day
from apps.people.days import FOREVER
from apps.people.models import Person, RoleGrant, User
from apps.people.operations.notices import notify
from apps.people.operations.periods import hold_people
from apps.people.operations.records import ends_or_none
from apps.people.queries.dated import active_on
from apps.people.refusals import Refusal


class OwnRole(Refusal):
    """Nobody grants themselves a role."""

    sentence = _("You cannot grant yourself a role. Ask another administrator.")
    field = "role"


class RoleHeld(Refusal):
    """A role is held once."""

    sentence = _("%(name)s has the role %(role)s on these days already.")
    field = "role"


class LastAdministrator(Refusal):
    """Someone must be able to grant roles."""

    sentence = _("%(name)s is the last administrator. Make someone else an administrator first.")


class RoleEndsBeforeItStarts(Refusal):
    """A role ends after it began."""

    sentence = _("The role began on %(starts)s: it cannot end before that day.")
    field = "ends"


@transaction.atomic
def grant_role(
    *, person: Person, role: Role, starts: date, ends: date | None = None, by: User | None, at: datetime
) -> RoleGrant:
    """Grant a role from `starts` until before `ends` (None: open), and tell the person."""
    if by is not None and person.user_id == by.pk:
        raise OwnRole
    hold_people()
    held = RoleGrant.objects.filter(person=person, role=role, starts__lt=ends or FOREVER)
    if held.exclude(ends__lte=starts).exists():
        raise RoleHeld(name=person.name, role=role.label)
    grant = RoleGrant.objects.create(
        person=person, role=role, starts=starts, ends=ends_or_none(ends or FOREVER)
    )
    notify(person_ids=[person.pk], code="role.granted", values={"role": role.value}, at=at)
    after = {"role": role.value, "starts": starts.isoformat(), "ends": ends.isoformat() if ends else ""}
    audit.record(verb="role.granted", subject=person, by=by, at=at, after=after)
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, ends: date, by: User | None, at: datetime) -> None:
    """The role is no longer held from `ends` on; a grant that has not begun by then disappears."""
    if ends < grant.starts and grant.starts <= local_day(at):
        raise RoleEndsBeforeItStarts(starts=grant.starts.isoformat())
    hold_people()
    if grant.role == Role.ADMINISTRATOR and not _other_administrator(grant, ends):
        raise LastAdministrator(name=grant.person.name)
    audit.record(
        verb="role.ended",
        subject=grant.person,
        by=by,
        at=at,
        before={"role": grant.role, "starts": grant.starts.isoformat()},
        after={"ends": ends.isoformat()},
    )
    if ends <= grant.starts:
        grant.delete()
    else:
        RoleGrant.objects.filter(pk=grant.pk).update(ends=ends)


def _other_administrator(grant: RoleGrant, on: date) -> bool:
    others = RoleGrant.objects.filter(active_on(on), role=Role.ADMINISTRATOR).exclude(pk=grant.pk)
    return others.filter(person__user__is_active=True).exists() or _superuser()


def _superuser() -> bool:
    return User.objects.filter(is_superuser=True, is_active=True).exists()
