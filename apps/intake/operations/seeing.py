"""How far a worker has read a file, noted with each sign of life: it costs no statement of its own."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from apps.intake.operations.leases import Lease, extend_lease

READ: Final = "read"  # the file is read for the first time
TRIED: Final = "try"  # read again, to say what importing it would do
WHOLE: Final = 1000


class Seen:
    """One reading of a file. `end`: where offsets end, in the unit of the file's table; None: not known."""

    def __init__(self, lease: Lease, step: str, *, end: int | None, clock: Callable[[], datetime]) -> None:
        self._lease = lease
        self._step = step
        self._end = end
        self._clock = clock
        self._since = clock()
        self._rows = self._offset = 0

    def note(self, rows: int, next_offset: int) -> None:
        """Some rows are about to be looked at: those before them are done. Raises LeaseLost."""
        extend_lease(
            self._lease,
            at=self._clock(),
            seen_step=self._step,
            seen_rows=self._rows,
            seen_share=self._offset * WHOLE // self._end if self._end else None,
            seen_since=self._since,
        )
        self._rows += rows
        self._offset = next_offset
