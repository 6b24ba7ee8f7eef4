"""Reads of the trail."""

from django.db import models
from django.db.models import QuerySet

from apps.audit.models import Entry
from apps.audit.operations import type_name


def newest_first(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """The latest entry first; entries of one transaction in the order they were written."""
    return entries.order_by("-pk")


def entries_about(entries: QuerySet[Entry], subject: models.Model) -> QuerySet[Entry]:
    """What happened to one object, the latest first."""
    about = entries.filter(subject_type=type_name(subject), subject_id=str(subject.pk))
    return newest_first(about)


def verbs_used() -> list[str]:
    """All verbs that occur, in order."""
    return sorted(Entry.objects.values_list("verb", flat=True).distinct())
