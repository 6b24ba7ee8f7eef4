"""Persons: added, renamed, given numbers and contracts, and leaving."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.people.choices import Role
from apps.people.contracts import Contract
from apps.people.days import FOREVER, ONE_DAY
from apps.people.models import EmployeeNumber, Leadership, Person, Team, User
from apps.people.names import name_key, tidy
from apps.people.operations.periods import hold_people
from apps.people.operations.placements import place, refuse_closed_days
from apps.people.operations.records import (
    CONTRACTS,
    HOMES,
    LOANS,
    NUMBERS,
    ROLES,
    Kind,
    lines_of,
    put_lines,
)
from apps.people.refusals import Refusal
from apps.people.timeline import Stretch, differences, overwritten, without


class NameMissing(Refusal):
    """A person has a name."""

    sentence = _("Please give the person's name.")
    field = "name"


class NumberMissing(Refusal):
    """A person has an employee number."""

    sentence = _("Please give an employee number.")
    field = "number"


class NumberTaken(Refusal):
    """Two persons never have one number on a day."""

    sentence = _(
        "Number %(number)s belongs to %(name)s on these days. Give another number, or end that one first."
    )
    field = "number"


class NotEmployed(Refusal):
    """Only who is employed can leave."""

    sentence = _("%(name)s is not employed on %(day)s, so there is nothing to end.")
    field = "last_day"


@transaction.atomic
def add_person(
    *,
    name: str,
    number: str,
    starts: date,
    team: Team | None = None,
    role: Role | None = Role.AGENT,
    contract: Contract | None = None,
    by: User | None,
    at: datetime,
) -> Person:
    """Add a person employed from `starts`, with number, home team and role from that day.

    Share: thousandths.
    """
    name, number = _required(name, NameMissing), _required(number, NumberMissing)
    hold_people()
    _refuse_taken(number, starts, FOREVER)
    person = Person.objects.create(name=name, name_key=name_key(name))
    _from(NUMBERS, person, starts, number)
    _from(CONTRACTS, person, starts, contract or Contract())
    if role is not None:
        _from(ROLES, person, starts, role)
    if team is not None:
        _from(HOMES, person, starts, team.pk)
        place(person_ids=[person.pk], cause=f"person {person.pk}", at=at)
    after = {
        "number": number,
        "starts": starts.isoformat(),
        "team": team.name if team else "",
        "role": role or "",
    }
    audit.record(verb="person.added", subject=person, by=by, at=at, after=after)
    return person


@transaction.atomic
def rename_person(*, person: Person, name: str, by: User | None, at: datetime) -> Person:
    """Give the person another name; the figures stay theirs."""
    name = _required(name, NameMissing)
    before = person.name
    person.name, person.name_key = name, name_key(name)
    person.save(update_fields=["name", "name_key"])
    _record(person, {"name": before}, {"name": name}, verb="person.renamed", by=by, at=at)
    return person


@transaction.atomic
def give_number(*, person: Person, number: str, starts: date, by: User | None, at: datetime) -> None:
    """From `starts` on the person has this employee number; earlier days keep the one before."""
    number = _required(number, NumberMissing)
    hold_people()
    _refuse_taken(number, starts, FOREVER, but=person)
    _write(NUMBERS, person, starts, number, verb="person.number_given", by=by, at=at)


@transaction.atomic
def change_contract(
    *, person: Person, contract: Contract, starts: date, by: User | None, at: datetime
) -> None:
    """From `starts` on the person works under this contract. Refused on closed or frozen days."""
    hold_people()
    line = lines_of(CONTRACTS, [person.pk])[person.pk]
    last = next((s.ends for s in line if s.starts <= starts < s.ends), FOREVER)
    refuse_closed_days(person_id=person.pk, first=starts, last=last - ONE_DAY)
    _write(CONTRACTS, person, starts, contract, ends=last, verb="person.contract_changed", by=by, at=at)


@transaction.atomic
def end_employment(*, person: Person, last_day: date, by: User | None, at: datetime) -> None:
    """The person leaves after `last_day`: contract, number, teams, roles and leading end with it."""
    ends = last_day + ONE_DAY
    hold_people()
    line = lines_of(CONTRACTS, [person.pk])[person.pk]
    if not any(s.starts <= last_day < s.ends for s in line):
        raise NotEmployed(name=person.name, day=last_day.isoformat())
    lost = differences(line, without(line, ends))
    if lost:
        refuse_closed_days(person_id=person.pk, first=lost[0].days.first, last=lost[-1].days.last)
    for kind in (CONTRACTS, NUMBERS, HOMES, LOANS, ROLES):
        put_lines(kind, {person.pk: without(lines_of(kind, [person.pk])[person.pk], ends)})
    Leadership.objects.filter(person=person, starts__gte=ends).delete()
    Leadership.objects.filter(person=person).exclude(ends__lte=ends).update(ends=ends)
    place(person_ids=[person.pk], cause=f"person {person.pk}", at=at)
    _record(person, {}, {"last_day": last_day.isoformat()}, verb="person.left", by=by, at=at)


def _required(text: str, refusal: type[Refusal]) -> str:
    text = tidy(text)
    if not text:
        raise refusal
    return text


def _refuse_taken(number: str, starts: date, ends: date, but: Person | None = None) -> None:
    holders = EmployeeNumber.objects.filter(number=number, starts__lt=ends).exclude(ends__lte=starts)
    holder = holders.exclude(person=but).select_related("person").first()
    if holder:
        raise NumberTaken(number=number, name=holder.person.name)


def _from(kind: Kind, person: Person, starts: date, value: Any, ends: date = FOREVER) -> tuple[str, str]:
    """Write `value` from `starts` until before `ends`.

    Returns what was said before and after, for the trail.
    """
    before = lines_of(kind, [person.pk])[person.pk]
    after = overwritten(before, [Stretch(starts, ends, value)])
    put_lines(kind, {person.pk: after})
    return written(before), written(after)


def _write(
    kind: Kind, person: Person, starts: date, value: Any, *, ends: date = FOREVER, **trail: Any
) -> None:
    before, after = _from(kind, person, starts, value, ends)
    _record(person, {"line": before}, {"line": after}, **trail)


def _record(person: Person, before: dict[str, Any], after: dict[str, Any], **trail: Any) -> None:
    audit.record(subject=person, before=before, after=after, **trail)


def written(line: list[Stretch[Any]]) -> str:
    """A line as the trail keeps it: "2026-01-01 … 2026-03-31 A; 2026-04-01 … B", last days inclusive."""
    return "; ".join(_written(stretch) for stretch in line)


def _written(stretch: Stretch[Any]) -> str:
    last = "" if stretch.ends == FOREVER else f"{(stretch.ends - ONE_DAY).isoformat()} "
    return f"{stretch.starts.isoformat()} … {last}{stretch.value}"
