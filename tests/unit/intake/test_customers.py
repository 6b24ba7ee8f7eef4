"""Customers: one number for one person in every source, and a label that gives nobody away."""

import polars as pl
import pytest
from pytest_django import Settings

from apps.intake.mapping.spec import CustomerBy, CustomerRef
from apps.intake.matching import CustomerBook, customers, match_customers
from apps.intake.matching.customers import customer_ids, label


@pytest.mark.parametrize(
    ("by", "one", "other", "same"),
    [
        ("phone", "+852 6123 4567", "85261234567", True),
        ("phone", "0085261234567", "85261234567", True),
        ("phone", "61234567", "61234568", False),
        ("phone", "00123", "123", False),
        ("phone", "C00123", "00123", False),
        ("id", "00123", "123", False),
        ("id", " A1 ", "A1", True),
        ("name", "ACME  Ltd", "acme ltd", True),
        ("name", "Acme", "Acne", False),
    ],
)
def test_spellings_of_one_customer_are_one(by: str, one: str, other: str, *, same: bool) -> None:
    first, second = customer_ids([one, other], CustomerBy(by))
    assert (first == second) is same


def test_an_id_is_not_a_phone() -> None:
    assert customer_ids(["123"], CustomerBy.ID) != customer_ids(["123"], CustomerBy.PHONE)


def test_the_number_rests_on_the_installations_key(settings: Settings) -> None:
    here = customer_ids(["61234567"], CustomerBy.PHONE)
    settings.SECRET_KEY = "another"
    assert customer_ids(["61234567"], CustomerBy.PHONE) != here
    assert 0 <= here[0] < 2**63


@pytest.mark.parametrize(
    ("ref", "by", "raw", "expected"),
    [
        ("61234567", "phone", False, "••••4567"),
        ("12345", "id", False, "••••5"),
        ("Acme Ltd", "name", False, "Ac••••"),
        ("Acme  Ltd", "name", True, "Acme Ltd"),
    ],
)
def test_labels_are_masked_unless_declared_raw(ref: str, by: str, expected: str, *, raw: bool) -> None:
    assert label(ref, CustomerBy(by), raw=raw) == expected


REFS = ["61234567", "5", "123456", "1234567", "+852 6123 4567", " A1 ", "全形", "C-00123", "ＡＢ1234567"]


def named(refs: list[str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {"row": range(len(refs)), "customer_ref": refs}, schema_overrides={"customer_ref": pl.String}
    )


@pytest.mark.parametrize("refs", [REFS, [ref for ref in REFS if ref.isalnum() and ref.isascii()]])
@pytest.mark.parametrize("by", CustomerBy)
@pytest.mark.parametrize("raw", [True, False])
def test_many_customers_are_named_as_each_alone(refs: list[str], by: CustomerBy, *, raw: bool) -> None:
    rule = CustomerRef(column="c", by=by, raw=raw, region="HK")
    frame, found = match_customers(named([*refs, None, refs[0]]), rule, CustomerBook())
    ids = customer_ids(refs, by, "HK")
    assert frame["row"].to_list() == list(range(len(refs) + 2))
    assert frame["customer_id"].to_list() == [*ids, None, ids[0]]
    assert set(found.rows()) == {
        (number, label(ref, by, raw=raw)) for number, ref in zip(ids, refs, strict=True)
    }


def test_a_name_is_worked_out_once_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(refs: pl.Series, by: CustomerBy, region: str = "") -> list[int]:
        asked.extend(refs)
        return customer_ids(refs, by, region)

    monkeypatch.setattr(customers, "customer_ids", counted)
    monkeypatch.setattr(customers, "MOST_KNOWN", 3)
    phone = CustomerRef(column="c", by=CustomerBy.PHONE, raw=False)
    code = CustomerRef(column="c", by=CustomerBy.ID, raw=False)
    book = CustomerBook()
    first = match_customers(named(["1", "2"]), phone, book)[0]
    again = match_customers(named(["2", "1", "3"]), phone, book)[0]
    assert sorted(asked) == ["1", "2", "3"]
    assert again["customer_id"].to_list()[:2] == first["customer_id"].to_list()[::-1]
    assert (
        match_customers(named(["1"]), code, book)[0]["customer_id"].to_list()
        != first["customer_id"].to_list()[:1]
    )
    asked.clear()
    match_customers(named(["4"]), phone, book)  # more than are remembered: it begins again
    match_customers(named(["1"]), phone, book)
    assert asked == ["4", "1"]
