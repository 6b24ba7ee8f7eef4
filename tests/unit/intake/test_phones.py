"""Phone numbers: one key for one number, however it is written; what is no number stays as typed."""

import pytest

from apps.intake.mapping.spec import CustomerBy
from apps.intake.matching.customers import customer_ids
from apps.intake.matching.phones import is_usual, phone_key


@pytest.mark.parametrize(
    ("region", "ref", "key"),
    [
        ("HK", "61234567", "85261234567"),
        ("HK", "6123-4567", "85261234567"),
        ("HK", "+852 6123 4567", "85261234567"),
        ("HK", "85261234567", "85261234567"),
        ("HK", "0085261234567", "85261234567"),
        ("HK", "00185261234567", "85261234567"),  # 001 is a carrier's way abroad
        ("HK", "\uff16\uff11\uff12\uff13\uff14\uff15\uff16\uff17", "85261234567"),
        ("HK", "+86 138 1234 5678", "8613812345678"),
        ("TW", "0912-345-678", "886912345678"),
        ("TW", "0912345678", "886912345678"),
        ("TW", "+886912345678", "886912345678"),
        ("CN", "13812345678", "8613812345678"),
        ("CN", "010-88888888", "861088888888"),
        ("CN", "008613812345678", "8613812345678"),
        ("US", "(415) 555-2671", "14155552671"),
        # no number of the region: as typed
        ("HK", "1001", "1001"),
        ("HK", "-", "-"),
        ("HK", "138****1234", "138****1234"),
        ("HK", "withheld", "withheld"),
        # no region declared: as before there were any
        ("", "61234567", "61234567"),
        ("", "+852 6123 4567", "85261234567"),
        ("", "0085261234567", "85261234567"),
        ("", "00123", "00123"),
        ("", "C00123", "C00123"),
    ],
)
def test_a_number_has_one_key(region: str, ref: str, key: str) -> None:
    assert phone_key(ref, region) == key


def test_masked_numbers_are_not_one_customer() -> None:
    assert phone_key("138****1234") != phone_key("138****9234")
    assert phone_key("***", "CN") != phone_key("", "CN")


def test_a_customer_is_the_same_with_and_without_the_countrys_code() -> None:
    refs = ["+852 6123 4567", "61234567", "0085261234567"]
    assert len(set(customer_ids(refs, CustomerBy.PHONE, "HK"))) == 1


def test_a_source_without_a_region_meets_one_that_has_it_where_numbers_carry_their_code() -> None:
    assert customer_ids(["85261234567"], CustomerBy.PHONE) == customer_ids(
        ["61234567"], CustomerBy.PHONE, "HK"
    )


@pytest.mark.parametrize(
    "ref",
    ["61234567", "00123", "0085261234567", "8526123456", "6123 4567", "６１２３４５６７", "138****1234", ""],
)
def test_the_short_way_for_usual_numbers_gives_the_same_customer(ref: str) -> None:
    assert not is_usual(ref) or phone_key(ref) == ref
    assert customer_ids([ref], CustomerBy.PHONE) == customer_ids([phone_key(ref)], CustomerBy.PHONE)
