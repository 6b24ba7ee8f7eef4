"""What the reader of cells does not tell of a sheet."""

from dataclasses import dataclass, field
from typing import Final

from apps.intake.sheets.refused import Refused

MOST_FAULTS: Final = 200_000
TEXT_LENGTH: Final = 300
CELL_ERROR: Final = "cell_error"
FORMULA_WITHOUT_VALUE: Final = "formula_without_value"
LONG_NUMBER: Final = "long_number"
FAR: Final = 1 << 20


@dataclass(slots=True)
class Marks:
    """`faults`: row and column (from 0), code and text of cells that hold no value, or one that lost digits.

    `first_column`: the first with a cell; the reader counts from there. `date_1904`: days count from 1904.
    """

    faults: list[tuple[int, int, str, str]] = field(default_factory=list)
    first_column: int = FAR
    date_1904: bool = False

    def see(self, column: int) -> None:
        """A cell that is not blank."""
        self.first_column = min(self.first_column, column)

    def add(self, row: int, column: int, code: str, text: str) -> None:
        """A cell without a value. Refused where there is no end of them."""
        if len(self.faults) >= MOST_FAULTS:
            raise Refused("too_many_faults", text=text[:80])
        self.faults.append((row, column, code, text[:TEXT_LENGTH]))

    @property
    def before(self) -> int:
        """How many columns stand blank before the first."""
        return self.first_column % FAR
