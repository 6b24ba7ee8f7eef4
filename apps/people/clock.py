"""The organisation's own day.

Instants are stored in UTC; which day it is, the organisation's zone decides.
"""

import time
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from apps.people.models import Organisation

KEPT_SECONDS: Final = 60.0  # another process sees a changed zone within this time


class _Kept:
    """The organisation as this process last read it."""

    row: Organisation | None = None
    until: float = 0.0


def organisation() -> Organisation:
    """The one organisation; its row is made where it is missing. Kept for a minute in each process."""
    if _Kept.row is None or time.monotonic() > _Kept.until:
        _Kept.row = Organisation.objects.filter(pk=1).first() or _first_organisation()
        _Kept.until = time.monotonic() + KEPT_SECONDS
    return _Kept.row


def _first_organisation() -> Organisation:
    return Organisation.objects.get_or_create(pk=1, defaults={"name": "Goals & Rewards"})[0]


def forget() -> None:
    """Read the organisation anew at the next call.

    Operations that change it call this, and so does each test.
    """
    _Kept.row = None


def zone() -> ZoneInfo:
    """The organisation's time zone."""
    return ZoneInfo(organisation().time_zone)


def local_day(at: datetime) -> date:
    """The organisation's day of an instant."""
    return at.astimezone(zone()).date()


def now() -> datetime:
    """The present instant. For views, tasks and commands only: operations are given theirs."""
    return timezone.now()


def today() -> date:
    """The organisation's present day. For views, tasks, commands and the default day of a policy."""
    return local_day(now())
