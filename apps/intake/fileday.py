"""The day a file speaks for, where its rows do not say theirs: as declared, or else as its name says."""

import re
from datetime import date
from typing import Final

from apps.intake.models import Batch
from apps.intake.reading import FileRefused

_IN_NAME: Final = re.compile(r"(?<!\d)(20\d\d)([-_.年]?)(\d\d)(?:\2|月)(\d\d)日?(?!\d)")


def file_day(batch: Batch) -> date:
    """The one day the batch is declared to cover, else the one its file's name holds. FileRefused."""
    if batch.covers_first is not None and batch.covers_first == batch.covers_last:
        return batch.covers_first
    named = days_in_name(batch.filename)
    if len(named) == 1:
        return named.pop()
    raise FileRefused("no_day_of_file")


def days_in_name(name: str) -> set[date]:
    """Dates written in a file's name, year first."""
    found: set[date] = set()
    for year, _sign, month, day in _IN_NAME.findall(name):
        try:
            found.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found
