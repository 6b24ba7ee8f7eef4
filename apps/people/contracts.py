"""What a contract says, as a value."""

from typing import NamedTuple


class Contract(NamedTuple):
    """The dated attributes of an employment; `share_permille` 1000 is full time."""

    share_permille: int = 1000
    legal_entity: str = ""
    payroll_group: str = ""
    cost_centre: str = ""
