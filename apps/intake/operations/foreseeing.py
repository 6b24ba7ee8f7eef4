"""What importing a batch would do: every block is tried, and nothing is written."""

from collections.abc import Iterable

from django.db import connection, transaction

from apps.intake.choices import RowFate
from apps.intake.forecast import Forecast
from apps.intake.matching import load_roster
from apps.intake.merging import Chunk
from apps.intake.validating import Judged
from apps.intake.work import Work


def foresee(work: Work, blocks: Iterable[Judged]) -> Forecast:
    """Try the judged blocks of a file, each in a transaction that is taken back."""
    forecast = Forecast()
    for judged in blocks:
        with transaction.atomic():
            _try(work, judged, forecast)
            transaction.set_rollback(True)
    return forecast


def _try(work: Work, judged: Judged, forecast: Forecast) -> None:
    matched = work.match(judged, load_roster(work.batch.source))
    with connection.cursor() as cursor:
        chunk = Chunk(cursor, work.batch, matched.records)
        waiting = chunk.weigh()
        accepted, changed, rows = chunk.forecast()
        if changed:
            forecast.add_differences(chunk.differences(forecast.room))
    held = matched.judged.held
    forecast.held.add_held(held)
    forecast.add_waiting(waiting)
    forecast.counts.update({"new": accepted - changed, "changed": changed, "unchanged": rows - accepted})
    forecast.counts.update(dict(held.group_by("fate").len().iter_rows()))
    forecast.counts.update({RowFate.QUEUED.value: len(waiting)})
