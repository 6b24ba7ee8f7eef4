"""Customers: one number for one person in every source, and a label that gives nobody away."""

import pytest
from pytest_django import Settings

from apps.intake.mapping.spec import CustomerBy
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
