"""The worker's sign of life, which `/healthz` and pages that wait for work read."""

from datetime import datetime

from django.db import transaction

from apps.people.models import WorkerBeat


@transaction.atomic
def note_beat(*, name: str, at: datetime) -> None:
    """Note that the worker was alive at `at`; one row a worker."""
    WorkerBeat.objects.bulk_create(
        [WorkerBeat(name=name[:60], at=at)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )
