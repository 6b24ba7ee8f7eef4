"""Cases 10 to 24: numbers, amounts and durations."""

from typing import Any

import pytest

from apps.intake.models import Call, Order
from tests import deliveries as d
from tests.cases import CALL, ORDER, Refused, Rejected, Warned, check, company, declared

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _company() -> None:
    company()


def order(amount: str, key: str = "o2") -> str:
    return ORDER.replace("o1", key).replace("1054.50", f'"{amount}"')


def call(talk: str) -> str:
    return CALL.replace("c1", "c2").replace(",60,", f',"{talk}",')


@pytest.mark.parametrize(
    ("declarations", "amount", "cents"),
    [
        pytest.param({"decimal": ",", "thousands": "."}, "1.234,56", 123_456, id="10 1.234,56"),
        pytest.param({"thousands": "\u00a0"}, "1\u00a0234.5", 123_450, id="13 no-break space"),
        pytest.param({"thousands": "'"}, "1'234.5", 123_450, id="13 apostrophe"),
        pytest.param({"thousands": ","}, "1,234", 123_400, id="12 declared"),
    ],
)
def test_signs_count_as_declared(declarations: dict[str, str], amount: str, cents: int) -> None:
    check(d.deliver(declared("crm_orders", **declarations), d.lines(d.ORDERS, order(amount))), None)
    assert Order.objects.get().amount == cents


@pytest.mark.parametrize(
    ("declarations", "amounts", "expected"),
    [
        pytest.param(
            {},
            ("1234.50", "1.234,56"),
            Refused(code="mixed_numbers", words=("Amount", "1.234,56", "row 3", "1234.50", "row 2")),
            id="11 point and comma",
        ),
        pytest.param(
            {"thousands": ","},
            ("1,234.50", "1.234,56"),
            Refused(code="mixed_numbers", words=("1.234,56", "1,234.50")),
            id="11 although one is declared",
        ),
        pytest.param(
            {},
            ("5", "1,234"),
            Refused(code="ambiguous_number", words=("Row 3", "Amount", "1,234", "may mean 1234 or 1.234")),
            id="12 ambiguous",
        ),
        pytest.param(
            {},
            ("5", "1'234.50"),
            Refused(code="number_style", words=("Row 3", "1'234.50")),
            id="13 undeclared",
        ),
        pytest.param(
            {}, ("5", "1\u00a0234"), Refused(code="number_style", words=("Row 3",)), id="13 undeclared space"
        ),
        pytest.param(
            {"decimal": ",", "thousands": "."},
            ("5", "1,234.50"),
            Refused(code="number_style", words=("Row 3", "1,234.50")),
            id="10 the other way round",
        ),
    ],
)
def test_undeclared_signs_refuse_the_file(
    declarations: dict[str, str], amounts: tuple[str, str], expected: Refused
) -> None:
    rows = (order(amount, f"o{n}") for n, amount in enumerate(amounts))
    check(d.deliver(declared("crm_orders", **declarations), d.lines(d.ORDERS, *rows)), expected)
    assert not Order.objects.exists()


def test_14_full_width_digits_are_read_and_said() -> None:
    batch = d.deliver(declared("crm_orders"), d.lines(d.ORDERS, ORDER, order("１２３．５０")))
    check(
        batch,
        Warned(sentence="1 cell of “Amount” has full-width digits; it is read as a plain number."),
        good=2,
    )
    assert Order.objects.get(key="o2").amount == 12_350


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        pytest.param("1_000", "not_a_number", id="15 1_000"),
        pytest.param("−5", "not_a_number", id="16 minus sign undeclared"),
        pytest.param("(5)", "not_a_number", id="16 parentheses undeclared"),
        pytest.param("NaN", "not_a_number", id="17 NaN"),
        pytest.param("Infinity", "not_a_number", id="17 Infinity"),
        pytest.param("1e309", "not_a_number", id="18 1e309"),
        pytest.param("1E+1000000", "not_a_number", id="18 1E+1000000"),
        pytest.param("9" * 5_000, "too_large", id="19 5,000 digits"),
        pytest.param("€5", "not_a_number", id="20 another currency"),
        pytest.param("10.005", "too_many_decimals", id="21 decimals"),
        pytest.param("-5", "negative", id="16 negative amount"),
    ],
)
def test_a_wrong_amount_rejects_its_row(amount: str, code: str) -> None:
    batch = d.deliver(declared("crm_orders"), d.lines(d.ORDERS, ORDER, order(amount)))
    check(batch, Rejected(row=3, column="Amount", value=amount[:300], code=code))


@pytest.mark.parametrize(
    ("negatives", "amount"),
    [(["minus"], "−5"), (["parentheses"], "(5)")],
    ids=["16 minus sign", "16 parentheses"],
)
def test_16_negative_numbers_are_read_as_declared(negatives: list[str], amount: str) -> None:
    """An order is never below zero: that is what is said of it, not that it is no number."""
    batch = d.deliver(declared("crm_orders", negatives=negatives), d.lines(d.ORDERS, ORDER, order(amount)))
    check(batch, Rejected(row=3, column="Amount", value=amount, code="negative"))


@pytest.mark.parametrize(
    ("unit", "talk", "expected"),
    [
        pytest.param("seconds", "-1", "negative", id="22 negative"),
        pytest.param("seconds", "86401", "over_24_hours", id="23 above a day"),
        pytest.param("seconds", "1:30", "not_a_number", id="24 1:30 undeclared"),
        pytest.param("clock", "1:30", "not_a_duration", id="24 1:30 of three parts"),
        pytest.param("minutes_seconds", "1:30", 90, id="24 MM:SS"),
        pytest.param("clock", "0:01:30", 90, id="24 H:MM:SS"),
        pytest.param("seconds", "90", 90, id="24 seconds"),
        pytest.param("seconds", "22.0", 22, id="24 whole seconds with a point"),
        pytest.param("minutes", "1.5", 90, id="24 decimal minutes"),
        pytest.param("clock_1900", "1900-01-01 00:02:23", 143, id="1900-01-01 in a duration"),
        pytest.param("clock", "1900-01-01 00:02:23", "not_a_duration", id="1900-01-01 undeclared"),
    ],
)
def test_a_duration_needs_its_declared_unit(unit: str, talk: str, expected: Any) -> None:
    source = declared("dialer", durations=unit)
    batch = d.deliver(source, d.lines(d.CALLS.replace(",Wait seconds", ""), call(talk).removesuffix(",5")))
    if isinstance(expected, int):
        check(batch, None)
        assert Call.objects.get().talk_seconds == expected
    else:
        check(batch, Rejected(row=2, column="Talk seconds", value=talk, code=expected), good=0)
