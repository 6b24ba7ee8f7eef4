"""What the change feed makes of the cells is what computing them from scratch makes of them."""

from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.metrics import extents, operations
from apps.metrics.models import Cell
from apps.people.models import Change
from tests.integration.metrics.history import HISTORIES, Action, Company

pytestmark = pytest.mark.django_db
SOME = settings(max_examples=settings().max_examples // 2)  # 12, with --thorough 500


def cells() -> set[tuple[Any, ...]]:
    columns = ("kpi__code", "subject", "subject_id", "grain", "starts", "numerator", "denominator", "n")
    return set(Cell.objects.values_list(*columns))


def from_so_many_on(people: int) -> AbstractContextManager[object]:
    """From so many people on the distinct counts of a team are put off."""
    return mock.patch.object(extents, "LARGE", people)


@SOME
@given(history=HISTORIES, large=st.sampled_from((2, 3, 60)))
def test_incremental_is_from_scratch(history: list[Action], large: int) -> None:
    with transaction.atomic(), from_so_many_on(large):
        Company().play(history)
        operations.consume_all()
        found = operations.verify_cells()
        assert (found.different, found.waiting, found.examples) == (0, 0, [])
        incremental = cells()
        Cell.objects.all().delete()
        operations.rebuild_cells()
        assert cells() == incremental
        transaction.set_rollback(True)


@SOME
@given(history=HISTORIES, large=st.sampled_from((2, 3, 60)))
def test_what_waits_is_told_apart_from_what_is_wrong(history: list[Action], large: int) -> None:
    """Before the feed is empty, every cell that differs is among those said to wait."""
    with transaction.atomic(), from_so_many_on(large):
        Company().play(history)
        found = operations.verify_cells()
        assert (found.different, found.examples) == (0, [])
        transaction.set_rollback(True)


def test_nothing_is_left_in_the_feed_and_nothing_is_written_twice() -> None:
    company = Company()
    company.call(0, "2026-08-03", 1, True, True)
    company.order(0, "2026-10-03", 1, 500, 0)
    assert operations.consume_all() >= 1
    assert not Change.objects.exists()
    before = {cell.pk: cell for cell in Cell.objects.all()}
    assert before
    assert operations.rebuild_cells() == 0
    assert {cell.pk for cell in Cell.objects.all()} == before.keys()


def test_a_record_is_computed_by_the_version_of_each_day_it_reaches() -> None:
    """The earlier look-back reaches further: what it touches is still judged by the later one."""
    company = Company()
    company.redefine(1, "2026-10-01", 5)
    company.order(0, "2026-10-29", 1, 500, 0)
    company.order(0, "2026-10-04", 2, 500, 0)
    operations.consume_all()
    company.call(0, "2026-10-04", 1, True, True)
    operations.consume_all()
    assert operations.verify_cells().examples == []
    conversion = Cell.objects.filter(kpi__code="conversion_rate", subject="agent", grain="month")
    assert conversion.values_list("numerator", "denominator").get(starts="2026-10-01") == (0, 1)


def test_large_counts_follow_and_wait_until_then() -> None:
    company = Company()
    operations.consume_all()
    company.call(0, "2026-10-04", 1, True, True)
    with from_so_many_on(2):
        assert operations.consume_changes() == 1
        assert set(Change.objects.values_list("large", flat=True)) == {True}
        conversion = Cell.objects.filter(kpi__code="conversion_rate")
        assert {(cell.subject, cell.grain) for cell in conversion if cell.subject == "agent"} == {
            ("agent", "day"),
            ("agent", "week"),
            ("agent", "month"),
        }
        assert Cell.objects.filter(kpi__code="outbound_calls", subject="team", grain="quarter").count() == 2
        found = operations.verify_cells()
        assert (found.different, found.waiting > 0) == (0, True)
    # even where the team is large no more
    assert operations.consume_changes() == 1
    assert conversion.all().count() == 12
    assert operations.verify_cells().examples == []
