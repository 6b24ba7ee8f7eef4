"""What the worker does for coaching. Tasks may run twice or late."""

from celery import shared_task

from apps.coaching import operations
from apps.people.clock import now


@shared_task(name="apps.coaching.tasks.assign_due")
def assign_due(**_unknown: object) -> int:
    """Let the rules look at closed months they have not seen."""
    return operations.assign_due(at=now())


@shared_task(name="apps.coaching.tasks.look_daily")
def look_daily(**_unknown: object) -> int:
    """Newcomers' weeks, complaints, free slots, briefs, checks, reminders; what is old is forgotten."""
    at = now()
    found = operations.look_daily(at=at) + operations.place_waiting(at=at) + operations.write_briefs(at=at)
    found += operations.run_checks(at=at) + operations.fill_met(at=at) + operations.remind(at=at)
    return found + operations.forget_old(at=at)
