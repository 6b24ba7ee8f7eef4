"""How far each source reaches, who may see it, and the staging both databases must do alike."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from django.db import connection

from apps.intake import operations, policies, queries
from apps.intake.models import Batch, HeldRow, Source
from apps.intake.staging import dialect
from apps.people.choices import Role
from apps.people.models import User
from tests import deliveries as d
from tests.people import Company

pytestmark = pytest.mark.django_db


def calls(*days: str) -> str:
    return d.lines(d.CALLS, *(f"c{day},7,{day} 10:00:00,out,,Y,1,1" for day in days))


@pytest.fixture(autouse=True)
def _company() -> None:
    d.organisation()
    d.agent("Ada", "7")


class TestCompleteness:
    def test_nothing_is_complete_without_a_source_that_delivered(self) -> None:
        d.source()
        assert queries.complete_through(["call"]) is None
        assert queries.complete_through([]) is None
        assert not queries.covered("call", date(2026, 11, 1), date(2026, 11, 1))

    def test_the_earliest_of_all_topics_and_sources_decides(self) -> None:
        d.deliver(d.source(), calls("2026-11-02", "2026-11-09"))
        d.deliver(d.source(code="second"), calls("2026-11-05"))
        d.deliver(d.source("crm_opportunities"), d.lines(d.DEALS, "o1,Ada,P,A,Won,2026-11-01,2026-11-20,1"))
        d.source(code="never delivered")
        assert queries.complete_through(["call"]) == date(2026, 11, 5)
        assert queries.complete_through(["order"]) == date(2026, 11, 20)
        assert queries.complete_through(["order", "call"]) == date(2026, 11, 5)
        assert queries.complete_through(["order", "refund"]) is None

    def test_withdrawn_refused_and_inactive_do_not_count(self) -> None:
        steward = User.objects.create_user(username="steward")
        to = d.source()
        d.deliver(to, calls("2026-11-02"))
        later = d.deliver(to, calls("2026-11-09"))
        d.deliver(to, "nonsense\n1\n", covers_last=date(2026, 11, 20))
        assert queries.complete_through(["call"]) == date(2026, 11, 9)
        operations.withdraw_batch(batch=later, reason="x", by=steward, at=d.AT)
        assert queries.complete_through(["call"]) == date(2026, 11, 2)
        Source.objects.update(active=False)
        assert queries.complete_through(["call"]) is None

    def test_a_hole_is_not_covered_unless_nothing_is_delivered_that_day(self) -> None:
        to = d.source()
        d.deliver(to, calls("2026-11-02", "2026-11-06"))  # Monday to Friday
        d.deliver(to, calls("2026-11-09"))
        assert queries.covered("call", date(2026, 11, 2), date(2026, 11, 6))
        assert not queries.covered("call", date(2026, 11, 2), date(2026, 11, 9))
        Source.objects.update(delivers_weekdays="12345")
        assert queries.covered("call", date(2026, 11, 2), date(2026, 11, 9))
        assert not queries.covered("call", date(2026, 11, 2), date(2026, 11, 10))

    @pytest.mark.parametrize(
        ("on", "state"),
        [(date(2026, 11, 3), "fresh"), (date(2026, 11, 4), "fresh"), (date(2026, 11, 5), "late")],
    )
    def test_a_source_is_late_two_delivery_days_behind(self, on: date, state: str) -> None:
        d.deliver(d.source(), calls("2026-11-02"))
        d.source(code="quiet")
        fresh = {row.code: row for row in queries.sources_freshness(on)}
        assert (fresh["dialer"].state, fresh["dialer"].covered_last) == (state, date(2026, 11, 2))
        assert fresh["quiet"].state == "never"

    def test_progress_is_what_was_read(self) -> None:
        batch = d.deliver(d.source(), calls("2026-11-02", "2026-11-03"))
        progress = queries.batch_progress(batch.pk)
        assert (progress.state, progress.read, progress.total_rows, progress.percent) == (
            "imported",
            2,
            2,
            100,
        )
        assert progress.seconds_left is None

    def test_reads_are_few_whatever_the_number_of_batches(self, django_assert_num_queries: object) -> None:
        to = d.source()
        for n in range(1, 6):
            d.deliver(to, calls(f"2026-11-0{n}"))
        with django_assert_num_queries(1):  # type: ignore[operator]
            queries.complete_through(["call", "order"])
        with django_assert_num_queries(1):  # type: ignore[operator]
            queries.sources_freshness(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("role", "sources", "batches"),
    [
        (Role.STEWARD, True, True),
        (Role.DIRECTOR, True, False),
        (Role.HR, True, False),
        (Role.MANAGER, False, False),
        (Role.AGENT, False, False),
        (Role.ADMINISTRATOR, False, False),
        (None, False, False),
    ],
)
def test_only_stewards_open_batches(role: Role | None, *, sources: bool, batches: bool) -> None:
    batch = d.deliver(d.source(), calls("2026-11-02") + "c9,99,2026-11-02 10:00:00,out,,Y,1,1\n")
    row, on = HeldRow.objects.get(), date(2026, 11, 24)
    user = Company().user("Someone", *([role] if role else []))
    assert policies.can_import(user, on=on) is batches
    assert policies.visible_sources(user, on=on).exists() is sources
    assert policies.can_view_source(user, batch.source, on=on) is sources
    assert policies.visible_batches(user, on=on).exists() is batches
    assert policies.can_view_batch(user, batch, on=on) is batches
    assert policies.visible_held_rows(user, on=on).exists() is batches
    assert policies.can_decide_row(user, row, on=on) is batches


def test_both_databases_stage_alike() -> None:
    texts = ["", 'a "b", c', "line\nbreak", "\\N", "NULL", None, "'; --", "汉字"]
    count = len(texts)
    moment = datetime(2026, 11, 2, 9, 5, 1, tzinfo=UTC)
    frame = pl.DataFrame(
        {
            "row": range(count),
            "text": texts,
            "flag": [True, False, None] + [True] * (count - 3),
            "day": [date(2026, 11, 2), None] + [date(2026, 2, 28)] * (count - 2),
            "at": [moment, None] + [moment.replace(month=1)] * (count - 2),
            "whole": [2**62, None, -1] + [0] * (count - 3),
        },
        schema_overrides={"at": pl.Datetime("us", "UTC")},
    )  # fmt: skip
    kinds = {
        "row": "bigint",
        "text": "text",
        "flag": "boolean",
        "day": "date",
        "at": "timestamp",
        "whole": "bigint",
    }
    with connection.cursor() as cursor:
        for _ in range(2):  # the second time, the table is there and full
            dialect().create(cursor, "tmp_intake_test", kinds, key="row")
            dialect().load(cursor, "tmp_intake_test", frame)
        dialect().analyze(cursor, "tmp_intake_test")
        cursor.execute('SELECT "text" FROM tmp_intake_test ORDER BY "row"')
        assert [text for (text,) in cursor.fetchall()] == texts
        cursor.execute("SELECT COUNT(*) FROM tmp_intake_test WHERE flag AND whole = 4611686018427387904")
        assert cursor.fetchone() == (1,)
        cursor.execute(
            "SELECT COUNT(*) FROM tmp_intake_test WHERE day = '2026-11-02' AND at = '2026-11-02 09:05:01'"
        )
        assert cursor.fetchone() == (1,)
        json = dialect().json_object("t", ["text", "day", "whole"])
        back = ", ".join(dialect().json_column("j", name, kinds[name]) for name in ("text", "day", "whole"))
        inner = f'SELECT {json} AS j, "row" FROM tmp_intake_test t'  # noqa: S608 - made here
        cursor.execute(f'SELECT {back} FROM ({inner}) x ORDER BY "row"')  # noqa: S608
        rows = cursor.fetchall()
        assert [row[0] for row in rows] == texts
        assert [str(row[1]) for row in rows[:3]] == ["2026-11-02", "None", "2026-02-28"]
        assert [row[2] for row in rows[:3]] == [2**62, None, -1]


def test_a_batch_says_its_name() -> None:
    batch = d.bring(d.source(), calls("2026-11-02"), name="../../calls.csv")
    assert Batch.objects.get().filename == "calls.csv"
    assert str(batch) == f"calls.csv #{batch.pk}"


def test_how_far_a_file_of_long_ago_reaches_is_worth_a_word_until_newer_days_came() -> None:
    source = d.source()
    old = d.deliver(source, calls("2026-03-02"))
    assert not queries.is_old_news(old, date(2026, 4, 2))
    assert queries.is_old_news(old, date(2026, 4, 3))
    d.deliver(source, calls("2026-04-02"), name="newer.csv")
    assert not queries.is_old_news(old, date(2026, 4, 3))
