"""Measurements of a team: its changes are those of the team, and so are its frozen days."""

from datetime import date
from typing import Any

import pytest

from apps.intake import operations
from apps.intake.models import LeftOut, Measurement, Source
from apps.people.models import Change, Freeze, Team, TeamPath, User
from tests.deliveries import AT, counts, deliver, lines, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _organisation() -> None:
    organisation()


def measurements() -> Source:
    """A source that measures teams."""
    record = {
        "type": "measurement",
        "key": ["id"],
        "team": {"column": "team"},
        "fields": {"day": "day", "code": {"const": "occupancy"}, "value": "x", "unit": {"const": "%"}},
    }
    columns = {name: {"headers": [name]} for name in ("id", "team", "day", "x")}
    spec = {"columns": columns, "records": [record]}
    return operations.create_source(code="own", kind="crm", spec=spec, by=None, at=AT)


def changed() -> set[tuple[Any, ...]]:
    """The change feed, which is emptied."""
    rows = set(Change.objects.values_list("topic", "team__code", "person", "first_day", "last_day"))
    Change.objects.all().delete()
    return rows


def test_its_changes_are_those_of_the_team() -> None:
    for code in ("T1", "T2"):
        Team.objects.create(code=code, name=code)
    user = User.objects.create_user(username="steward")
    to = measurements()
    header, second = "id,team,day,x", ("measurement", "T1", None, date(2026, 11, 2), date(2026, 11, 2))
    changed()
    deliver(to, lines(header, "1,T1,2026-11-02,1", "2,T1,2026-11-03,1", "3,T2,2026-11-20,1"))
    assert changed() == {
        ("measurement", "T1", None, date(2026, 11, 2), date(2026, 11, 3)),
        ("measurement", "T2", None, date(2026, 11, 20), date(2026, 11, 20)),
    }
    newer = deliver(to, lines(header, "1,T2,2026-11-02,1"))
    moved = {second, ("measurement", "T2", *second[2:])}
    assert changed() == moved
    operations.withdraw_batch(batch=newer, reason="x", by=user, at=AT)
    assert changed() == moved
    fact = Measurement.objects.get(key="1")
    operations.leave_out(record_type="measurement", fact_id=fact.pk, reason="x", by=user, at=AT)
    assert changed() == {second}
    operations.put_back(left_out=LeftOut.objects.get(), by=user, at=AT)
    assert changed() == {second}


def test_days_frozen_for_the_team_or_one_above_wait() -> None:
    above = Team.objects.create(code="T1", name="Sales")
    team = Team.objects.create(code="T2", name="Sales 2", parent=above)
    for pair in ((above, above), (above, team), (team, team)):
        TeamPath.objects.get_or_create(ancestor=pair[0], descendant=pair[1])
    november = {"first_day": date(2026, 11, 1), "last_day": date(2026, 11, 30)}
    Freeze.objects.create(team=above, reason="run 1", at=AT, **november)
    rows = ("1,T2,2026-11-02,1", "2,T2,2026-10-02,1")
    batch = deliver(measurements(), lines("id,team,day,x", *rows))
    assert counts(batch) == {"accepted": 1, "queued": 1}
    assert [measured.key for measured in Measurement.objects.all()] == ["2"]
