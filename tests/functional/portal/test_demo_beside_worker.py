"""`build_demo` as run.py starts it: beside a worker, killed in the middle, taken up again."""

import os
import signal
import subprocess
import urllib.request

import pytest

from apps.portal.demo.logins import LOGINS, PASSWORD
from deploy.places import CODE, manage
from tests.live import LivePortal

pytestmark = pytest.mark.worker


def begin_and_kill(portal: LivePortal, *, after: str) -> None:
    """Start the build in a process of its own, and kill -9 it once it says it is at a step."""
    process = subprocess.Popen(
        [str(part) for part in manage("build_demo", "--small")],
        cwd=CODE,
        env=portal.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout:
        assert any(after in line for line in process.stdout)
        os.kill(process.pid, signal.SIGKILL)
    process.wait()


def test_killed_while_importing_and_taken_up_again_beside_a_worker(live_portal: LivePortal) -> None:
    live_portal.start_worker()
    begin_and_kill(live_portal, after="records from")
    printed = live_portal.manage("build_demo", "--small")
    assert printed.splitlines()[-1] == "[100 %] the demo company is whole"
    live_portal.wait_until(
        lambda: live_portal.sql("SELECT count(*) FROM people_change") == [(0,)], seconds=30
    )

    assert live_portal.sql("SELECT DISTINCT state FROM intake_batch") == [("imported",)]
    counts = live_portal.sql(
        "SELECT read, accepted, unchanged, rejected, parked, queued, skipped FROM intake_batch"
    )
    assert all(read == sum(fates) for read, *fates in counts)
    assert live_portal.sql("SELECT count(*) FROM intake_call") == [(calls_in_files(live_portal),)]
    left = "SELECT state, count(*) FROM incentives_payoutrun WHERE state <> 'acknowledged' GROUP BY state"
    assert live_portal.sql(left) == [("submitted", 1)]  # the last month of one plan waits for HR
    assert live_portal.sql("SELECT count(*) FROM coaching_assignment WHERE state = 'open'") > [(0,)]
    offers_its_logins(live_portal)


def calls_in_files(portal: LivePortal) -> int:
    """The rows of all files of the dialer: none lost, none doubled."""
    files = (portal.home / "demo").glob("calls-*.csv")
    return sum(len(path.read_text(encoding="utf-8-sig").splitlines()) - 1 for path in files)


def offers_its_logins(portal: LivePortal) -> None:
    """The sign-in page shows every demo login with its password."""
    with urllib.request.urlopen(portal.url + "/sign-in/") as answer:
        page = answer.read().decode()
    for login in LOGINS:
        assert f'data-fill-username="{login.username}" data-fill-password="{PASSWORD}"' in page
