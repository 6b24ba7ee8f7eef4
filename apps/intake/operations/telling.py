"""Telling the data stewards."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse

from apps.people.choices import Role
from apps.people.clock import local_day
from apps.people.operations import notify
from apps.people.queries.roles import people_with


def batch_url(batch_id: int) -> str:
    """Where a batch is looked at."""
    return reverse("batch", args=[batch_id])


def tell_stewards(*, code: str, values: Mapping[str, str], url: str, at: datetime) -> int:
    """A notice to everyone who is a data steward on that day. Returns how many."""
    return notify(
        person_ids=people_with(Role.STEWARD, local_day(at)), code=code, values=values, url=url, at=at
    )
