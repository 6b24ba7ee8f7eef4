"""What importing a file would do, gathered block by block: counts, old → new, reasons, days that wait."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from apps.intake.choices import RowFate
from apps.intake.merging import Waiting
from apps.intake.merging.differences import Differences
from apps.intake.profile import MOST_AGENTS, Profile

MOST_CHANGES: Final = 50  # changed records that are listed
FATES: Final = ("new", "changed", "unchanged", *RowFate.values)


@dataclass(slots=True)
class _Span:
    rows: int
    first: date
    last: date


@dataclass(slots=True)
class Forecast:
    """Rows by what would become of them, and the evidence a person decides by."""

    counts: Counter[str] = field(default_factory=Counter)
    held: Profile = field(default_factory=Profile)  # reasons, examples, unknown agents: after repeats
    changes: list[dict[str, Any]] = field(default_factory=list)
    columns: Counter[str] = field(default_factory=Counter)  # "order.amount" → records that change in it
    frozen: dict[str, _Span] = field(default_factory=dict)  # closed month or payout run → its days

    def add_differences(self, found: Differences) -> None:
        """Note what changes."""
        self.columns.update({".".join(place): count for place, count in found.columns.items()})
        for one in found.first:
            self.changes.append(
                {"type": one.record_type, "row": one.row, "key": one.key, "columns": one.columns}
            )

    def add_waiting(self, waiting: Iterable[Waiting]) -> None:
        """Note rows of closed and frozen days."""
        for one in waiting:
            span = self.frozen.setdefault(one.reason, _Span(rows=0, first=one.day, last=one.day))
            span.rows += 1
            span.first, span.last = min(span.first, one.day), max(span.last, one.day)

    @property
    def room(self) -> int:
        """How many more changed records are listed."""
        return MOST_CHANGES - len(self.changes)

    def as_json(self) -> dict[str, Any]:
        """For `Batch.profile`: in place of what was only read."""
        return {
            "forecast": {fate: self.counts[fate] for fate in FATES},
            "codes": {fate: dict(codes.most_common()) for fate, codes in self.held.codes.items()},
            "examples": self.held.examples,
            "unknown_agents": dict(self.held.unknown.most_common(MOST_AGENTS)),
            "changes": self.changes,
            "changed_columns": dict(self.columns.most_common()),
            "frozen": [
                {
                    "reason": reason,
                    "rows": span.rows,
                    "first": span.first.isoformat(),
                    "last": span.last.isoformat(),
                }
                for reason, span in sorted(self.frozen.items())
            ],
        }
