"""What was left out and who claims what, as programs of the steward read it."""

import pytest
from django.test import Client

from apps.intake import operations
from apps.intake.models import Call
from apps.people.choices import Role
from tests import deliveries as d
from tests.people import Company

pytestmark = pytest.mark.django_db


def test_left_out_records_say_why_and_where_they_came_from() -> None:
    d.organisation()
    d.agent("Ada", "7")
    source = d.source("dialer")
    batch = d.deliver(source, d.lines(d.CALLS, "c1,7,2026-11-20 10:00:00,out,61234567,Y,60,5"))
    steward, client = Company().user("Sandy", Role.STEWARD), Client()
    client.force_login(steward)
    call = Call.objects.get()
    operations.leave_out(record_type="call", fact_id=call.pk, reason="a test", by=steward, at=d.AT)
    answer = client.get("/api/v1/left-out/?source=dialer").json()
    (found,) = answer["results"]
    told = {name: found[name] for name in ("record_type", "fact", "key", "batch", "row", "reason")}
    assert told == {
        "record_type": "call", "fact": call.pk, "key": "c1", "batch": batch.pk, "row": 2, "reason": "a test"
    }  # fmt: skip
    assert "6123" not in str(answer)
    assert client.get("/api/v1/left-out/?source=other").json()["results"] == []
    assert client.get("/api/v1/claims/?state=open").json()["results"] == []
    assert client.get("/api/v1/claims/?state=x").status_code == 400
