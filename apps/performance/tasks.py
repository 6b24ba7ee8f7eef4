"""Scheduled work of performance."""

from typing import Any

from celery import shared_task

from apps.people.clock import now
from apps.people.queries.periods import closed_periods
from apps.performance import operations
from apps.performance.insights.stored import FIVE, addresses_of, leaders_told, newest_round
from apps.performance.mailing import mail_insights
from apps.performance.queries import months_to_snapshot


@shared_task
def snapshot_closed(**_: Any) -> int:
    """Store the results of every closing that has none yet.

    May run twice, or on two workers. Returns how many.
    """
    done = [
        operations.snapshot_month(month=month, at=now()) for month in months_to_snapshot(closed_periods())
    ]
    return sum(1 for snapshot in done if snapshot is not None)


@shared_task
def find_insights(**_: Any) -> int:
    """Look at the figures of a new day, and tell those who lead, once a day. Returns how many were told."""
    operations.find_insights(at=now())
    last = newest_round()
    if last is None:
        return 0
    letters = operations.tell_leaders(day=last.day, at=now())
    if letters:
        told = {person_id: rows[:FIVE] for person_id, rows in leaders_told(last.day).items()}
        mail_insights(addresses_of(letter.person_id for letter in letters), told, last.day)
    return len(letters)
