"""Calls have come: they may say whose orders without an agent are."""

from datetime import datetime, timedelta
from typing import Final

from apps.intake.choices import BatchState, RecordType, Way
from apps.intake.models import Attribution, Batch, HeldRow
from apps.intake.operations.attribution import reattribute
from apps.intake.operations.settling import rerun_parked
from apps.intake.queries import topics_of

NO_AGENT: Final = "no_agent"
LATELY: Final = timedelta(minutes=15)  # the task that looks for pushes runs more often


def follow_calls(*, batch_id: int, at: datetime) -> None:
    """A batch is in: where it brought calls, orders without an agent are attributed by them."""
    batch = Batch.objects.select_related("mapping").get(pk=batch_id)
    if RecordType.CALL not in topics_of(batch.mapping.spec) or batch.state != BatchState.IMPORTED:
        return
    if Attribution.objects.exists():
        reattribute(at=at, batch_id=batch_id)
    if HeldRow.objects.filter(fate="parked", code=NO_AGENT, settled_at__isnull=True).exists():
        rerun_parked(codes={NO_AGENT}, at=at)


def follow_pushed_calls(*, at: datetime) -> None:
    """The same for what was pushed lately: a push is answered at once, and this follows."""
    pushed = Batch.objects.filter(way=Way.PUSH, state=BatchState.IMPORTED, finished_at__gte=at - LATELY)
    for batch_id in pushed.order_by("pk").values_list("pk", flat=True):
        follow_calls(batch_id=batch_id, at=at)
    reattribute(at=at)
