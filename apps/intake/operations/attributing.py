"""Keeping which call an order without an agent was attributed by, in the transaction that writes it."""

from datetime import datetime
from typing import Final

import polars as pl

from apps.intake.models import Attribution

AT_ONCE: Final = 500
CALL: Final = ("person_id", "call_source_id", "call_key", "call_day")


def keep_attributions(*, source_id: int, calls: pl.DataFrame, held: pl.DataFrame, at: datetime) -> None:
    """Note the calls (`matching.attribution.CALLS`) of the orders whose rows are not held.

    What a person said stays; what is noted already is left as it is.
    """
    written = calls.filter(~pl.col("row").is_in(held["row"].implode())) if calls.height else calls
    for part in written.iter_slices(AT_ONCE):
        _keep(source_id, part, at)


def _keep(source_id: int, calls: pl.DataFrame, at: datetime) -> None:
    known = Attribution.objects.filter(source=source_id, order_key__in=calls["key"].to_list())
    noted = {key: tuple(rest) for key, *rest in known.values_list("order_key", *CALL)}
    Attribution.objects.bulk_create(
        [
            Attribution(source_id=source_id, order_key=key, at=at, **dict(zip(CALL, rest, strict=True)))
            for key, *rest in calls.select("key", *CALL).iter_rows()
            if noted.get(key) != tuple(rest)
        ],
        update_conflicts=True,
        unique_fields=["source", "order_key"],
        update_fields=[*CALL, "at"],
    )
