"""How cells are written: only what differs, in a number of statements that does not follow the records."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.metrics import operations, tasks
from apps.metrics.models import Cell, CellCheck
from apps.people import changes, clock
from apps.people.changes import ChangeRow
from apps.people.choices import Role, Topic
from apps.people.models import Change, Notice, Person, RoleGrant, User
from apps.people.notices import sentence
from tests import records
from tests.records import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def amy() -> Person:
    records.organisation("HKD")
    return records.person("Amy", records.team("outbound", parent=records.team("floor")))


def large_import(people: list[Person], when: str = "11-24") -> None:
    """One cause with a row for each person."""
    rows = [
        ChangeRow(topic=Topic.CALL, person_id=p.pk, team_id=None, first_day=day(when), last_day=day(when))
        for p in people
    ]
    changes.write(rows=rows, cause="large import", at=records.AT)


def mark(who: Person | None, first: str, last: str | None = None, topic: Topic = Topic.CALL) -> None:
    row = ChangeRow(
        topic=topic,
        person_id=who.pk if who else None,
        team_id=None,
        first_day=day(first),
        last_day=day(last or first),
    )
    changes.write(rows=[row], cause=f"mark {first}", at=records.AT)


def cells(kpi: str, subject: str = "agent") -> dict[tuple[str, str], tuple[int, int | None, int]]:
    rows = Cell.objects.filter(kpi__code=kpi, subject=subject)
    return {(c.grain, c.starts.isoformat()[5:]): (c.numerator, c.denominator, c.n) for c in rows}


def days_with_cells(kpi: str) -> set[str]:
    return {starts for grain, starts in cells(kpi) if grain == "day"}


def test_a_record_makes_a_cell_of_each_grain_for_agent_and_every_team_above(amy: Person) -> None:
    records.call(amy, "11-24", 1, talk_seconds=90)
    mark(amy, "11-24")
    operations.consume_changes()
    grains = {("day", "11-24"), ("week", "11-23"), ("month", "11-01"), ("quarter", "10-01")}
    assert cells("talk_time") == dict.fromkeys(grains, (90, 1, 1))
    assert cells("outbound_calls") == dict.fromkeys(grains, (1, None, 1))
    assert Cell.objects.filter(kpi__code="talk_time", subject="team").count() == 2 * len(grains)


def test_what_became_empty_is_deleted(amy: Person) -> None:
    call = records.call(amy, "11-24", 1)
    mark(amy, "11-24")
    operations.consume_changes()
    assert Cell.objects.exists()
    call.delete()
    mark(amy, "11-24")
    operations.consume_changes()
    assert not Cell.objects.exists()


def test_an_unchanged_cell_is_not_written_again(amy: Person) -> None:
    records.call(amy, "11-24", 1)
    mark(amy, "11-24")
    operations.consume_changes()
    mark(amy, "11-24")
    with CaptureQueriesContext(connection) as queries:
        assert operations.consume_changes() == 1
    assert not [
        q for q in queries.captured_queries if "metrics_cell" in q["sql"] and "SELECT" not in q["sql"]
    ]


def test_the_number_of_statements_follows_neither_records_nor_people(amy: Person) -> None:
    counts = []
    clock.organisation()  # read once a minute
    for size in (1, 40):
        team = records.team(f"team {size}")
        people = [records.person(f"Agent {size}/{n}", team) for n in range(size)]
        for person in people:
            for n in range(3):
                when = (day("11-01") + timedelta(days=n)).isoformat()
                records.call(person, when, n)
                records.order(person, when, n)
            mark(person, "11-01", "11-03")
            mark(person, "11-01", "11-03", Topic.ORDER)
        with CaptureQueriesContext(connection) as queries:
            assert operations.consume_changes() == 2 * size
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 110


def test_a_slice_is_a_quarter_and_the_rest_is_written_back(amy: Person) -> None:
    for when in ("05-04", "08-04", "11-04"):
        records.call(amy, when)
    mark(amy, "05-01", "12-31")
    assert operations.consume_changes() == 1
    left = Change.objects.get()
    assert (left.first_day, left.last_day) == (day("05-01"), day("09-30"))
    assert (left.topic, left.person_id, left.cause) == (Topic.CALL, amy.pk, "mark 05-01")
    assert days_with_cells("outbound_calls") == {"11-04"}
    assert operations.consume_all() == 3, "two quarters, and the days before the first record"
    assert days_with_cells("outbound_calls") == {"05-04", "08-04", "11-04"}


def test_small_fresh_changes_come_first(amy: Person) -> None:
    records.call(amy, "11-24")
    large_import([records.person(f"Agent {n}") for n in range(5)])
    mark(amy, "11-24")
    operations.consume_changes(limit=1)
    assert set(Change.objects.values_list("cause", flat=True)) == {"large import"}


def test_by_age_the_large_import_has_its_turn(amy: Person) -> None:
    records.call(amy, "11-24")
    large_import([records.person(f"Agent {n}") for n in range(2)])
    mark(amy, "11-24")
    operations.consume_changes(limit=2, oldest_first=True)
    assert set(Change.objects.values_list("cause", flat=True)) == {"mark 11-24"}


def test_changes_without_any_record_are_settled(amy: Person) -> None:
    mark(amy, "11-24")
    mark(None, "01-01", "12-31", Topic.DEFINITION)
    assert operations.consume_changes() == 2
    assert not Change.objects.exists()
    assert operations.consume_changes() == 0


def test_a_changed_definition_concerns_everyone(amy: Person) -> None:
    records.call(amy, "11-24", out=False, wait_seconds=25)
    mark(amy, "11-24")
    operations.consume_all()
    assert cells("service_level")["day", "11-24"] == (0, 1, 1)
    records.new_version("service_level", "11-01", within_seconds=30)
    mark(None, "01-01", "12-31", Topic.DEFINITION)
    operations.consume_all()
    assert cells("service_level")["day", "11-24"] == (1, 1, 1)
    assert cells("service_level", "team")["quarter", "10-01"] == (1, 1, 1)


def test_the_task_empties_the_feed(amy: Person) -> None:
    for when in ("08-04", "11-04"):
        records.call(amy, when)
        mark(amy, when)
    assert tasks.consume_changes(later="ignored") >= 2
    assert not Change.objects.exists()
    assert tasks.consume_changes() == 0


class TestVerifyCells:
    def test_a_tampered_cell_is_found_and_named(
        self, amy: Person, capsys: pytest.CaptureFixture[str]
    ) -> None:
        records.call(amy, "11-24", 1)
        mark(amy, "11-24")
        operations.consume_all()
        call_command("verify_cells")
        assert "different 0, waiting 0" in capsys.readouterr().out
        Cell.objects.filter(kpi__code="outbound_calls", subject="agent", grain="month").update(numerator=2)
        with pytest.raises(CommandError, match="1 of"):
            call_command("verify_cells")
        assert f"outbound_calls of agent {amy.pk}, month 2026-11-01" in capsys.readouterr().out

    def test_a_missing_and_a_superfluous_cell(self, amy: Person) -> None:
        records.call(amy, "11-24", 1)
        mark(amy, "11-24")
        operations.consume_all()
        cell = Cell.objects.get(kpi__code="outbound_calls", subject="agent", grain="day")
        Cell.objects.filter(pk=cell.pk).update(subject_id=cell.subject_id + 1)
        found = operations.verify_cells()
        assert found.different == 2
        assert {example.cell is None for example in found.examples} == {True, False}

    def test_what_waits_is_left_out(self, amy: Person) -> None:
        records.call(amy, "11-24", 1)
        mark(amy, "11-24")
        found = operations.verify_cells()
        assert found.different == 0
        assert found.waiting > 0
        assert found.compared == 0

    def test_a_figure_that_a_change_cannot_reach_does_not_wait(self, amy: Person) -> None:
        records.call(amy, "11-24", 1)
        records.survey(amy, "11-24", 400)
        mark(amy, "11-24", topic=Topic.SURVEY)
        found = operations.verify_cells()
        names = {example.kpi for example in found.examples}
        assert "customer_satisfaction" not in names
        assert "outbound_calls" in names

    def test_a_cell_far_from_every_record_is_found(self, amy: Person) -> None:
        records.call(amy, "11-24", 1)
        mark(amy, "11-24")
        operations.consume_all()
        cell = Cell.objects.get(
            kpi__code="outbound_calls",
            subject="team",
            grain="quarter",
            subject_id=amy.placements.get().team_id,
        )
        Cell.objects.filter(pk=cell.pk).update(starts=day("2019-01-01"))
        assert [
            example.starts for example in operations.verify_cells().examples if example.facts is None
        ] == [day("2019-01-01")]

    def test_repairing_computes_them_again(self, amy: Person, capsys: pytest.CaptureFixture[str]) -> None:
        records.call(amy, "11-24", 1)
        mark(amy, "11-24")
        operations.consume_all()
        Cell.objects.filter(kpi__code="outbound_calls", grain="day").update(numerator=9)
        with pytest.raises(CommandError):
            call_command("verify_cells", "--json", "--repair")
        found = json.loads(capsys.readouterr().out)
        assert (found["different"], found["waiting"]) == (3, 0)
        call_command("verify_cells", "--json")
        assert json.loads(capsys.readouterr().out)["different"] == 0


class TestEveryNight:
    NIGHT = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)  # three o'clock in Hong Kong

    def check(self, at: datetime) -> bool:
        begun = operations.begin_check(at=at)
        if begun is not None:
            operations.finish_check(check=begun, found=operations.verify_cells(), at=at)
        return begun is not None

    def test_from_three_oclock_on_once_a_day(self, amy: Person) -> None:
        assert not self.check(self.NIGHT - timedelta(minutes=1))
        assert self.check(self.NIGHT)
        assert not self.check(self.NIGHT + timedelta(hours=9))
        assert self.check(self.NIGHT + timedelta(days=1))
        kept = CellCheck.objects.order_by("day")
        assert [(check.day, check.different) for check in kept] == [(day("11-25"), 0), (day("11-26"), 0)]

    def test_what_a_worker_left_undone_is_taken_up(self, amy: Person) -> None:
        assert operations.begin_check(at=self.NIGHT) is not None
        assert operations.begin_check(at=self.NIGHT + timedelta(hours=1)) is None
        assert operations.begin_check(at=self.NIGHT + timedelta(hours=2)) is not None
        assert operations.begin_check(at=self.NIGHT + timedelta(hours=2)) is None

    def test_stewards_hear_of_a_difference_and_of_nothing_else(self, amy: Person) -> None:
        steward = records.person("Sandy")
        steward.user = User.objects.create_user("sandy")
        steward.save()
        RoleGrant.objects.create(person=steward, role=Role.STEWARD, starts=day("01-01"))
        records.call(amy, "11-24", 1)
        mark(amy, "11-24")
        operations.consume_all()
        self.check(self.NIGHT)
        assert not Notice.objects.exists()
        Cell.objects.filter(kpi__code="outbound_calls", subject="agent", grain="month").update(numerator=2)
        self.check(self.NIGHT + timedelta(days=1))
        (notice,) = Notice.objects.filter(person=steward)
        text = sentence(notice.code, notice.values)
        assert (
            f"outbound_calls of agent {amy.pk}, month 2026-11-01: cell (2, None, 1), records (1, None, 1)"
            in text
        )
        assert CellCheck.objects.get(day=day("11-26")).examples[0]["kpi"] == "outbound_calls"
