"""What stops the reading of a workbook."""

from typing import Any


class Refused(Exception):
    """The workbook cannot be read: a code of the portal's reasons and its values."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.result = {"refused": code, "values": values}
