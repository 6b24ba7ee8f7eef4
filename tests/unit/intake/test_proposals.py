"""Who a name nobody knows may be, and what a spreadsheet must not run."""

import pytest

from apps.intake.matching.proposing import proposals
from apps.intake.web.numbers import number
from apps.intake.web.rejects import inert

NAMES = {1: "Carmen Ng", 2: "Calvin Ng", 3: "Karen Tse", 4: "陈大文", 5: "Wilson Chan"}


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("C. Ng", [1, 2]),
        ("Ca Ng", []),
        ("K Tse", [3]),
        ("CARMEN  NG", [1]),
        ("Karen Tze", [3]),
        ("Willson Chan", [5]),
        ("陈大文", [4]),
        ("TMP-07", []),
        ("2217", []),
        ("", []),
    ],
)
def test_names_alike_are_proposed_the_best_first(ref: str, found: list[int]) -> None:
    assert proposals(ref, NAMES) == found


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-1+cmd", "'-1+cmd"),
        ("-12.50", "-12.50"),
        ("+852 6123 4567", "+852 6123 4567"),
        ("O-1", "O-1"),
        ("", ""),
    ],
)
def test_a_cell_is_no_formula_and_a_number_stays_one(text: str, written: str) -> None:
    assert inert(text) == written


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("007", 7),
        (str(2**63 - 1), 2**63 - 1),
        (str(2**63), None),
        ("9" * 5000, None),
        ("-1", None),
        ("²", None),
        ("１", None),
        ("1.0", None),
        ("", None),
    ],
)
def test_a_number_of_a_query_string_fits_an_id_or_is_none(text: str, value: int | None) -> None:
    assert number(text) == value
