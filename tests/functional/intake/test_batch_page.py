"""The page of a batch: what was mended, who took it back, the way to its records and from them."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.intake.models import Batch, Call, Source
from apps.people.choices import Role
from tests import deliveries as d
from tests.people import Company

pytestmark = pytest.mark.django_db
GOOD = "C1,E0001,2026-11-20 09:00:00,out,,yes,60,"
BAD = [f"C{n},E0001,2026-11-20 09:0{n}:00,out,,perhaps,60," for n in (2, 3, 4)]


class Desk:
    def __init__(self) -> None:
        d.organisation()
        d.agent("Amy Lau", "E0001")
        self.source: Source = d.source("dialer")
        self.steward = Client()
        self.steward.force_login(Company().user("Sandy", Role.STEWARD))

    def page(self, name: str, *args: object, query: str = "", status: int = 200) -> str:
        response = self.steward.get(reverse(name, args=args) + query)
        assert response.status_code == status
        return " ".join(response.content.decode().split())

    def bring(self, *rows: str, **given: object) -> Batch:
        return d.deliver(self.source, d.lines(d.CALLS, *rows), **given)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_mended_rows_are_counted_where_that_can_be_told(desk: Desk) -> None:
    batch = desk.bring(GOOD, *BAD)
    assert "rejected rows mended" not in desk.page("batch", batch.pk)
    mended = desk.bring(*(row.replace("perhaps", "no") for row in BAD[:2]), BAD[2], repairs=batch)
    said = desk.page("batch", batch.pk)
    assert "2 of 3 rejected rows mended:" in said
    assert reverse("batch", args=[mended.pk]) in said
    whole = [GOOD, *(row.replace("perhaps", "no") for row in BAD)]
    desk.bring(*whole, repairs=batch)
    assert "Mended in:" in desk.page("batch", batch.pk)


def test_a_batch_leads_to_its_records_and_to_those_of_a_row(desk: Desk) -> None:
    batch = desk.bring(GOOD, GOOD.replace("C1", "c-Nine"))
    records = f"{reverse('data-records')}?batch={batch.pk}"
    assert records in desk.page("batch", batch.pk)
    said = desk.page("data-records", query=f"?batch={batch.pk}")
    assert ("C1" in said, "c-Nine" in said, "Amy Lau" in said) == (True, True, True)
    said = desk.page("data-records", query=f"?batch={batch.pk}&type=call&row=3")
    assert (">C1<" in said, ">c-Nine<" in said) == (False, True)
    for query in ("&row=99", "&row=x", "&type=order", "&after=x"):
        desk.page("data-records", query=f"?batch={batch.pk}{query}")
    for key in ("c1", "C-NINE", "c-nine"):
        assert "No record is called so" not in desk.page("data-records", query=f"?key={key}")
    assert "No record is called so" in desk.page("data-records", query="?key=c")


def test_who_withdrew_it_when_and_why_and_where_its_records_went(desk: Desk) -> None:
    batch = desk.bring(GOOD)
    call = Call.objects.get()
    desk.steward.post(reverse("batch-withdraw", args=[batch.pk]), {"reason": "wrong export"})
    said = desk.page("batch", batch.pk)
    assert "wrong export" in said
    assert "user" in said.partition('id="h-back"')[2].partition("</section>")[0]
    gone = desk.page("record", "call", call.pk, status=404)
    assert "Every file that said it was withdrawn" in gone
    assert reverse("data-records") in gone


def test_nothing_is_said_to_add_up_before_it_does_and_names_come_first(desk: Desk) -> None:
    preview = desk.bring(GOOD.replace("E0001", "TMP-1"), auto=False)
    said = desk.page("batch", preview.pk)
    assert "Match the names first" in said
    assert "Import 0 rows" not in said
    Batch.objects.filter(pk=preview.pk).update(state="importing", read=1, parked=1, started_at=d.AT)
    said = desk.page("batch", preview.pk)
    assert "Every row accounted for" not in said
    assert "So far" in said


def test_files_are_found_by_their_way_in_and_by_the_words_of_their_badge(desk: Desk) -> None:
    batch = desk.bring(GOOD)
    listed = desk.page("data-batches", query="?way=upload")
    assert reverse("batch", args=[batch.pk]) in listed
    assert ">Being read<" in listed
    assert reverse("batch", args=[batch.pk]) not in desk.page("data-batches", query="?way=folder")
