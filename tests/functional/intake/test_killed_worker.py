"""`kill -9` in the middle of an import: nothing lost, nothing doubled, on whatever broker the run has."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests import deliveries as d
from tests.live import LivePortal

pytestmark = pytest.mark.worker

ROWS = 40_000  # so that it is still at work when it is killed a second time
LEASE = 3
SET_UP = """
from pathlib import Path
from apps.people.clock import now
from tests import deliveries as d
d.organisation()
for n in range(20):
    d.agent(f"Agent {n}", str(n))
d.bring(d.source(), Path("%s"), "calls.csv", at=now())
"""


def export(folder: Path) -> Path:
    rows = (
        f"c{n},{n % 20},2026-10-{n % 28 + 1:02} 10:00:00,out,6{n % 900:07},Y,{n % 600},5" for n in range(ROWS)
    )
    path = folder / "calls.csv"
    path.write_text(d.lines(d.CALLS, *rows))
    return path


def read(portal: LivePortal) -> int:
    return int(portal.sql("SELECT read FROM intake_batch")[0][0])


def wait_for_more(portal: LivePortal, than: int) -> int:
    portal.wait_until(lambda: read(portal) > than or state(portal) == "imported", seconds=60)
    return read(portal)


def state(portal: LivePortal) -> str:
    return str(portal.sql("SELECT state FROM intake_batch")[0][0])


def token(portal: LivePortal) -> int:
    return int(portal.sql("SELECT token FROM intake_batch")[0][0])


def last_beat(portal: LivePortal) -> str:
    return str(portal.sql("SELECT MAX(at) FROM people_workerbeat")[0][0])


def kill_the_child_at_work(portal: LivePortal) -> None:
    """The pool's process that has the batch, by the name it left in the lease; the worker itself lives on."""
    worker = str(portal.sql("SELECT worker FROM intake_batch")[0][0])
    os.kill(int(worker.rpartition(":")[2]), signal.SIGKILL)


def taken_over(portal: LivePortal, before: int) -> float:
    """When another claim of the batch was seen."""
    portal.wait_until(lambda: token(portal) > before, seconds=60)
    return time.monotonic()


def test_an_import_survives_the_death_of_child_and_worker(live_portal: LivePortal, tmp_path: Path) -> None:
    live_portal.environment |= {"INTAKE_LEASE_SECONDS": str(LEASE), "INTAKE_BLOCK_BYTES": "12000"}
    live_portal.start_worker()
    live_portal.shell(SET_UP % export(tmp_path))
    wait_for_more(live_portal, 0)
    assert state(live_portal) == "importing", "the import was over before it could be killed"

    claim = token(live_portal)
    kill_the_child_at_work(live_portal)
    killed = time.monotonic()
    assert taken_over(live_portal, claim) - killed <= LEASE + 2
    wait_for_more(live_portal, read(live_portal))
    assert state(live_portal) == "importing", "the import was over before it could be killed again"

    claim = token(live_portal)
    live_portal.kill_worker()
    killed = time.monotonic()
    time.sleep(0.6)  # its processes end with it
    stopped, beat = read(live_portal), last_beat(live_portal)
    live_portal.start_worker()
    live_portal.wait_until(lambda: last_beat(live_portal) != beat, seconds=60)
    ready = time.monotonic()
    assert taken_over(live_portal, claim) <= max(killed + LEASE, ready) + 2
    assert wait_for_more(live_portal, stopped) > stopped

    live_portal.wait_until(lambda: state(live_portal) == "imported", seconds=120)
    assert live_portal.sql("SELECT read, accepted FROM intake_batch") == [(ROWS, ROWS)]
    assert live_portal.sql("SELECT COUNT(*), COUNT(DISTINCT key) FROM intake_call") == [(ROWS, ROWS)]


def test_a_file_waits_while_no_worker_is_there(live_portal: LivePortal, tmp_path: Path) -> None:
    live_portal.shell(SET_UP % export(tmp_path))
    assert state(live_portal) == "received"
    live_portal.start_worker()
    live_portal.wait_until(lambda: state(live_portal) == "imported", seconds=60)
    listed = subprocess.run(["ls", live_portal.home / "tmp" / "intake"], capture_output=True, check=True)
    assert listed.stdout == b""  # nothing is left beside the database
