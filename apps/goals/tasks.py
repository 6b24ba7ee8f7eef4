"""What the worker does for goals by itself. May run twice or late: each looks for what is due."""

from typing import Any

from celery import shared_task

from apps.goals.operations import deem_seen, remind_agents
from apps.people.clock import now


@shared_task(name="apps.goals.tasks.follow_up")
def follow_up(**_unknown: Any) -> None:
    """Remind who has not looked at their targets, and note who counts as having seen them."""
    remind_agents(at=now())
    deem_seen(at=now())
