"""Before a correction of closed days is accepted: which figures move, from what to what."""

import pytest
from django.db import connection
from django.urls import reverse

from apps.intake.models import HeldRow, Order
from apps.metrics import operations
from apps.metrics.models import Cell, CellRevision
from apps.people import changes
from apps.people.changes import ChangeRow
from apps.people.choices import Topic
from apps.people.models import Change
from tests import deliveries as d
from tests.functional.intake.test_corrections_page import Scene
from tests.records import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    row = ChangeRow(
        topic=Topic.DEFINITION, person_id=None, team_id=None, first_day=day("10-01"), last_day=day("11-30")
    )
    changes.write(rows=[row], cause="test", at=d.AT)
    operations.consume_all()
    return scene


def state() -> tuple[object, ...]:
    cells = list(Cell.objects.order_by("pk").values_list("pk", "numerator", "denominator", "n", "revision"))
    held = list(HeldRow.objects.order_by("pk").values_list("pk", "fate", "settled_at"))
    orders = list(Order.objects.order_by("pk").values_list("key", "agent_id", "amount"))
    return cells, held, orders, Change.objects.count(), list(CellRevision.objects.values_list("number"))


def test_who_which_kpi_from_and_to_and_nothing_is_written(scene: Scene) -> None:
    scene.deliver("o1,E2,,2026-10-05,250.5,", "o3,E1,,2026-10-07,7,")
    before = state()
    rows = list(HeldRow.objects.filter(fate="queued").values_list("pk", flat=True))
    said = scene.steward.post(reverse("corrections-figures"), {"row": rows}).content.decode()
    said = " ".join(said.split())
    for text in ("Amy Lau", "Bo Chan", "Sales amount", "October 2026", "US$105", "US$12", "US$251"):
        assert text in said, text
    assert state() == before
    if connection.vendor == "sqlite":  # and so it can be done again at once
        again = scene.steward.post(reverse("corrections-figures"), {"row": rows}).content.decode()
        assert " ".join(again.split()) == said


def test_accepting_moves_exactly_what_was_said(scene: Scene) -> None:
    scene.deliver("o1,E1,,2026-10-05,250,")
    rows = list(HeldRow.objects.filter(fate="queued").values_list("pk", flat=True))
    said = scene.steward.post(reverse("corrections-figures"), {"row": rows}).content.decode()
    assert "US$255" in said
    scene.decide(row=str(rows[0]))
    operations.consume_all()
    cell = Cell.objects.get(kpi__code="sales_amount", subject="agent", grain="month", starts=day("10-01"))
    assert cell.numerator == 25_500


def test_no_row_and_strange_rows(scene: Scene) -> None:
    for given in ({}, {"row": "x"}, {"row": "99999"}, {"row": "٣"}):
        response = scene.steward.post(reverse("corrections-figures"), given)
        assert "Choose the rows first." in response.content.decode()
