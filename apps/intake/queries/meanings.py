"""Texts of a column that the mapping gives no meaning, each with the rows that it holds up."""

from collections import Counter

from django.db.models import Count

from apps.intake.choices import RowFate
from apps.intake.models import HeldRow, Source
from apps.intake.queries.desk import WRITTEN

MOST_TEXTS = 50
UNKNOWN_VALUE = "unknown_value"


def texts_without_meaning(source: Source, column: str) -> Counter[str]:
    """Of rows that were rejected for it and not mended since, in files that are imported."""
    rows = HeldRow.objects.filter(
        batch__source=source,
        batch__state__in=WRITTEN,
        fate=RowFate.REJECTED,
        code=UNKNOWN_VALUE,
        column=column,
        settled_at__isnull=True,
    )
    counted = rows.order_by().values("value").annotate(rows=Count("pk")).order_by("-rows", "value")
    return Counter(dict(counted.values_list("value", "rows")[:MOST_TEXTS]))
