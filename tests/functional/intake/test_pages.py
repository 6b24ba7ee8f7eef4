"""The pages of intake, as a data steward meets them, and as nobody else does."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.audit.models import Entry
from apps.intake.choices import BatchState
from apps.intake.models import AgentAlias, Batch, Call, HeldRow, Source
from apps.intake.operations import run_batch
from apps.intake.queries import complete_through
from apps.people.choices import Role
from tests import deliveries
from tests.deliveries import AT, CALLS, bring, deliver, fresh, lines
from tests.people import Company

pytestmark = pytest.mark.django_db

GOOD = "C1,E0001,2026-11-20 09:00:00,out,,yes,60,"
BAD = "C2,E0001,2026-11-20 09:05:00,out,,perhaps,60,"
STRANGER = "C3,TMP-07,2026-11-20 09:10:00,out,,yes,60,"
FILE = lines(CALLS, GOOD, BAD, STRANGER)


class Desk:
    """A source, an agent with the number E0001, and a browser of each role."""

    def __init__(self) -> None:
        deliveries.organisation()
        self.company = Company()
        self.agent = deliveries.agent("Amy Lau", "E0001")
        self.source = deliveries.source("dialer")
        self.steward = self.client(Role.STEWARD)

    def client(self, role: Role) -> Client:
        client = Client()
        client.force_login(self.company.user(f"Some {role}", role))
        return client

    def preview(self, content: str = FILE) -> Batch:
        return deliver(self.source, content, auto=False)

    def post(self, name: str, batch: Batch, **data: str) -> str:
        response = self.steward.post(reverse(name, args=[batch.pk]), data, follow=True)
        assert response.status_code == 200
        return response.content.decode()


@pytest.fixture
def desk() -> Desk:
    return Desk()


def addresses(batch: Batch) -> list[str]:
    plain: tuple[str, ...] = ("data-home", "data-working", "data-connect", "data-upload", "data-batches")
    plain += ("data-connect-usual",)
    plain += ("data-unknown", "data-corrections")
    whole = ("batch", "batch-progress", "batch-days", "batch-file", "batch-refuse", "batch-withdraw")
    return [
        *(reverse(name) for name in plain),
        *(reverse(name, args=[batch.pk]) for name in whole),
        reverse("batch-rows", args=[batch.pk, "rejected"]),
        reverse("data-match", args=[batch.source_id]) + "?ref=TMP-07",
    ]


def status(client: Client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        b"".join(response)  # a file stays open until it was read
    return response.status_code


POSTS = ("batch-import", "batch-cancel", "data-unknown-again", "data-decide")


def test_every_page_opens_for_stewards_and_is_not_there_for_others(desk: Desk) -> None:
    batch = deliver(desk.source, FILE)
    others = [desk.client(role) for role in Role if role != Role.STEWARD]
    for address in addresses(batch):
        assert status(desk.steward, address) == 200, address
        assert {status(client, address) for client in others} == {404}, address
    for name in POSTS:
        address = reverse(name, args=[batch.pk] if name.startswith("batch") else [])
        assert {client.post(address).status_code for client in others} == {404}, address
        assert desk.steward.get(address).status_code == 405, address
    assert fresh(batch).state == BatchState.IMPORTED


def test_a_new_installation_is_told_to_connect_a_source_first(desk: Desk) -> None:
    desk.source.active = False
    desk.source.save()
    home = desk.steward.get(reverse("data-home")).content.decode()
    assert "1. Connect a source" in home
    assert "2. Upload a file" in home
    assert "No source yet" in desk.steward.get(reverse("data-upload")).content.decode()


def switch(desk: Desk, name: str) -> str:
    data = {"from_day": "2026-11-21"} if name == "source-end" else {}
    response = desk.steward.post(reverse(name, args=[desk.source.pk]), data, follow=True)
    return " ".join(response.content.decode().split())


def test_figures_stop_waiting_for_an_ended_source_until_it_is_resumed(desk: Desk) -> None:
    deliver(desk.source, FILE)
    deliver(deliveries.source(code="phones"), FILE.replace("2026-11-20", "2026-11-22"))
    assert complete_through(["call"]) == date(2026, 11, 20)
    assert "dialer has ended. Figures no longer wait for it" in switch(desk, "source-end")
    assert complete_through(["call"]) == date(2026, 11, 22)
    assert Call.objects.filter(key="C1").count() == 2  # its records stay
    page = switch(desk, "source-end")
    assert "dialer had ended already." in page
    assert "of 1 sources on time" in page
    assert "Ended sources" in page
    assert reverse("source-resume", args=[desk.source.pk]) in page
    assert "dialer is expected again." in switch(desk, "source-resume")
    assert complete_through(["call"]) == date(2026, 11, 20)
    page = switch(desk, "source-resume")
    assert "dialer had not ended." in page
    assert "Ended sources" not in page
    verbs = Entry.objects.filter(verb__in=["source.ended", "source.resumed"]).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["source.ended", "source.resumed"]


CONNECT = {
    "name": "CRM orders",
    "code": "crm-orders",
    "kind": "crm",
    "preset": "crm_orders",
    "dates": "dmy",
    "decimal": ",",
    "thousands": ".",
    "time_zone": "Asia/Hong_Kong",
    "currency": "hkd",
    "weekdays": ["1", "2", "3", "4", "5"],
    "goes_on": "on",
    "expected_from": "2026-11-24",
}


def test_a_source_is_connected_with_what_it_declares(desk: Desk) -> None:
    response = desk.steward.post(reverse("data-connect-usual"), CONNECT)
    source = Source.objects.get(code="crm-orders")
    assert response["Location"] == f"{reverse('data-upload')}?source={source.pk}"
    spec = source.mappings.get().spec
    assert (spec["dates"], spec["decimal"], spec["thousands"]) == ("dmy", ",", ".")
    assert (source.currency, source.time_zone, source.delivers_weekdays) == ("HKD", "Asia/Hong_Kong", "12345")
    assert (source.goes_on, str(source.expected_from)) == (True, "2026-11-24")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"dates": ""}, "This field is required"),
        ({"code": "CRM orders"}, "Small letters, digits, - and _ only"),
        ({"code": "dialer"}, "There is a source “dialer” already."),
        ({"time_zone": "Hong Kong"}, "There is no time zone “Hong Kong”"),
        ({"currency": "HK"}, "Three letters, as HKD."),
        ({"thousands": ","}, "One sign cannot stand for decimals and for thousands."),
        ({"preset": "magic"}, "Select a valid choice"),
        ({"weekdays": []}, "This field is required"),
        ({"goes_on": ""}, "This field is required"),
    ],
)
def test_what_a_source_lacks_is_said_at_its_field(desk: Desk, wrong: dict[str, object], said: str) -> None:
    response = desk.steward.post(reverse("data-connect-usual"), CONNECT | wrong)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert Source.objects.count() == 1


def upload(desk: Desk, content: str = FILE, name: str = "calls.csv", **data: object) -> object:
    given = {"source": desk.source.pk, "file": SimpleUploadedFile(name, content.encode()), **data}
    return desk.steward.post(reverse("data-upload"), given)


def test_an_uploaded_file_becomes_a_batch_once(desk: Desk) -> None:
    first, second = upload(desk), upload(desk, name="again.csv")
    batch = Batch.objects.get()
    assert first["Location"] == second["Location"] == reverse("batch", args=[batch.pk])  # type: ignore[index]
    page = desk.steward.get(reverse("batch", args=[batch.pk])).content.decode()
    assert "This file came before" in page
    assert (batch.filename, batch.auto_import) == ("calls.csv", False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"file": SimpleUploadedFile("calls.csv", b"")}, "The submitted file is empty."),
        ({"file": ""}, "This field is required."),
        ({"source": "99999999999999999999999999"}, "Select a valid choice"),
        ({"source": "x"}, "Select a valid choice"),
        ({"covers_first": "2026-11-20", "covers_last": "2026-11-19"}, "lies before the first"),
        ({"covers_first": "20/11/2026"}, "Enter a valid date."),
    ],
)
def test_an_upload_that_cannot_be_says_why(desk: Desk, wrong: dict[str, object], said: str) -> None:
    response = upload(desk, **wrong)  # type: ignore[arg-type]  # the name and content stay
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert said in response.content.decode()  # type: ignore[attr-defined]
    assert not Batch.objects.exists()


@pytest.mark.parametrize(("limit", "status"), [(len(FILE), 302), (len(FILE) - 1, 422)])
def test_a_file_has_a_largest_size(desk: Desk, settings: object, limit: int, status: int) -> None:
    settings.INTAKE_UPLOAD_BYTES = limit  # type: ignore[attr-defined]
    response = upload(desk)
    assert response.status_code == status  # type: ignore[attr-defined]
    assert ("The file is larger than" in response.content.decode()) == (status == 422)  # type: ignore[attr-defined]


def test_a_preview_writes_nothing_and_its_import_does_once(desk: Desk) -> None:
    batch = desk.preview()
    page = desk.steward.get(reverse("batch", args=[batch.pk])).content.decode()
    assert "Import 1 row" in page
    assert "3</b> read = 1 + 0 + 0 + 1 + 1 + 0 + 0" in page
    assert "“perhaps” is neither yes nor no." in page
    assert "TMP-07" in page
    assert not Call.objects.exists()
    desk.post("batch-import", batch)
    desk.post("batch-import", batch)
    assert Entry.objects.filter(verb="batch.started").count() == 1
    run_batch(batch_id=batch.pk, clock=lambda: AT)
    assert "This batch is Imported by now" in desk.post("batch-import", batch)
    assert list(Call.objects.values_list("key", flat=True)) == ["C1"]


def test_a_damaged_file_is_refused_with_reason_and_remedy(desk: Desk) -> None:
    batch = deliver(desk.source, "Call ID,Agent No\nC1,E0001\n")
    page = desk.steward.get(reverse("batch", args=[batch.pk])).content.decode()
    assert "The file lacks:" in page
    assert "Export it with these columns" in page
    assert "Import" not in page.partition("<h1")[2].partition("<section")[0]


def test_a_file_is_refused_by_a_person_who_says_why(desk: Desk) -> None:
    batch = desk.preview()
    address = reverse("batch-refuse", args=[batch.pk])
    assert desk.steward.post(address, {"reason": " "}).status_code == 422
    assert fresh(batch).state == BatchState.READY
    assert "Refused: wrong week" in desk.post("batch-refuse", batch, reason="wrong week")
    again = desk.steward.post(address, {"reason": "wrong week"})
    assert again.status_code == 422
    assert "This batch is Refused by now" in again.content.decode()


def test_a_batch_is_withdrawn_with_a_reason_and_may_come_again(desk: Desk) -> None:
    batch = deliver(desk.source, FILE)
    assert "1 records gone" in desk.post("batch-withdraw", batch, reason="wrong export")
    assert not Call.objects.exists()
    again = deliver(desk.source, FILE)
    assert (again.pk != batch.pk, again.state) == (True, BatchState.IMPORTED)


def test_an_import_at_work_shows_its_progress_and_is_cancelled(desk: Desk) -> None:
    batch = desk.preview()
    Batch.objects.filter(pk=batch.pk).update(state="importing", read=2, started_at=AT, heartbeat_at=AT)
    home = desk.steward.get(reverse("data-home")).content.decode()
    assert "66 %" in home
    assert 'hx-trigger="every 2s"' in home
    assert (
        "2 of 3 rows"
        in desk.steward.get(reverse("batch-progress", args=[batch.pk]) + "?state=importing").content.decode()
    )
    changed = desk.steward.get(reverse("batch-progress", args=[batch.pk]) + "?state=ready")
    assert changed["HX-Refresh"] == "true"
    desk.post("batch-cancel", batch)
    assert fresh(batch).state == BatchState.CANCELLED
    assert desk.steward.get(reverse("data-working"))["HX-Refresh"] == "true"


def test_what_needs_the_steward_comes_first(desk: Desk) -> None:
    deliver(desk.source, FILE)
    desk.preview(lines(CALLS, GOOD.replace("C1", "C9")))
    failed = bring(desk.source, lines(CALLS, GOOD.replace("C1", "C8")))
    Batch.objects.filter(pk=failed.pk).update(state="failed", error_code="unexpected")
    home = desk.steward.get(reverse("data-home")).content.decode()
    order = ["the import stopped", "the preview is ready", "Who is “TMP-07”?"]
    places = [home.index(text) for text in order]
    assert places == sorted(places)


def test_matching_a_name_lets_its_rows_follow(desk: Desk) -> None:
    batch = deliver(desk.source, FILE)
    listed = desk.steward.get(reverse("data-unknown")).content.decode()
    assert "TMP-07" in listed
    address = reverse("data-match", args=[desk.source.pk]) + "?ref=TMP-07"
    answers = [
        desk.steward.post(address, {"person": desk.agent.pk, "starts": "2026-11-20"}, follow=True)
        for _click in range(2)
    ]
    assert "“TMP-07” is Amy Lau. 1 record followed." in answers[0].content.decode()
    assert AgentAlias.objects.count() == 1
    assert (Call.objects.count(), fresh(batch).parked) == (2, 0)
    assert "Everybody is known" in answers[1].content.decode()


@pytest.mark.parametrize("query", ["", "?ref=", "?ref=%00", "?ref=" + "x" * 121])
def test_a_name_that_cannot_be_is_not_there(desk: Desk, query: str) -> None:
    assert desk.steward.get(reverse("data-match", args=[desk.source.pk]) + query).status_code == 404


def test_rows_of_a_person_who_came_later_run_again(desk: Desk) -> None:
    deliver(desk.source, FILE)
    deliveries.agent("Ben Ho", "TMP-07")
    done = desk.steward.post(reverse("data-unknown-again"), follow=True).content.decode()
    assert "1 records taken; 0 rows still wait." in done
    assert not HeldRow.objects.filter(fate="parked", settled_at__isnull=True).exists()


def test_rejected_rows_come_with_their_reason_and_stay_inert(desk: Desk) -> None:
    batch = deliver(desk.source, lines(CALLS, BAD.replace("out,,", "out,=1+1,")))
    response = desk.steward.get(reverse("batch-rows", args=[batch.pk, "rejected"]))
    text = b"".join(response).decode()
    head, row = text.strip().splitlines()
    assert head == "\ufeff" + CALLS + ",Row in the file,Why not taken,What to do"
    assert row.startswith(
        "C2,E0001,2026-11-20 09:05:00,out,'=1+1,perhaps,60,,2,“perhaps” is neither yes nor no."
    )
    assert desk.steward.get(reverse("batch-rows", args=[batch.pk, "imported"])).status_code == 404
