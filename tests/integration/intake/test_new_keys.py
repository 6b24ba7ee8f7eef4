"""Records whose keys nobody can know yet go straight into the facts; what they touch is the same."""

from datetime import date

import polars as pl
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.intake import operations
from apps.intake.merging.confirmed import pack, unpack
from apps.intake.merging.statements import Merge
from apps.intake.models import Call, HeldRow, Source
from apps.intake.shapes import shape_of
from apps.intake.staging import dialect
from apps.people.models import Change, User
from apps.people.operations import close_period, ensure_periods
from tests import deliveries as d

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _company() -> None:
    d.organisation()
    d.agent("Ada", "7")
    d.agent("Bo", "8")


@pytest.fixture
def dialer() -> Source:
    return d.source()


def call(key: str, agent: str = "7", day: str = "2026-11-02") -> str:
    return f"{key},{agent},{day} 10:00:00,out,61234567,Y,60,5"


def calls(*rows: str) -> str:
    return d.lines(d.CALLS, *rows)


def meets(source: Source, text: str) -> bool:
    """Whether importing a file looked its keys up one by one."""
    batch = d.bring(source, text)
    with CaptureQueriesContext(connection) as captured:
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
    assert d.fresh(batch).state == "imported"
    return any("s CROSS JOIN" in query["sql"] for query in captured.captured_queries)


def test_keys_after_all_that_came_before_need_not_be_looked_up(dialer: Source) -> None:
    assert not meets(dialer, calls(call("c1"), call("c2")))
    assert not meets(dialer, calls(call("c3"), call("c4")))
    assert meets(dialer, calls(call("c0"), call("c9")))  # c1 to c4 lie between
    assert meets(dialer, calls(call("c4"), call("c5")))
    assert sorted(Call.objects.values_list("key", flat=True)) == ["c0", "c1", "c2", "c3", "c4", "c5", "c9"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps the order of a join")
def test_known_keys_are_looked_up_by_index_however_many_facts_there_are(dialer: Source) -> None:
    d.deliver(dialer, calls(*(call(f"c{n:05}") for n in range(2000))))
    merge = Merge(shape=shape_of("call"), slot="call", dialect=dialect(), source_id=dialer.pk, batch_id=0)
    for statistics in ("", 'ANALYZE "intake_call"'):
        with transaction.atomic(), connection.cursor() as cursor:
            for name, columns in {merge.stage: merge.stage_columns(), merge.met: merge.met_columns()}.items():
                merge.dialect.create(cursor, name, columns)
            cursor.execute(f"""INSERT INTO "{merge.stage}" ("row", "key") SELECT "row", "key"
                FROM intake_call""")  # noqa: S608 - a name of the code
            merge.dialect.analyze(cursor, merge.stage)
            cursor.execute(statistics or "SELECT 1")
            sql, values = merge.meet()
            cursor.execute(f"EXPLAIN {sql}", values)
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Index Scan using intake_call_key" in plan
        assert "Hash" not in plan


def test_another_source_may_use_the_same_keys(dialer: Source) -> None:
    d.deliver(dialer, calls(call("c1")))
    other = d.source(code="other")
    assert not meets(other, calls(call("c1")))
    assert Call.objects.filter(key="c1").count() == 2


def test_every_kind_of_key_is_met_again(dialer: Source) -> None:
    keys = ["a", "B", "Z9", "_x", "ä", "é", "東", "10", "9", "c\x1fd", "a b", "C-1"]
    first = d.deliver(dialer, calls(*(call(key) for key in keys)))
    assert first.accepted == len(keys)
    again = d.deliver(dialer, calls(*(call(key) for key in reversed(keys))))
    assert d.counts(again) == {"unchanged": len(keys)}


def test_the_bounds_of_keys_are_those_of_the_database() -> None:
    keys = ["b", "A", "a1", "_", "É", "z"]
    with transaction.atomic(), connection.cursor() as cursor:
        found = dialect().bounds(cursor, pl.Series("key", keys))
        assert found is not None
        cursor.execute("SELECT %s <= %s AND %s <= %s", [found[0], "a1", "a1", found[1]])
        assert cursor.fetchone()[0]
        assert dialect().bounds(cursor, pl.Series("key", [], dtype=pl.String)) is None


def test_new_records_of_closed_days_wait_and_touch_nothing(dialer: Source) -> None:
    ensure_periods(first=OCTOBER, last=OCTOBER)
    close_period(month=OCTOBER, by=User.objects.create_user(username="steward"), at=d.AT)
    Change.objects.all().delete()
    batch = d.deliver(dialer, calls(call("c1", day="2026-10-05"), call("c2"), call("c3", agent="8")))
    assert d.counts(batch) == {"accepted": 2, "queued": 1}
    assert list(HeldRow.objects.values_list("row", "code")) == [(2, "frozen_day")]
    assert set(Call.objects.values_list("key", flat=True)) == {"c2", "c3"}
    assert set(Change.objects.values_list("first_day", flat=True)) == {date(2026, 11, 2)}


def test_a_row_of_two_records_is_one_row(dialer: Source) -> None:
    to = d.source("call_and_survey")
    rows = [f"{n},Ada,2026-10-0{n},9:12:58,Bill,Y,Y,109,0:02:23,{'' if n == 2 else 3}" for n in (1, 2, 3)]
    batch = d.deliver(to, d.lines(d.RATED_CALLS, *rows))
    assert d.counts(batch) == {"accepted": 3}


def test_what_is_packed_comes_out_again() -> None:
    said = pl.DataFrame({"fact_id": [9, 3, 2**40, 4], "row": [2, 900_000, 5, 4]})
    assert unpack(pack(said)).rows() == [(3, 900_000), (4, 4), (9, 2), (2**40, 5)]
