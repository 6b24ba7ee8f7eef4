"""The database is away for ten seconds in the middle of an import: it goes on, and nothing is lost."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.functional.intake.test_killed_worker import ROWS, SET_UP, export, read, state, wait_for_more
from tests.live import LivePortal, on_server

pytestmark = pytest.mark.worker

AWAY_SECONDS = 10


@contextmanager
def away(portal: LivePortal) -> Iterator[None]:
    """Nobody can write: SQLite's lock is held; PostgreSQL lets nobody in and has thrown everybody out."""
    if "DATABASE_URL" not in portal.environment:
        with closing(sqlite3.connect(portal.home / "kpiportal.sqlite3", timeout=30)) as holder:
            holder.isolation_level = None
            holder.execute("BEGIN IMMEDIATE")
            yield
            holder.execute("ROLLBACK")
        return
    on_server("ALTER DATABASE {} ALLOW_CONNECTIONS false", portal.name)
    on_server(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{portal.name}'"  # noqa: S608
    )
    yield
    on_server("ALTER DATABASE {} ALLOW_CONNECTIONS true", portal.name)


def test_the_import_goes_on_once_it_is_back(live_portal: LivePortal, tmp_path: Path) -> None:
    live_portal.environment |= {"INTAKE_LEASE_SECONDS": "3", "INTAKE_BLOCK_BYTES": "12000"}
    live_portal.shell(SET_UP % export(tmp_path))
    live_portal.start_worker()
    wait_for_more(live_portal, 0)
    with away(live_portal):
        time.sleep(AWAY_SECONDS)
    stopped = read(live_portal)
    assert state(live_portal) == "importing", "the import was over before the database went away"
    live_portal.wait_until(lambda: state(live_portal) == "imported", seconds=120)
    assert stopped < ROWS
    assert live_portal.sql("SELECT read, accepted FROM intake_batch") == [(ROWS, ROWS)]
    assert live_portal.sql("SELECT COUNT(*), COUNT(DISTINCT key) FROM intake_call") == [(ROWS, ROWS)]
