"""What the worker does for metrics."""

from typing import Any, Final

from celery import shared_task

from apps.metrics import operations

SLICES: Final = 40  # then the next ring goes on, so that other tasks have their turn


@shared_task
def consume_changes(**_later: Any) -> int:
    """Empty the change feed slice by slice; every other one goes by age.

    Returns how many rows were settled.
    """
    settled = 0
    for turn in range(SLICES):
        rows = operations.consume_changes(oldest_first=turn % 2 == 1)
        settled += rows
        if not rows:
            break
    return settled
