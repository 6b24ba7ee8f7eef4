"""Who acts for whom on a day."""

from datetime import date

from django.db.models import QuerySet

from apps.people.models import Deputy, Person


def acts_for(person: Person, on: date) -> list[Person]:
    """Those for whom the person is a deputy on the day, by name."""
    rows = Deputy.objects.filter(deputy=person, starts__lte=on, ends__gt=on).select_related("person__user")
    return [row.person for row in rows.order_by("person__name", "pk")]


def deputies_of(person: Person, on: date) -> QuerySet[Deputy]:
    """Present and future deputies of a person, the next first."""
    return Deputy.objects.filter(person=person, ends__gt=on).select_related("deputy").order_by("starts", "pk")
