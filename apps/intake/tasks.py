"""What the worker does for intake. Nothing rests on the broker's memory: the database says what waits."""

from typing import Any, Final

from celery import shared_task

from apps.intake import kept, operations
from apps.intake.reading.prepared import forget_unused_copies
from apps.people.clock import now

BATCHES_AT_ONCE: Final = 20
EXPIRES_SECONDS: Final = 10  # a ring not heard by then is repeated by the next sweep


@shared_task(name="apps.intake.tasks.sweep_batches")
def sweep_batches(**_later: Any) -> int:
    """Ring for every batch that waits, or whose worker has been silent for longer than its lease."""
    waiting = list(operations.waiting_batches(now()).values_list("pk", flat=True)[:BATCHES_AT_ONCE])
    for batch_id in waiting:
        work_batch.apply_async((batch_id,), expires=EXPIRES_SECONDS)
    return len(waiting)


@shared_task(name="apps.intake.tasks.work_batch")
def work_batch(batch_id: int, **_later: Any) -> bool:
    """Work on a batch for as long as there is something to do; another worker may have it already."""
    return operations.run_batch(batch_id=batch_id)


@shared_task(name="apps.intake.tasks.keep_no_longer")
def keep_no_longer(**_later: Any) -> bool:
    """Let go of files and customers that sources no longer keep. True where something went."""
    forget_unused_copies()
    kept.forget_old()
    return bool(operations.keep_no_longer(at=now()))


@shared_task(name="apps.intake.tasks.rerun_parked")
def rerun_parked(**_later: Any) -> int:
    """Run parked rows whose agent has become known. Returns how many rows became facts."""
    settled = operations.rerun_parked(at=now())
    operations.follow_pushed_calls(at=now())
    return settled.accepted + settled.unchanged


@shared_task(name="apps.intake.tasks.watch_folders")
def watch_folders(**_later: Any) -> int:
    """Look into the watched folders that are due. Returns how many files were taken or put away."""
    return operations.look_into_folders(at=now())


@shared_task(name="apps.intake.tasks.warn_late")
def warn_late(**_later: Any) -> int:
    """Tell the stewards of late sources, once a day each. Returns how many sources."""
    return operations.warn_of_late_sources(at=now())
