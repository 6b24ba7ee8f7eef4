"""Wrong passwords are counted by sign-in name and by address, so that guessing is slow.

Kept in the cache: where each process has its own, each counts for itself.
"""

from typing import Final

from django.core.cache import cache

WINDOW_SECONDS: Final = 300
MOST_FOR_NAME: Final = 10
MOST_FROM_ADDRESS: Final = 50


def too_many(*, username: str, address: str) -> bool:
    """Whether so many failed in the last minutes that the next one is not even looked at."""
    by_name, by_address = _keys(username, address)
    counts: dict[str, int] = cache.get_many([by_name, by_address])
    return counts.get(by_name, 0) >= MOST_FOR_NAME or counts.get(by_address, 0) >= MOST_FROM_ADDRESS


def count_failure(*, username: str, address: str) -> None:
    """One more that failed."""
    for key in _keys(username, address):
        if not cache.add(key, 1, WINDOW_SECONDS):
            cache.incr(key)


def forget_failures(*, username: str) -> None:
    """The right password came: the name starts anew."""
    cache.delete(_keys(username, "")[0])


def _keys(username: str, address: str) -> tuple[str, str]:
    """Keys of any text: case does not matter, and no character breaks a key."""
    name = username.strip().casefold().encode()[:100].hex()
    return f"attempts-name-{name}", f"attempts-from-{address.encode()[:50].hex()}"
