"""A past file under two mappings, side by side."""

from apps.intake.forecast import Forecast
from apps.intake.operations.past import PastTrial
from apps.intake.reasons import file_reason
from apps.intake.web.columns import label


class PastRow:
    """What a trial shows of one file."""

    def __init__(self, tried: PastTrial) -> None:
        self.tried = tried
        self.batch = tried.batch
        self.refused = file_reason(*tried.refused) if tried.refused else None
        self.wrong = tried.wrong

    @property
    def whole(self) -> bool:
        """Whether every row of the file was tried."""
        return self.tried.rows >= self.tried.all_rows

    @property
    def pairs(self) -> list[tuple[str, int, int]]:
        """Fate, rows before, rows after, of those that a person looks for first."""
        before, after = self.tried.before, self.tried.after
        if before is None or after is None:
            return []
        return [(fate, before.counts[fate], after.counts[fate]) for fate in ("rejected", "parked", "skipped")]

    @property
    def moved(self) -> tuple[int, int, int]:
        """Rows that would be new, changed, as they are."""
        found = self.tried.after or Forecast()
        return found.counts["new"], found.counts["changed"], found.counts["unchanged"]

    @property
    def columns(self) -> list[tuple[str, int]]:
        """Which columns would change, each with its records."""
        found = self.tried.after or Forecast()
        return [(label(place.rpartition(".")[2]), records) for place, records in found.columns.most_common(3)]
