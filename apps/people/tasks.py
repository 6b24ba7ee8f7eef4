"""What the worker does for people by itself."""

import platform
from typing import Any

from celery import shared_task

from apps.people.clock import now
from apps.people.operations.beats import note_beat


@shared_task(name="apps.people.tasks.beat")
def beat(**_unknown: Any) -> None:
    """Say that a worker on this machine is alive."""
    note_beat(name=platform.node() or "worker", at=now())
