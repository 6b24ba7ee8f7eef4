"""Tries to sign in are counted by name and by address, so that guessing is slow.

In the database, so that it makes no difference how many web processes answer. Each statement is a transaction
of its own: a count needs no more, and no request waits for another one's.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from apps.people.models import Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `most` tries of one name or address in a window, which begins with the first one."""

    scope: str
    most: int
    window: timedelta


WRONG_FOR_NAME: Final = Limit(scope="wrong-name", most=10, window=timedelta(minutes=5))
WRONG_FROM_ADDRESS: Final = Limit(scope="wrong-address", most=50, window=timedelta(minutes=5))


def tries(limit: Limit, who: str, *, at: datetime) -> int:
    """How many there were in the window that runs."""
    row = Attempt.objects.filter(key=_key(limit, who), ends_at__gt=at).values_list("count", flat=True)
    return row.first() or 0


def seconds_left(limit: Limit, who: str, *, at: datetime) -> float:
    """Until the window that runs is over; 0 where none does."""
    ends = Attempt.objects.filter(key=_key(limit, who)).values_list("ends_at", flat=True).first()
    return max(0.0, (ends - at).total_seconds()) if ends else 0.0


def count_try(limit: Limit, who: str, *, at: datetime) -> int:
    """One more; how many there are now. Windows that are over go."""
    Attempt.objects.filter(ends_at__lte=at).delete()
    key = _key(limit, who)
    first = Attempt(key=key, ends_at=at + limit.window)
    Attempt.objects.bulk_create([first], ignore_conflicts=True)
    Attempt.objects.filter(key=key).update(count=F("count") + 1)
    return tries(limit, who, at=at)


def too_many_wrong(*, username: str, address: str, at: datetime) -> bool:
    """Whether so many failed in the last minutes that the next one is not even looked at."""
    return any(tries(limit, who, at=at) >= limit.most for limit, who in _both(username, address))


def count_wrong(*, username: str, address: str, at: datetime) -> None:
    """One more wrong password."""
    for limit, who in _both(username, address):
        count_try(limit, who, at=at)


def forget_wrong(*, username: str) -> None:
    """The right password came: the name starts anew."""
    Attempt.objects.filter(key=_key(WRONG_FOR_NAME, username)).delete()


def _both(username: str, address: str) -> tuple[tuple[Limit, str], tuple[Limit, str]]:
    return (WRONG_FOR_NAME, username), (WRONG_FROM_ADDRESS, address)


def _key(limit: Limit, who: str) -> str:
    """Case does not matter, and no character breaks the key."""
    text = f"{limit.scope}:{who.strip().casefold()}"
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
