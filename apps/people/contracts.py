"""What a contract says, as a value."""

from datetime import date
from typing import NamedTuple


class Contract(NamedTuple):
    """The dated attributes of an employment; `share_permille` 1000 is full time.

    `probation_ends` is the first day after the probation, `notice_given` the day either side gave notice.
    """

    share_permille: int = 1000
    legal_entity: str = ""
    payroll_group: str = ""
    cost_centre: str = ""
    probation_ends: date | None = None
    notice_given: date | None = None

    def __str__(self) -> str:
        """As the trail keeps it: "62.5 %, ACME Ltd"."""
        whole, tenth = divmod(self.share_permille, 10)
        share = f"{whole}.{tenth} %" if tenth else f"{whole} %"
        return ", ".join(
            part
            for part in (
                share,
                self.legal_entity,
                self.payroll_group,
                self.cost_centre,
                f"probation to before {self.probation_ends}" if self.probation_ends else "",
                f"notice {self.notice_given}" if self.notice_given else "",
            )
            if part
        )
