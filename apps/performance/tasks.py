"""Scheduled work of performance."""

from typing import Any

from celery import shared_task

from apps.people.clock import now
from apps.people.queries.periods import closed_periods
from apps.performance.operations import snapshot_month
from apps.performance.queries import months_to_snapshot


@shared_task
def snapshot_closed(**_: Any) -> int:
    """Store the results of every closing that has none yet.

    May run twice, or on two workers. Returns how many.
    """
    done = [snapshot_month(month=month, at=now()) for month in months_to_snapshot(closed_periods())]
    return sum(1 for snapshot in done if snapshot is not None)
