"""The short form of `run.py bench kill`, on the database and the broker of the run."""

import json
import os
import subprocess
import sys

import pytest

from deploy.places import CODE

pytestmark = pytest.mark.worker

LEASE_SECONDS = 3


def test_three_kills_lose_and_double_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "kill", "--rows", "20000", "--kills", "3", "--json"],
        cwd=CODE,
        env={
            **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
            "CELERY_BROKER_URL": os.environ.get("CELERY_BROKER_URL") or "filesystem://localhost",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["kills"], said["lost"], said["doubled"], said["state"]) == (3, 0, 0, "imported")
    # Two seconds more than the lease by rights; here other tests keep the machine busy meanwhile.
    assert said["slowest_resume_s"] <= LEASE_SECONDS + 30
