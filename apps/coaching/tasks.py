"""What the worker does for coaching. Tasks may run twice or late."""

from celery import shared_task

from apps.coaching import operations
from apps.people.clock import now


@shared_task(name="apps.coaching.tasks.assign_due")
def assign_due(**_unknown: object) -> int:
    """Let the rules look at closed months they have not seen."""
    return operations.assign_due(at=now())
