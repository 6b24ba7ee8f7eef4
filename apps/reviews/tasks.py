"""What the worker does for reviews. Tasks may run twice or late."""

from celery import shared_task

from apps.people.clock import now
from apps.reviews import operations


@shared_task(name="apps.reviews.tasks.open_due")
def open_due(**_unknown: object) -> int:
    """Plan the reviews of complete weeks and closed months that have none."""
    return operations.open_due(at=now())


@shared_task(name="apps.reviews.tasks.remind_owners")
def remind_owners(**_unknown: object) -> int:
    """Remind owners of actions that are due."""
    return operations.remind_owners(at=now())
