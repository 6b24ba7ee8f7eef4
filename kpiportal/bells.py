"""Ring the worker after a commit. A bell that cannot be rung is no loss: the schedule rings soon after."""

import logging

from kombu.exceptions import OperationalError

from apps.intake import doorbell
from apps.people import changes
from kpiportal.celery import app

logger = logging.getLogger(__name__)

# A bell not heard within this is answered by the schedule anyway.
EXPIRES_SECONDS = 60


def hang_bells() -> None:
    """Put the lower apps' bells on the worker's door: they know nothing of Celery."""
    changes.set_doorbell(ring_for_changes)
    doorbell.set_doorbell(ring_for_batch)


def ring_for_changes() -> None:
    """There are changes in the feed."""
    ring("apps.metrics.tasks.consume_changes")


def ring_for_batch(batch_id: int) -> None:
    """There is a batch to work on."""
    ring("apps.intake.tasks.work_batch", batch_id)


def ring(task: str, *arguments: int) -> None:
    """Enqueue a task by name; a broker that is down is logged, never raised into somebody's request."""
    try:
        app.send_task(task, args=arguments, expires=EXPIRES_SECONDS)
    except (OperationalError, OSError) as error:
        logger.warning("%s not rung: %s", task, error)
