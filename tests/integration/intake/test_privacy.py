"""Files and customers go when their time is over or when somebody asks; every figure stays as it is."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from apps.audit.models import Entry
from apps.intake import operations
from apps.intake.forgetting import surrogates
from apps.intake.mapping.spec import CustomerBy
from apps.intake.matching.customers import DOTS, customer_ids
from apps.intake.models import (
    Call,
    Customer,
    HeldRow,
    Order,
    Source,
    SupersededFact,
)
from apps.intake.operations.retention import MonthsOutside
from apps.intake.queries.customers import customer_names
from apps.intake.queries.retention import keeping
from apps.intake.queries.traces import trace
from apps.intake.storage import stored_path
from apps.metrics.models import Cell
from apps.metrics.operations import consume_all, rebuild_cells
from apps.people.days import months_after, months_before
from apps.people.models import User
from apps.people.operations import close_period, set_membership
from tests import deliveries as d
from tests.people import Company

pytestmark = pytest.mark.django_db

PHONE = "61234567"
LATER = datetime(2027, 6, 1, 9, 0, tzinfo=d.AT.tzinfo)  # October and November are over for 6 months


@pytest.fixture
def steward() -> User:
    d.organisation()
    company = Company()
    team = company.team("East")
    for number in range(3):
        person = d.agent(f"Agent {number}", str(number))
        set_membership(person=person, team=team, starts=d.START, by=None, at=d.AT)
    return User.objects.create_user(username="steward")


def calls(month: int, *phones: str, key: str = "c") -> str:
    rows = (
        f"{key}{month}-{n},{n % 3},2026-{month:02}-{n % 20 + 1:02} 10:00:00,out,{phone},Y,{60 + n},5"
        for n, phone in enumerate(phones)
    )
    return d.lines(d.CALLS, *rows)


def orders(month: int, *phones: str) -> str:
    rows = (
        f"o{month}-{n},{n % 3},{phone},2026-{month:02}-{n % 20 + 2:02},100.00,"
        for n, phone in enumerate(phones)
    )
    return d.lines(d.ORDERS, *rows)


def phones(first: int, last: int) -> list[str]:
    return [f"6{n:07}" for n in range(first, last)]


def cells() -> set[tuple[Any, ...]]:
    return set(
        Cell.objects.values_list(
            "kpi", "subject", "subject_id", "grain", "starts", "numerator", "denominator", "n"
        )
    )


def rebuilt() -> set[tuple[Any, ...]]:
    """What the figures are when they are computed from the records alone."""
    consume_all()
    Cell.objects.all().delete()
    rebuild_cells()
    return cells()


class TestRetention:
    def bring_two_months(self) -> tuple[Source, Source]:
        dialer, crm = d.source(), d.source("crm_orders")
        d.deliver(dialer, calls(10, *phones(0, 30), *phones(0, 10)))
        d.deliver(dialer, calls(11, *phones(20, 50)))
        d.deliver(crm, orders(10, *phones(0, 8)))
        d.deliver(crm, orders(11, *phones(5, 12)))
        return dialer, crm

    def test_no_figure_moves_and_nobody_is_known_any_more(self, steward: User) -> None:
        dialer, crm = self.bring_two_months()
        before = rebuilt()
        assert before
        known = set(Customer.objects.values_list("pk", flat=True))
        for source in (dialer, crm):
            operations.set_retention(source=source, months=6, by=steward, at=d.AT)
        close_period(month=date(2026, 10, 1), by=steward, at=d.AT)
        gone = operations.keep_no_longer(at=LATER)
        assert (gone.files, gone.customers) == (4, 50)
        after = set(Customer.objects.values_list("pk", flat=True))
        assert len(after) == len(known) == 50
        assert not after & known
        assert max(after) < 0
        assert set(Customer.objects.values_list("label", "forgotten_on")) == {("", date(2027, 6, 1))}
        assert set(customer_names(after).values()) == {"erased on 1 Jun 2027"}
        assert not operations.keep_no_longer(at=LATER)
        assert rebuilt() == before

    def test_who_is_kept_by_one_source_stays_whole(self, steward: User) -> None:
        dialer, _ = self.bring_two_months()
        before = rebuilt()
        operations.set_retention(source=dialer, months=6, by=steward, at=d.AT)
        operations.keep_no_longer(at=LATER)
        assert set(Order.objects.filter(customer__lt=0)) == set()
        buyers = customer_ids(phones(0, 12), CustomerBy.PHONE)
        assert set(Customer.objects.filter(pk__gt=0).values_list("pk", flat=True)) == set(buyers)
        assert Call.objects.filter(customer__gt=0).count() == 22  # the buyers' calls
        assert rebuilt() == before

    def test_a_customer_with_a_newer_record_stays_whole(self, steward: User) -> None:
        dialer, _ = self.bring_two_months()
        operations.set_retention(source=dialer, months=6, by=steward, at=d.AT)
        Order.objects.all().delete()
        may_5 = datetime(2027, 5, 5, 9, 0, tzinfo=d.AT.tzinfo)  # keeps from 5 November on
        operations.keep_no_longer(at=may_5)
        kept = set(Call.objects.filter(day__gte="2026-11-05").values_list("customer", flat=True))
        assert min(kept) > 0
        assert set(Call.objects.filter(customer__gt=0).values_list("customer", flat=True)) == kept
        assert Call.objects.filter(customer__lt=0).exists()

    def test_files_and_texts_go_and_what_waits_stays(self, steward: User) -> None:
        to = d.source()
        text = calls(10, *phones(0, 6)).replace(",60,5", ",x,5").replace("c10-1,1", "c10-1,unknown")
        batch = d.deliver(to, text)
        path = stored_path(batch.file)
        operations.set_retention(source=to, months=6, by=steward, at=d.AT)
        assert not operations.keep_no_longer(at=d.AT + timedelta(days=100))
        (row,) = [row for row in keeping(date(2027, 6, 1)) if row.source_id == to.pk]
        assert (row.months, row.files, row.gone, row.waiting) == (6, 1, 0, 1)
        assert row.next_day == date(2027, 5, 24)
        gone = operations.keep_no_longer(at=LATER)
        assert (gone.files, gone.rows) == (1, 1)
        assert not path.exists()
        assert d.fresh(batch).file.removed_on == date(2027, 6, 1)
        rejected, parked = HeldRow.objects.order_by("fate").reverse()
        assert (rejected.fate, rejected.raw, rejected.value) == ("rejected", {}, DOTS)
        assert parked.raw["Agent No"] == "unknown"
        operations.resolve_agent(
            source=to, ref="unknown", person=d.agent("New", "99"), starts=d.START, by=steward, at=LATER
        )
        assert Call.objects.filter(key="c10-1").exists()

    def test_a_file_that_comes_again_is_there_again(self, steward: User) -> None:
        to = d.source()
        text = calls(10, *phones(0, 3))
        first = d.deliver(to, text)
        operations.set_retention(source=to, months=1, by=steward, at=d.AT)
        operations.keep_no_longer(at=LATER)
        again = d.bring(to, text, at=LATER)
        assert (again.pk, again.was_known) == (first.pk, True)
        assert stored_path(d.fresh(first).file).is_file()
        assert d.fresh(first).file.removed_on is None

    def test_a_file_at_work_stays(self, steward: User) -> None:
        to = d.source()
        batch = d.bring(to, calls(10, PHONE), auto=False)
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        operations.set_retention(source=to, months=1, by=steward, at=d.AT)
        assert operations.keep_no_longer(at=LATER).files == 0
        assert stored_path(batch.file).is_file()

    @pytest.mark.parametrize("months", [0, -1, 241])
    def test_a_time_nobody_means_is_refused(self, steward: User, months: int) -> None:
        with pytest.raises(MonthsOutside):
            operations.set_retention(source=d.source(), months=months, by=steward, at=d.AT)

    def test_it_is_in_the_trail(self, steward: User) -> None:
        to = d.source()
        d.deliver(to, calls(10, PHONE))
        operations.set_retention(source=to, months=6, by=steward, at=d.AT)
        operations.keep_no_longer(at=LATER)
        said = list(
            Entry.objects.filter(verb__contains="retention").order_by("pk").values_list("verb", "after")
        )
        assert said == [
            ("source.retention_set", {"months": 6}),
            (
                "retention.kept",
                {"files": 1, "rows": 0, "customers": 1, "drafts": 0, "copies": 0, "day": "2027-06-01"},
            ),
        ]


class TestErasing:
    def test_one_customer_goes_from_every_place_and_no_figure_moves(self, steward: User) -> None:
        dialer, crm = d.source(), d.source("crm_orders")
        first = d.deliver(dialer, calls(10, PHONE, PHONE, "69999999", key="a"))
        d.deliver(dialer, calls(10, PHONE, PHONE, "69999999", key="a").replace(",61,5", ",99,5"))
        other = d.deliver(dialer, calls(11, "69999999", key="b"))
        d.deliver(crm, orders(11, "6123-4567", "69999999"))
        held = d.deliver(
            dialer, calls(11, PHONE, PHONE, key="h").replace(",60,5", ",x,5").replace("-1,1,", "-1,who,")
        )
        before = rebuilt()
        (number,) = set(customer_ids([PHONE], CustomerBy.PHONE))
        assert SupersededFact.objects.filter(values__customer_id=number).count() == 1

        found = trace(PHONE)
        assert found.labels == (f"{DOTS}4567",)
        assert found.records == {"call": 2, "order": 1}
        assert (len(found.held), found.files, found.at_work) == (2, 4, False)

        done = operations.erase_customer(ref=PHONE, by=steward, at=d.AT)
        assert (done.records, done.rows, done.files) == (3, 2, 4)
        assert not trace(PHONE).found
        assert not Customer.objects.filter(pk=number).exists()
        assert not SupersededFact.objects.filter(values__customer_id=number).exists()
        assert Call.objects.filter(customer__lt=0).count() == 2
        assert len(set(Call.objects.filter(customer__lt=0).values_list("customer", flat=True))) == 1
        assert rebuilt() == before
        assert not stored_path(first.file).exists()
        assert stored_path(other.file).exists()
        texts = "".join(str(row.raw) + row.value for row in HeldRow.objects.all())
        assert PHONE not in texts
        parked = HeldRow.objects.get(batch=held, fate="parked")
        assert parked.raw["Customer phone"].startswith("erased-")
        trail = "".join(f"{entry.subject_label}{entry.before}{entry.after}" for entry in Entry.objects.all())
        assert PHONE not in trail
        assert Entry.objects.filter(verb="customer.erased").count() == 1

    def test_a_row_that_still_waits_becomes_a_record_of_nobody(self, steward: User) -> None:
        to = d.source()
        d.deliver(to, calls(10, PHONE, PHONE).replace(",0,2026", ",who,2026").replace(",1,2026", ",who,2026"))
        operations.erase_customer(ref=PHONE, by=steward, at=d.AT)
        operations.resolve_agent(
            source=to, ref="who", person=d.agent("New", "99"), starts=d.START, by=steward, at=d.AT
        )
        assert Call.objects.count() == 2
        assert Call.objects.values("customer").distinct().count() == 1
        assert not trace(PHONE).found

    def test_withdrawing_restores_the_record_and_not_the_customer(self, steward: User) -> None:
        to = d.source()
        d.deliver(to, calls(10, PHONE))
        second = d.deliver(to, calls(10, PHONE).replace(",60,5", ",61,5"))
        operations.erase_customer(ref=PHONE, by=steward, at=d.AT)
        operations.withdraw_batch(batch=second, reason="wrong", by=steward, at=d.AT)
        call = Call.objects.get()
        assert call.talk_seconds == 60
        assert call.customer_id is not None
        assert call.customer_id < 0

    def test_who_is_not_known_is_said(self, steward: User) -> None:
        with pytest.raises(operations.NotKnown):
            operations.erase_customer(ref="60000000", by=steward, at=d.AT)

    def test_a_file_that_waits_for_a_decision_holds_it_up(self, steward: User) -> None:
        to = d.source()
        d.deliver(to, calls(10, PHONE))
        d.deliver(to, calls(10, PHONE).replace(",60,5", ",61,5"))
        batch = d.bring(to, calls(10, PHONE, "62222222"))
        operations.claim_batch(worker="w", at=d.AT, batch_id=batch.pk)
        Call.objects.update(batch=batch)
        with pytest.raises(operations.StillAtWork):
            operations.erase_customer(ref=PHONE, by=steward, at=d.AT)
        assert trace(PHONE).found


def test_surrogates_are_random_and_below_zero() -> None:
    many = surrogates(1000)
    assert len(set(many)) == 1000
    assert max(many) < 0


@pytest.mark.parametrize(
    ("day", "months", "there"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2028, 3, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 11, 24), 12, date(2025, 11, 24)),
        (date(2026, 12, 31), 24, date(2024, 12, 31)),
    ],
)
def test_months_back_and_forth(day: date, months: int, there: date) -> None:
    assert months_before(day, months) == there
    assert months_after(there, months) <= day
