"""Places beside the records that hold customers: records left out, unfinished sources, files on disk."""

import os
import shutil
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest

from apps.audit.models import Entry
from apps.intake import operations, tasks
from apps.intake.mapping.spec import CustomerBy
from apps.intake.matching.customers import customer_ids
from apps.intake.models import (
    Call,
    Customer,
    FollowUp,
    LeftOut,
    Source,
    SourceDraft,
    StoredFile,
    SupersededFact,
)
from apps.intake.queries.traces import trace
from apps.intake.storage import stored_path
from apps.intake.tuning import scratch
from apps.people.days import months_after
from apps.people.models import User
from tests import deliveries as d

pytestmark = pytest.mark.django_db

PHONE = "61234567"
LATER = datetime(2027, 6, 1, 9, 0, tzinfo=d.AT.tzinfo)  # October and November are over for 6 months


@pytest.fixture
def steward() -> User:
    d.organisation()
    d.agent("Agent", "0")
    return User.objects.create_user(username="steward")


def calls(month: int, phone: str) -> str:
    return d.lines(d.CALLS, f"c{month},0,2026-{month:02}-01 10:00:00,out,{phone},Y,60,5")


class TestRecordsLeftOut:
    def bring(self, steward: User) -> tuple[Source, LeftOut]:
        """One call of the customer, which somebody then leaves out."""
        to = d.source()
        d.deliver(to, calls(10, PHONE))
        fact = Call.objects.get()
        operations.leave_out(record_type="call", fact_id=fact.pk, reason="a test", by=steward, at=d.AT)
        return to, LeftOut.objects.get()

    def test_erasing_reaches_it_and_its_file_and_it_comes_back_as_nobodys(self, steward: User) -> None:
        _, left = self.bring(steward)
        path = stored_path(left.batch.file)
        found = trace(PHONE)
        assert (found.count, found.left_out, found.files) == (0, 1, 1)
        done = operations.erase_customer(ref=PHONE, by=steward, at=d.AT)
        assert (done.records, done.files) == (0, 1)
        assert not path.exists()
        operations.put_back(left_out=LeftOut.objects.get(), by=steward, at=d.AT)
        number = Call.objects.get().customer_id
        assert number is not None
        assert number < 0
        assert Customer.objects.get().pk == number
        assert not trace(PHONE).found

    def test_what_a_file_says_of_it_meanwhile_is_found_too(self, steward: User) -> None:
        to, _ = self.bring(steward)
        d.deliver(to, calls(10, "69990000"))
        assert LeftOut.objects.get().values["customer_id"] in customer_ids(["69990000"], CustomerBy.PHONE)
        assert trace("69990000").left_out == 1
        operations.erase_customer(ref="69990000", by=steward, at=d.AT)
        operations.put_back(left_out=LeftOut.objects.get(), by=steward, at=d.AT)
        assert not trace("69990000").found
        assert Call.objects.filter(customer__lt=0).count() == 1

    def test_a_customer_stays_whole_while_it_is_kept_and_goes_with_it(self, steward: User) -> None:
        to, _ = self.bring(steward)
        operations.set_retention(source=to, months=6, by=steward, at=d.AT)
        march = datetime(2027, 3, 1, 9, 0, tzinfo=d.AT.tzinfo)
        assert operations.keep_no_longer(at=march).customers == 0
        assert LeftOut.objects.get().values["customer_id"] > 0
        assert operations.keep_no_longer(at=LATER).customers == 1
        assert LeftOut.objects.get().values["customer_id"] < 0

    def test_an_older_file_that_comes_late_is_found(self, steward: User) -> None:
        to = d.source()
        late = d.bring(to, calls(10, PHONE))
        d.deliver(to, calls(10, "69990000"))
        operations.run_batch(batch_id=late.pk, clock=lambda: d.AT)
        assert SupersededFact.objects.count() == 1
        assert operations.erase_customer(ref=PHONE, by=steward, at=d.AT).files == 1
        assert not trace(PHONE).found


class TestDrafts:
    def begin(self, steward: User, *rows: str, at: datetime = d.AT) -> SourceDraft:
        text = d.lines("Nummer,Wer,Wann", *rows)
        file = BytesIO(text.encode())
        return operations.start_draft(by=steward, at=at, filename="new.csv", file=file)

    @pytest.mark.parametrize(
        ("cell", "ref"),
        [
            ("+852 6123-4567", PHONE),
            (PHONE, "+852 6123 4567"),
            ("  ms  Wong", "Ms Wong"),
            ("王 小明", "王 小明"),  # full-width space
            ("AB-12", "ab-12"),
        ],
    )
    def test_one_that_names_the_customer_goes_with_its_file(self, steward: User, cell: str, ref: str) -> None:
        draft = self.begin(steward, f"{cell},Ada,1", "69999999,Bo,2")
        other = self.begin(steward, "69999998,Ada,1", "ABC-123,ms wongs,3")
        path = stored_path(draft.file)
        assert trace(ref).drafts == (draft.pk,)
        done = operations.erase_customer(ref=ref, by=steward, at=d.AT)
        assert done.files == 1
        assert not path.exists()
        assert list(SourceDraft.objects.all()) == [other]
        assert list(StoredFile.objects.all()) == [other.file]
        assert stored_path(other.file).exists()
        assert not trace(ref).found
        assert list(Entry.objects.filter(verb="draft.removed").values_list("actor_id", flat=True)) == [
            steward.pk
        ]

    def test_one_on_a_file_of_the_store_goes_with_it(self, steward: User) -> None:
        to = d.source()
        batch = d.deliver(to, calls(10, PHONE))
        operations.edit_source(source=to, by=steward, at=d.AT)
        operations.erase_customer(ref=PHONE, by=steward, at=d.AT)
        assert not SourceDraft.objects.exists()
        assert not stored_path(batch.file).exists()
        assert d.fresh(batch).file.removed_on is not None

    def test_a_file_nobody_can_read_hinders_nothing(self, steward: User) -> None:
        damaged = BytesIO(b"PK\x03\x04" + b"x" * 50)
        operations.start_draft(by=steward, at=d.AT, filename="x.xlsx", file=damaged)
        d.deliver(d.source(), calls(10, PHONE))
        assert operations.erase_customer(ref=PHONE, by=steward, at=d.AT).files == 1
        assert SourceDraft.objects.count() == 1

    @pytest.mark.parametrize(("keeps", "months"), [(None, 3), (1, 1), (24, 3)])
    def test_one_that_nobody_touches_goes(self, steward: User, keeps: int | None, months: int) -> None:
        to = d.source()
        if keeps:
            operations.set_retention(source=to, months=keeps, by=steward, at=d.AT)
        path = stored_path(self.begin(steward, f"{PHONE},Ada,1").file)
        over = datetime.combine(months_after(date(2026, 11, 24), months), d.AT.timetz())
        assert not operations.keep_no_longer(at=over - timedelta(days=1))
        assert operations.keep_no_longer(at=over + timedelta(days=1)).drafts == 1
        assert not path.exists()
        assert not StoredFile.objects.exists()

    def test_one_no_longer_holds_the_file_of_a_source(self, steward: User) -> None:
        to = d.source()
        batch = d.deliver(to, calls(10, PHONE))
        operations.set_retention(source=to, months=6, by=steward, at=d.AT)
        operations.edit_source(source=to, by=steward, at=d.AT)
        gone = operations.keep_no_longer(at=LATER)
        assert (gone.drafts, gone.files) == (1, 1)
        assert not stored_path(batch.file).exists()


def test_what_was_promised_to_a_customer_goes_with_it(steward: User) -> None:
    names = ("id", "agent", "phone", "day", "note")
    spec = {
        "columns": {name: {"headers": [name]} for name in names},
        "records": [
            {
                "type": "follow_up",
                "key": ["id"],
                "agent": {"column": "agent"},
                "customer": {"column": "phone"},
                "fields": {"day": "day", "note": "note"},
            }
        ],
    }
    to = operations.create_source(code="notes", name="Notes", kind="crm", spec=spec, by=None, at=d.AT)
    header = ",".join(names)
    d.deliver(to, d.lines(header, f"1,0,{PHONE},2026-11-02,Call Ms Wong", "2,0,69990000,2026-11-02,Send"))
    d.deliver(to, d.lines(header, f"1,0,{PHONE},2026-11-02,Call Ms Wong at home"))
    operations.erase_customer(ref=PHONE, by=steward, at=d.AT)
    assert list(FollowUp.objects.order_by("key").values_list("note", flat=True)) == ["", "Send"]
    assert [one.values["note"] for one in SupersededFact.objects.all()] == [""]


def test_what_a_stopped_import_kept_beside_the_database_goes(steward: User) -> None:
    old, new = (scratch() / f"kept-{number}" for number in (900_001, 900_002))
    for folder in (old, new):
        folder.mkdir()
        (folder / "0-customers.arrow").write_bytes(b"x")
    os.utime(old, (0, 0))
    tasks.keep_no_longer()
    assert [folder.exists() for folder in (old, new)] == [False, True]
    shutil.rmtree(new)
