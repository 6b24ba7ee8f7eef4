"""The nightly check of every stored figure, kept with what it found."""

import dataclasses
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse

from apps.metrics.models import CellCheck
from apps.metrics.operations.verifying import Divergence, Verification
from apps.people.choices import Role
from apps.people.clock import local_day, zone
from apps.people.operations.notices import notify
from apps.people.queries.roles import people_with

FROM_HOUR: Final = 3  # local; a worker that was off at night makes up for it
LOST: Final = timedelta(hours=2)  # a check that long without an end was left by its worker


def begin_check(*, at: datetime) -> CellCheck | None:
    """Claim the day's check: once a day, from three o'clock on.

    None where it is not due, or another worker is at it.
    """
    if at.astimezone(zone()).hour < FROM_HOUR:
        return None
    day = local_day(at)
    check = CellCheck.objects.filter(day=day).first()
    if check is not None and (check.finished_at is not None or check.started_at > at - LOST):
        return None
    check, made = CellCheck.objects.get_or_create(day=day, defaults={"started_at": at})
    left = CellCheck.objects.filter(pk=check.pk, finished_at__isnull=True, started_at__lte=at - LOST)
    return check if made or left.update(started_at=at) else None


@transaction.atomic
def finish_check(*, check: CellCheck, found: Verification, at: datetime) -> None:
    """Keep what was found; the stewards hear of a difference, with the first one named."""
    check.finished_at = at
    check.compared, check.different, check.waiting = found.compared, found.different, found.waiting
    check.examples = [as_json(example) for example in found.examples]
    check.save()
    if found.different:
        values = {"different": found.different, "compared": found.compared, "first": str(found.examples[0])}
        notify(
            person_ids=people_with(Role.STEWARD, check.day),
            code="cells.differ",
            values=values,
            url=reverse("data-home"),
            at=at,
        )


def as_json(example: Divergence) -> dict[str, object]:
    """A difference as JSON keeps it."""
    return {**dataclasses.asdict(example), "starts": example.starts.isoformat()}
