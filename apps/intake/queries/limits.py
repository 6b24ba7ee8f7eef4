"""What a source usually delivers, and whether a file is too far from it to be imported by itself."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from apps.intake.choices import BatchState, Way
from apps.intake.models import Batch, Source
from apps.people.clock import local_day
from apps.people.written import digits, percent

LOOKED_AT: Final = 120  # newest deliveries, among which those of the weekday are sought
USUAL_OF: Final = 8
FEWEST: Final = 3  # deliveries of the weekday, below which nothing is usual yet
PERMILLE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """A limit that a file goes beyond: code and values of its sentence in `reasons`."""

    code: str
    values: dict[str, Any]


def usual_of_weekday(source: Source, on: date) -> int | None:
    """The middle (the lower of two) of the rows of the last `USUAL_OF` files that came on this weekday.

    None below `FEWEST` of them. Pushes are no files. One query.
    """
    delivered = Batch.objects.filter(source=source, state=BatchState.IMPORTED).exclude(way=Way.PUSH)
    newest = delivered.order_by("-pk").values_list("created_at", "read")[:LOOKED_AT]
    rows = [read for at, read in newest if local_day(at).isoweekday() == on.isoweekday()][:USUAL_OF]
    return sorted(rows)[(len(rows) - 1) // 2] if len(rows) >= FEWEST else None


def beyond_limits(batch: Batch, *, rows: int, rejected: int) -> Beyond | None:
    """Why a file that goes on by itself must wait for a person; None where it need not.

    Asked of a batch that is read, before it is ready. A batch that a person looks at has no limits.
    """
    source = batch.source
    if not batch.auto_import:
        return None
    if source.most_rejects is not None and rejected * PERMILLE > source.most_rejects * rows:
        values = {"rejected": digits(rejected, 0), "rows": digits(rows, 0)}
        share, limit = Fraction(rejected, rows), Fraction(source.most_rejects, PERMILLE)
        return Beyond(
            code="beyond_rejects", values={**values, "share": percent(share), "limit": percent(limit)}
        )
    return _fallen(batch, rows)


def _fallen(batch: Batch, rows: int) -> Beyond | None:
    source = batch.source
    if source.most_fall is None:
        return None
    on = local_day(batch.created_at)
    usual = usual_of_weekday(source, on)
    if usual is None or rows * PERMILLE >= usual * (PERMILLE - source.most_fall):
        return None
    fall, limit = Fraction(usual - rows, usual), Fraction(source.most_fall, PERMILLE)
    values = {"rows": digits(rows, 0), "usual": digits(usual, 0)}
    return Beyond(code="beyond_fall", values={**values, "fall": percent(fall), "limit": percent(limit)})
