"""Deputies: who acts for a person while they are away, under their own name."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.people.days import ONE_DAY
from apps.people.models import Deputy, Person, User
from apps.people.operations.memberships import DatesReversed
from apps.people.refusals import Refusal


class DeputyOfOneself(Refusal):
    """A deputy is someone else."""

    sentence = _("Choose someone else: nobody is their own deputy.")
    field = "deputy"


@transaction.atomic
def name_deputy(
    *, person: Person, deputy: Person, first_day: date, last_day: date, by: User, at: datetime
) -> Deputy:
    """Let `deputy` act for `person`, both days inclusive. Refuses DatesReversed and DeputyOfOneself."""
    if last_day < first_day:
        raise DatesReversed(first=first_day.isoformat(), last=last_day.isoformat())
    if person.pk == deputy.pk:
        raise DeputyOfOneself
    row, _made = Deputy.objects.update_or_create(
        person=person, deputy=deputy, starts=first_day, defaults={"ends": last_day + ONE_DAY}
    )
    audit.record(verb="person.deputy_named", subject=person, by=by, at=at, after=_words(row))
    return row


@transaction.atomic
def end_deputy(*, row: Deputy, by: User, at: datetime) -> None:
    """Take it back."""
    audit.record(verb="person.deputy_ended", subject=row.person, by=by, at=at, before=_words(row))
    row.delete()


def _words(row: Deputy) -> dict[str, str]:
    last = row.ends - ONE_DAY
    return {"deputy": row.deputy.name, "first_day": row.starts.isoformat(), "last_day": last.isoformat()}
