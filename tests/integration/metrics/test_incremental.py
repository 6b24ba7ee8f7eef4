"""What the change feed makes of the cells is what computing them from scratch makes of them."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given

from apps.metrics import operations
from apps.metrics.models import Cell
from apps.people.models import Change
from tests.integration.metrics.history import HISTORIES, Action, Company

pytestmark = pytest.mark.django_db


def cells() -> set[tuple[Any, ...]]:
    columns = ("kpi__code", "subject", "subject_id", "grain", "starts", "numerator", "denominator", "n")
    return set(Cell.objects.values_list(*columns))


@given(history=HISTORIES)
def test_incremental_is_from_scratch(history: list[Action]) -> None:
    with transaction.atomic():
        Company().play(history)
        operations.consume_all()
        found = operations.verify_cells()
        assert (found.different, found.waiting, found.examples) == (0, 0, [])
        incremental = cells()
        Cell.objects.all().delete()
        operations.rebuild_cells()
        assert cells() == incremental
        transaction.set_rollback(True)


@given(history=HISTORIES)
def test_what_waits_is_told_apart_from_what_is_wrong(history: list[Action]) -> None:
    """Before the feed is empty, every cell that differs is among those said to wait."""
    with transaction.atomic():
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
