"""The demo company in a test: built once for a file of tests, in a transaction rolled back at its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from apps.people import clock
from apps.portal.demo.build import build
from apps.portal.demo.story import ZONE, Story

UNTIL = date(2026, 11, 23)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=ZONE)


def quiet(_percent: int, _what: str) -> None:
    """Progress that nobody reads."""


def build_here(folder: Path, *, small: bool, now: datetime = NOW, say: Any = quiet) -> Story:
    """Build in the database as it stands."""
    clock.forget()
    return build(small=small, folder=folder, now=now, say=say)


@contextmanager
def open_database(blocker: Any) -> Iterator[None]:
    """The database for all tests of a file; what they write is gone after the last of them."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
    clock.forget()
