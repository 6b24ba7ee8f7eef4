"""What the worker does for metrics."""

from typing import Any, Final

from celery import shared_task

from apps.metrics import operations
from apps.people.clock import now
from apps.people.turns import Turns, alone

SLICES: Final = 40  # then the next ring goes on, so that other tasks have their turn


@shared_task
def consume_changes(**_later: Any) -> int:
    """Empty the change feed slice by slice; every other one goes by age.

    Returns how many rows were settled: none where another process is at it.
    """
    with alone("consumer") as free:
        return _consume() if free else 0


def _consume() -> int:
    settled, turns = 0, Turns()
    for turn in range(SLICES):
        rows = operations.consume_changes(oldest_first=turn % 2 == 1)
        settled += rows
        if not rows:
            break
        turns.give_way()
    return settled


@shared_task
def check_cells(**_later: Any) -> int:
    """Once a night compare every stored figure with its records. Returns how many were compared."""
    check = operations.begin_check(at=now())
    if check is None:
        return 0
    found = operations.verify_cells()
    operations.finish_check(check=check, found=found, at=now())
    return found.compared
