"""The locks of a writer, always in the same order: batch, source, periods."""

from apps.intake.models import Batch
from apps.intake.operations.importing import hold_source


def hold_batch(batch_id: int) -> Batch:
    """Lock the batch, then its source, until the transaction ends."""
    Batch.objects.select_for_update().get(pk=batch_id)
    batch = Batch.objects.select_related("source", "mapping").get(pk=batch_id)
    hold_source(batch.source_id)
    return batch
