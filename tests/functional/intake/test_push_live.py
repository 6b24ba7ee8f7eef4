"""What a program pushes is in the figures within seconds, with real processes on the database and broker."""

import json
import time
import urllib.request

from tests.live import LivePortal

MAKE = """
from datetime import date
from apps.intake.operations import create_source, give_source_token
from apps.people.clock import now
from apps.people.models import User
from tests import deliveries as d
from tests.floor import place, team
d.organisation("Asia/Hong_Kong", "HKD")
place(d.agent("Ada", "7"), (team("Outbound"), date(2026, 1, 1), None))
source = create_source(code="dialer", kind="dialer", preset="dialer", by=None, at=now())
steward = User.objects.create_user("steward")
print(give_source_token(source=source, name="ACD", by=steward, at=now())[1])
"""
CALL = {
    "Call ID": "c1",
    "Agent No": "7",
    "Start time": "2026-11-02 10:00:00",
    "Direction": "out",
    "Customer phone": "61234567",
    "Answered": True,
    "Talk seconds": 60,
    "Wait seconds": None,
}
COUNTED = "SELECT count(*) FROM metrics_cell WHERE subject = 'team' AND grain = 'month'"


def test_a_push_is_on_the_team_s_page_within_five_seconds() -> None:
    with LivePortal() as portal:
        secret = portal.shell(MAKE).split()[-1]
        portal.start_worker()
        request = urllib.request.Request(
            f"{portal.url}/api/v1/sources/dialer/records/",
            data=json.dumps({"records": [CALL]}).encode(),
            headers={
                "Authorization": f"Bearer {secret}",
                "Idempotency-Key": "k1",
                "Content-Type": "application/json",
            },
        )
        began = time.monotonic()
        with urllib.request.urlopen(request, timeout=30) as response:
            assert json.load(response)["accepted"] == 1
        portal.wait_until(lambda: portal.sql(COUNTED)[0][0], seconds=30)
        assert time.monotonic() - began < 5
