"""Cases 55 to 64: what rows mean beside what they say."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from apps.intake import operations
from apps.intake.controls import Control
from apps.intake.models import Batch, Call, HeldRow, Order, SupersededFact
from apps.people.choices import Role
from apps.people.models import EmployeeNumber, User
from tests import deliveries as d
from tests.cases import CALL, ORDER, Refused, check, company, declared
from tests.files import xlsx
from tests.people import Company
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _company() -> None:
    company()


def order(amount: str, key: str = "o1") -> str:
    return ORDER.replace("o1", key).replace("1054.50", amount)


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx"])
def test_55_an_id_with_leading_zeros_stays_a_text(name: str) -> None:
    row = CALL.replace("c1", "00123")
    content = d.lines(d.CALLS, row).encode() if name == "x.csv" else xlsx(d.CALLS.split(","), row.split(","))
    check(d.deliver(declared("dialer"), content, name), None)
    assert Call.objects.get().key == "00123"


@pytest.mark.parametrize("key", ["1.23E+15", "1,23E+15", "1E15", "1.23e+15"])
def test_56_an_id_that_a_spreadsheet_made_a_number_refuses_the_file(key: str) -> None:
    row = CALL.replace("c1", f'"{key}"')
    batch = d.deliver(declared("dialer"), d.lines(d.CALLS, CALL, row))
    check(batch, Refused(code="scientific_id", words=("Row 3", key, "Call ID")))


def test_57_an_unknown_agent_parks_the_row_until_somebody_says_who_it_is() -> None:
    source = declared("dialer")
    batch = d.deliver(source, d.lines(d.CALLS, CALL, CALL.replace("c1", "c2").replace(",7,", ",X9,")))
    assert d.reasons(batch) == [(3, "parked", "Agent No", "X9", "unknown_agent")]
    person = EmployeeNumber.objects.get(number="9").person
    steward = User.objects.create_user(username="steward")
    operations.resolve_agent(source=source, ref="X9", person=person, starts=d.START, by=steward, at=d.AT)
    assert d.counts(d.fresh(batch)) == {"accepted": 2}
    assert Call.objects.get(key="c2").agent.name == "José"


def test_58_a_number_is_whose_it_was_on_the_day() -> None:
    d.agent("Leaver", "8", ends=date(2026, 6, 1))
    d.agent("Successor", "8", starts=date(2026, 6, 1))
    rows = [
        ORDER.replace("o1", f"o{day}").replace(",7,", ",8,").replace("2026-11-02", day)
        for day in ("2026-05-31", "2026-06-01")
    ]
    check(d.deliver(declared("crm_orders"), d.lines(d.ORDERS, *rows)), None, good=2)
    assert list(Order.objects.order_by("day").values_list("agent__name", flat=True)) == [
        "Leaver",
        "Successor",
    ]


def test_59_the_same_file_again_is_known_and_changes_nothing() -> None:
    source, text = declared("crm_orders"), d.lines(d.ORDERS, ORDER)
    first = d.deliver(source, text)
    again = d.bring(source, text, "another name.csv")
    assert (again.pk, again.was_known, Batch.objects.count()) == (first.pk, True, 1)
    packed = d.deliver(source, d.lines(d.ORDERS, ORDER) + "\n")  # other bytes, the same rows
    assert (d.counts(packed)["unchanged"], SupersededFact.objects.count()) == (1, 0)


def test_60_a_new_value_of_a_key_is_an_update_and_the_old_one_is_kept() -> None:
    source = declared("crm_orders")
    d.deliver(source, d.lines(d.ORDERS, order("100")))
    second = d.deliver(source, d.lines(d.ORDERS, order("120")))
    assert d.counts(second) == {"accepted": 1, "changed": 1}
    assert Order.objects.get().amount == 12_000
    assert SupersededFact.objects.get().values["amount"] == 10_000


def test_61_a_row_that_comes_twice_counts_once_and_is_said() -> None:
    batch = d.deliver(declared("crm_orders"), d.lines(d.ORDERS, ORDER, order("5", "o2"), ORDER))
    assert d.counts(batch) == {"accepted": 2, "skipped": 1}
    assert d.reasons(batch) == [(4, "skipped", "", "", "duplicate_row")]
    assert [each["code"] for each in batch.profile["warnings"]] == ["duplicate_row"]


def test_61_one_key_with_two_values_rejects_both_rows() -> None:
    batch = d.deliver(declared("crm_orders"), d.lines(d.ORDERS, order("5"), order("6"), order("7", "o2")))
    assert d.counts(batch) == {"accepted": 1, "rejected": 2}
    assert {(row.row, row.code, row.value) for row in HeldRow.objects.all()} == {
        (2, "two_values_one_key", "o1"),
        (3, "two_values_one_key", "o1"),
    }


def test_62_fewer_rows_than_the_control_total_refuse_the_file() -> None:
    batch = d.deliver(declared("crm_orders"), d.lines(d.ORDERS, ORDER), control=Control(rows=2))
    check(batch, Refused(code="control_rows", words=("1", "2")))
    assert not Order.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_63_overlapping_files_at_once_come_one_after_the_other() -> None:
    source = declared("crm_orders")
    older = d.bring(source, d.lines(d.ORDERS, *(order("1", f"o{n}") for n in range(40))))
    newer = d.bring(source, d.lines(d.ORDERS, *(order("2", f"o{n}") for n in range(20, 60))))
    assert race(*(lambda pk=batch.pk: operations.run_batch(batch_id=pk) for batch in (older, newer))) == [
        True,
        True,
    ]
    amounts = dict(Order.objects.values_list("key", "amount"))
    assert amounts == {f"o{n}": 100 if n < 20 else 200 for n in range(60)}


def test_64_markup_in_a_name_is_stored_and_escaped_everywhere() -> None:
    script = "<script>alert(1)</script>"
    row = f'p1,{script},"{script}",Acme,Won,2026-10-01,2026-11-02,5'
    batch = d.deliver(declared("crm_opportunities"), d.lines(d.DEALS, row))
    assert HeldRow.objects.get().value == script
    steward = Client()
    steward.force_login(Company().user("Steward", Role.STEWARD))
    for address in (
        reverse("batch", args=[batch.pk]),
        reverse("data-unknown"),
    ):
        page = steward.get(address).content.decode()
        assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_without_a_key_column_the_natural_key_is_of_chosen_columns() -> None:
    spec_columns = {"key": ["agent", "customer", "started"]}
    source = declared("dialer")
    spec = source.mappings.get().spec
    spec["columns"].pop("call_id")
    spec["records"][0] |= spec_columns
    operations.save_mapping(source=source, spec=spec, by=None, at=d.AT)
    header, row = d.CALLS.removeprefix("Call ID,"), CALL.removeprefix("c1,")
    batch = d.deliver(source, d.lines(header, row, row, row.replace("10:00:00", "10:00:01")))
    assert d.counts(batch) == {"accepted": 2, "skipped": 1}
    assert Call.objects.order_by("key").values_list("key", flat=True)[0] == "7|61234567|2026-11-02 10:00:00"
