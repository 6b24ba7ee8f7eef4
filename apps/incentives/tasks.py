"""What the worker does for incentives. Tasks may run twice or late."""

from celery import shared_task

from apps.incentives.operations import honours, nominations
from apps.people.clock import now


@shared_task(name="apps.incentives.tasks.award_honours")
def award_honours(**_unknown: object) -> int:
    """Honour the best of each closed month that was not looked at yet, and put forward who meets a rule."""
    return honours.award_honours(at=now()) + nominations.nominate(at=now())
