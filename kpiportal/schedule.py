"""What the worker does by itself, and how often: (task, seconds).

Every task may run twice or late: it looks into the database for what is due. A message that was not taken
before the next one is rung expires.
"""

from datetime import timedelta
from typing import Any

EVERY: tuple[tuple[str, float], ...] = (
    ("apps.people.tasks.beat", 2),
    ("apps.intake.tasks.sweep_batches", 1),
    ("apps.metrics.tasks.consume_changes", 3),
    ("apps.metrics.tasks.check_cells", 600),
    ("apps.intake.tasks.rerun_parked", 300),
    ("apps.intake.tasks.watch_folders", 60),
    ("apps.intake.tasks.warn_late", 300),
    ("apps.intake.tasks.keep_no_longer", 3600),
    ("apps.performance.tasks.snapshot_closed", 30),
    ("apps.performance.tasks.find_insights", 300),
    ("apps.goals.tasks.follow_up", 900),
    ("apps.coaching.tasks.assign_due", 60),
    ("apps.incentives.tasks.award_honours", 60),
    ("apps.coaching.tasks.look_daily", 300),
    ("apps.incentives.tasks.sweep_jobs", 5),
    ("apps.reviews.tasks.open_due", 60),
    ("apps.reviews.tasks.remind_owners", 600),
)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """`EVERY` in Celery's own form."""
    return {
        task: {
            "task": task,
            "schedule": timedelta(seconds=seconds),
            "options": {"expires": min(max(seconds, 10), 60)},
        }
        for task, seconds in EVERY
    }
