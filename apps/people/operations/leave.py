"""Leave: days of absence, which lower the working time and so the targets of a period."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.people.choices import LeaveKind
from apps.people.models import Leave, Person, User
from apps.people.operations.memberships import DatesReversed
from apps.people.operations.periods import hold_people
from apps.people.operations.placements import refuse_closed_days
from apps.people.refusals import Refusal


class LeaveOverlaps(Refusal):
    """A day of absence is counted once."""

    sentence = _("%(name)s is on leave from %(first)s to %(last)s already.")
    field = "first_day"


@transaction.atomic
def set_leave(
    *,
    person: Person,
    first_day: date,
    last_day: date,
    kind: LeaveKind,
    half: bool = False,
    by: User | None,
    at: datetime,
) -> Leave:
    """Enter leave, both days inclusive; `half`: half of each day.

    Refused on closed or frozen days, and where leave is entered already.
    """
    if last_day < first_day:
        raise DatesReversed(first=first_day.isoformat(), last=last_day.isoformat())
    hold_people()
    other = Leave.objects.filter(person=person, first_day__lte=last_day, last_day__gte=first_day).first()
    if other:
        raise LeaveOverlaps(
            name=person.name, first=other.first_day.isoformat(), last=other.last_day.isoformat()
        )
    refuse_closed_days(person_id=person.pk, first=first_day, last=last_day)
    leave = Leave.objects.create(person=person, first_day=first_day, last_day=last_day, kind=kind, half=half)
    audit.record(verb="person.leave_set", subject=person, by=by, at=at, after=_days(leave))
    return leave


@transaction.atomic
def remove_leave(*, leave: Leave, by: User | None, at: datetime) -> None:
    """Take leave back. Refused on closed or frozen days."""
    hold_people()
    refuse_closed_days(person_id=leave.person_id, first=leave.first_day, last=leave.last_day)
    audit.record(verb="person.leave_removed", subject=leave.person, by=by, at=at, before=_days(leave))
    leave.delete()


def _days(leave: Leave) -> dict[str, str]:
    words = {
        "first_day": leave.first_day.isoformat(),
        "last_day": leave.last_day.isoformat(),
        "kind": leave.kind,
    }
    return words | ({"part": "half"} if leave.half else {})
