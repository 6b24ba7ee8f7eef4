"""What the worker does for reviews. Tasks may run twice or late."""

from celery import shared_task

from apps.people.clock import now
from apps.reviews import operations


@shared_task(name="apps.reviews.tasks.open_due")
def open_due(**_unknown: object) -> int:
    """Open the reviews of complete weeks and closed months that have none."""
    return operations.open_due(at=now())
