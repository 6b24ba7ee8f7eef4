import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import pytest

from apps.engine.hashing import ENGINE_VERSION, canonical, digest, digest_unordered
from apps.engine.issues import Issue
from apps.engine.lines import Line, Step

LINES = [
    Line(
        key="E1",
        step=Step.COMPONENT,
        component="c",
        amount=5,
        base=Fraction(1, 3),
        values=(("score", Fraction(1, 3)),),
    ),
    Line(key="E2", step=Step.CAP, component="", amount=-5, for_period=date(2026, 8, 1)),
]
KNOWN = "ae95e7b07a63452c9e08a4e2d145afd481ee04834ba52a4001ef7b3e70481589"
NAIVE = datetime.fromisoformat("2026-01-01T00:00")


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Pair:
    two: int
    one: str


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3/1"),
        (-3, "-3/1"),
        (Fraction(6, 4), "3/2"),
        (Decimal("3.00"), "3/1"),
        (Decimal("1E+2"), "100/1"),
        ("a\"b'\n", '"a\\"b\'\\n"'),
        ("銷售額", '"銷售額"'),
        (Colour.RED, '"red"'),
        (date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, 8, tzinfo=timezone(timedelta(hours=8))), "2026-11-24T00:00:00.000000+00:00"),
        ((1, "a", [None]), '[1/1,"a",[null]]'),
        ({"b": 1, "a": 2}, '{"a":2/1,"b":1/1}'),
        ({3, 1}, "<1/1,3/1>"),
        (frozenset({"b", "a"}), '<"a","b">'),
        (Pair(two=2, one="x"), 'Pair(one="x",two=2/1)'),
        (Issue.of("c", b=1, a="2"), 'Issue(code="c",values=[["a","2"],["b",1/1]])'),
    ],
)
def test_one_text_for_one_meaning(value: object, text: str) -> None:
    assert canonical(value) == text.encode()


def test_what_looks_alike_but_is_not_differs() -> None:
    alike = [
        1,
        "1",
        "1/1",
        True,
        (1,),
        ((1,),),
        {"1": 1},
        date(2026, 1, 1),
        "2026-01-01",
        None,
        "null",
        (),
        "",
    ]
    assert len({digest(value) for value in alike}) == len(alike)
    assert digest(datetime(2026, 11, 24, tzinfo=UTC)) != digest(date(2026, 11, 24))


@pytest.mark.parametrize("value", [0.5, (1, 0.5), {"a": 0.5}, b"bytes", object(), Pair, NAIVE])
def test_what_has_no_one_meaning_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        digest(value)


def test_lines_have_one_hash_in_any_order_and_another_for_any_change() -> None:
    assert digest_unordered(LINES) == digest_unordered(LINES[::-1])
    assert digest_unordered(LINES) != digest_unordered(LINES[:1])
    assert digest_unordered(LINES) != digest_unordered([*LINES, LINES[0]])
    assert digest(LINES) != digest(LINES[::-1])


def test_the_hash_is_the_same_in_a_new_process() -> None:
    program = (
        "from fractions import Fraction\n"
        "from apps.engine.hashing import digest\n"
        "print(digest({'b': {'y', 'x', 'z'}, 'a': (Fraction(1, 3), 7)}))\n"
    )
    for seed in ("0", "1"):
        run = subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == digest({"a": (Fraction(1, 3), 7), "b": {"z", "x", "y"}})


def test_a_stored_hash_stays_what_it_was() -> None:
    """Changing this figure means that runs locked before can no longer be verified: raise ENGINE_VERSION."""
    assert ENGINE_VERSION == "1"
    assert digest_unordered(LINES) == KNOWN
