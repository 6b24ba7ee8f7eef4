"""How long the pages take that people open most, through the whole of Django, on the demo company.

Each page is asked as its own reader would, once to warm up, then again and again. Printed is the time at
the 95th percentile (`seconds`), the one in the middle (ratio `p95/p50`), and the number of queries.
"""

import statistics
import time
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from apps.incentives.models import PayoutRun, RunInput
from apps.people.models import Team, User
from benchmarks.runner import Options, Result

DESCRIPTION = "agent, team and run page on the demo company: 95th percentile and queries (goal: 0.15 s, 15)"
TIMES: Final = 40
PLAIN_FILES: Final = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def run(options: Options) -> Iterator[Result]:
    """Build the demo company, then ask each page."""
    call_command("build_demo", verbosity=0)
    times = TIMES * max(1, options.repeat) // 3
    with override_settings(ALLOWED_HOSTS=["testserver"], STORAGES=PLAIN_FILES):
        for name, username, address, rows in _pages():
            yield _measured(name, username, address, rows, times)


def _pages() -> Iterator[tuple[str, str, str, int]]:
    team = Team.objects.get(name="Outbound A")
    latest = PayoutRun.objects.order_by("-month", "pk").first()
    assert latest is not None
    yield "agent page", "amy.lau", reverse("agent"), 1
    yield "team page", "daniel.ho", reverse("team", args=[team.pk]), 1
    yield (
        "run page",
        "grace.cheng",
        reverse("run", args=[latest.pk]),
        RunInput.objects.filter(run=latest).count(),
    )


def _measured(name: str, username: str, address: str, rows: int, times: int) -> Result:
    client = Client()
    client.force_login(User.objects.get(username=username))
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    queries = len(captured)  # at once: the next request empties Django's log
    taken = sorted(_seconds(client, address) for _ in range(times))
    p50, p95 = statistics.median(taken), taken[max(0, -(-len(taken) * 95 // 100) - 1)]
    return Result(
        name=name,
        database=connection.vendor,
        rows=rows,
        seconds=p95,
        ratios={"p95/p50": p95 / p50, "goal 0.15 s": 0.15 / p95},
        queries=queries,
    )


def _seconds(client: Client, address: str) -> float:
    began = time.perf_counter()
    client.get(address)
    return time.perf_counter() - began
