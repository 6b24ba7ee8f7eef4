from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.drivers import (
    SalesFactors,
    gap_drivers,
    net_sales,
    sales_drivers,
    sales_factors,
)
from apps.engine.issues import Issue
from apps.engine.mix import MixSplit, explain, split_gap

counts = st.integers(0, 50)


def factors(calls: int, conversion: Fraction, value: int) -> SalesFactors:
    return SalesFactors(
        calls=Fraction(calls),
        contact_rate=Fraction(1),
        conversion=conversion,
        orders_per_buyer=Fraction(1),
        amount_per_order=Fraction(value),
    )


def test_the_gap_is_split_over_its_factors_in_exact_fractions() -> None:
    before, after = factors(1_000, Fraction(10, 100), 50), factors(1_200, Fraction(8, 100), 60)
    drivers = sales_drivers(before, after)
    assert dict(drivers) == {
        "calls": Fraction(2960, 3),
        "contact_rate": 0,
        "conversion": Fraction(-3640, 3),
        "orders_per_buyer": 0,
        "amount_per_order": Fraction(2960, 3),
        "uncontacted": 0,
        "refunds": 0,
    }
    assert sum(drivers.values()) == 5_760 - 5_000


def test_orders_of_uncontacted_buyers_and_refunds_are_parts_of_their_own() -> None:
    before, issue = sales_factors(
        calls=10, contacts=5, buyers=2, orders=2, amount=200, uncontacted=50, refunds=10
    )
    after, _ = sales_factors(calls=10, contacts=5, buyers=2, orders=2, amount=200, uncontacted=20, refunds=35)
    assert issue is None
    assert before is not None
    assert after is not None
    drivers = sales_drivers(before, after)
    assert (drivers["uncontacted"], drivers["refunds"]) == (Fraction(-30), Fraction(-25))
    assert sum(drivers.values()) == -55


def chain(draw_calls: int, *rest: int) -> tuple[SalesFactors, int]:
    """Factors of counts that fall along the chain, and the sales they make."""
    calls, sizes = draw_calls, []
    size = calls
    for limit in rest[:-2]:
        size = min(size, limit) if limit else 0
        sizes.append(size)
    amount = rest[-2] if sizes[-1] else 0
    made, issue = sales_factors(
        calls=calls, contacts=sizes[0], buyers=sizes[1], orders=sizes[2], amount=amount, refunds=rest[-1]
    )
    assert issue is None
    assert made is not None
    return made, amount - rest[-1]


@given(st.tuples(*[counts] * 6), st.tuples(*[counts] * 6))
def test_the_parts_add_up_with_zeros_too_and_turn_with_the_direction(
    before: tuple[int, ...], after: tuple[int, ...]
) -> None:
    (one, one_sales), (two, two_sales) = chain(*before), chain(*after)
    forth, back = sales_drivers(one, two), sales_drivers(two, one)
    assert sum(forth.values()) == two_sales - one_sales
    assert {name: -part for name, part in back.items()} == dict(forth)


def test_no_order_of_the_factors_matters() -> None:
    def product(values: Mapping[str, Fraction]) -> Fraction:
        return values["a"] * values["b"] + values["c"]

    before: dict[str, Fraction | None] = {"a": Fraction(2), "b": Fraction(3), "c": None}
    after: dict[str, Fraction | None] = {"c": Fraction(9), "b": Fraction(5), "a": Fraction(4)}
    parts = gap_drivers(before, after, product)
    assert dict(parts) == {"a": Fraction(8), "b": Fraction(6), "c": 0}
    assert dict(gap_drivers(dict(reversed(before.items())), after, product)) == dict(parts)


def test_a_factor_undefined_on_both_sides_counts_nothing() -> None:
    empty, issue = sales_factors(calls=10, contacts=0, buyers=0, orders=0, amount=0)
    assert issue is None
    assert empty is not None
    assert empty.conversion is None
    assert sum(sales_drivers(empty, empty).values()) == 0
    assert net_sales({**dict.fromkeys(sales_drivers(empty, empty), Fraction(0))}) == 0


def test_both_sides_name_the_same_factors() -> None:
    with pytest.raises(ValueError, match="same factors"):
        gap_drivers({"a": Fraction(1)}, {"b": Fraction(1)}, lambda values: values["a"])


def test_something_that_came_of_nothing_is_an_issue() -> None:
    made, issue = sales_factors(calls=0, contacts=3, buyers=1, orders=1, amount=5)
    assert made is None
    assert issue == Issue.of("factor_chain_broken", calls=0, contacts=3, buyers=1, orders=1)


def test_a_ratios_gap_splits_into_mix_and_rate() -> None:
    own = {"X": (10, 200), "Y": (16, 800)}
    team = {"X": (36, 600), "Y": (10, 400)}
    split = split_gap(own, team)
    assert split == MixSplit(
        gap=Fraction(-20, 1000),
        mix=Fraction(-13, 1000),
        rate=Fraction(-7, 1000),
        parts={"X": (Fraction(-22, 1000), Fraction(-4, 1000)), "Y": (Fraction(9, 1000), Fraction(-3, 1000))},
    )


@pytest.mark.parametrize(
    ("own", "peers", "mix", "rate"),
    [
        # a segment that one side lacks is mix alone
        ({"X": (5, 10)}, {"X": (5, 10), "Y": (1, 10)}, Fraction(1, 5), Fraction(0)),
        ({"X": (5, 10), "Y": (1, 10)}, {"X": (5, 10)}, Fraction(-1, 5), Fraction(0)),
        ({"X": (5, 10)}, {"X": (4, 10)}, Fraction(0), Fraction(1, 10)),
        ({"X": (5, 10), "Y": (0, 0)}, {"X": (5, 10), "Y": (0, 0)}, Fraction(0), Fraction(0)),
    ],
)
def test_segments_on_one_side_only(
    own: dict[str, tuple[int, int]], peers: dict[str, tuple[int, int]], mix: Fraction, rate: Fraction
) -> None:
    split = split_gap(own, peers)
    assert split is not None
    assert (split.mix, split.rate) == (mix, rate)


@pytest.mark.parametrize(("own", "peers"), [({}, {"X": (1, 2)}), ({"X": (1, 2)}, {"X": (0, 0)})])
def test_without_a_denominator_there_is_no_gap(
    own: dict[str, tuple[int, int]], peers: dict[str, tuple[int, int]]
) -> None:
    assert split_gap(own, peers) is None
    assert explain(own, peers, Fraction(1, 2)) is None


segments = st.dictionaries(
    st.sampled_from("UVWXYZ"),
    st.integers(0, 100).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
)


@given(segments, segments, st.fractions(0, 1, max_denominator=100))
def test_shared_mix_and_own_add_up_to_the_gap_to_the_target(
    own: dict[str, tuple[int, int]], peers: dict[str, tuple[int, int]], target: Fraction
) -> None:
    found = explain(own, peers, target)
    whole = sum(n for _, n in own.values())
    if found is None:
        assert not whole or not sum(n for _, n in peers.values())
        return
    assert found.gap == Fraction(sum(k for k, _ in own.values()), whole) - target
    assert found.gap == found.shared + found.mix + found.own
