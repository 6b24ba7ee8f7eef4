"""Who may take away all that is kept about a person, and how much of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from apps.people.choices import Role
from apps.people.models import Person
from apps.people.policies import Looker, has_role, person_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What is in an export beside what every export has."""

    pay: bool
    talks: bool  # coaching: between the two of them and the leaders above


def exportable_people(user: Looker, *, on: date | None = None) -> QuerySet[Person]:
    """Everyone for an administrator and HR; oneself for everyone."""
    if has_role(user, Role.ADMINISTRATOR, Role.HR, on=on):
        return Person.objects.all()
    me = person_of(user)
    return Person.objects.filter(pk=me.pk) if me else Person.objects.none()


def can_export_person(user: Looker, person: Person, *, on: date | None = None) -> bool:
    """Whether the sign-in may take away what is kept about the person."""
    return exportable_people(user, on=on).filter(pk=person.pk).exists()


def parts_of_export(user: Looker, person: Person, *, on: date | None = None) -> Parts:
    """Oneself: everything. HR: with pay. An administrator: neither pay nor coaching, as on the pages."""
    me = person_of(user)
    own = me is not None and me.pk == person.pk
    return Parts(pay=own or has_role(user, Role.HR, on=on), talks=own)
