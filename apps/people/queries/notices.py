"""Notices: what a person should know, newest first."""

from django.db.models import QuerySet

from apps.people.models import Notice


def unread_notices(person_id: int) -> int:
    """How many notices the person has not read: the number on the bell."""
    return Notice.objects.filter(person_id=person_id, read_at__isnull=True).count()


def latest_notices(person_id: int) -> QuerySet[Notice]:
    """The person's notices, newest first."""
    return Notice.objects.filter(person_id=person_id).order_by("-at", "-pk")
