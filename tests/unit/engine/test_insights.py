"""What stands out: each verdict on figures in which it must fire and on figures in which it must not."""

from fractions import Fraction

import pytest

from apps.engine.insights import carried, discounting, fall, silent

FIVE = Fraction(5, 100)
TENTH = Fraction(1, 10)


class TestFall:
    def test_none_of_268_where_16_were_usual(self) -> None:
        """The mock-up: 5.9 % over 90 days, 14 watched."""
        found = fall((59, 1000), (0, 268), watched=14, risk=FIVE, least=5)
        assert found is not None
        assert found.fires
        assert round(found.expected) == 16
        assert found.limit == 5
        assert found.chance < Fraction(1, 10_000)

    @pytest.mark.parametrize("count", [6, 10, 16, 40])
    def test_what_is_within_the_limit_is_chance(self, count: int) -> None:
        found = fall((59, 1000), (count, 268), watched=14, risk=FIVE, least=5)
        assert found is not None
        assert not found.fires

    def test_the_more_are_watched_the_rarer_it_must_be(self) -> None:
        few = fall((59, 1000), (7, 268), watched=1, risk=FIVE, least=5)
        many = fall((59, 1000), (7, 268), watched=200, risk=FIVE, least=5)
        assert few is not None
        assert many is not None
        assert few.fires
        assert not many.fires
        assert many.limit < few.limit

    def test_the_probability_is_exact(self) -> None:
        """Two of four before, none of four now: C(6,4)/C(8,4) = 15/70 that none of the two is among them."""
        found = fall((2, 4), (0, 4), watched=1, risk=Fraction(1, 2), least=1)
        assert found is not None
        assert found.chance == Fraction(15, 70)
        assert found.fires

    def test_little_to_expect_proves_nothing(self) -> None:
        found = fall((10, 1000), (0, 300), watched=1, risk=Fraction(1, 2), least=5)
        assert found is not None
        assert found.expected == 3
        assert not found.fires

    @pytest.mark.parametrize(("before", "now"), [((0, 0), (0, 10)), ((5, 10), (0, 0))])
    def test_a_side_without_records_is_no_verdict(
        self, before: tuple[int, int], now: tuple[int, int]
    ) -> None:
        assert fall(before, now, watched=1, risk=FIVE, least=1) is None


class TestDiscounting:
    PEERS = {"A": (100_000, 100), "B": (900_000, 300)}  # 1,000 and 3,000 an order

    def test_the_same_products_for_less(self) -> None:
        found = discounting({"A": (16_000, 20), "B": (24_000, 10)}, self.PEERS, bound=TENTH, min_sample=30)
        assert found is not None
        assert found.fires
        assert found.orders == 30
        assert (found.own, found.like) == (Fraction(40_000, 30), Fraction(50_000, 30))
        assert found.short == Fraction(1, 5)

    def test_cheaper_products_are_no_discount(self) -> None:
        found = discounting({"A": (40_000, 40), "C": (1, 9)}, self.PEERS, bound=TENTH, min_sample=30)
        assert found is not None
        assert found.short == 0
        assert not found.fires

    def test_few_orders_prove_nothing(self) -> None:
        found = discounting({"A": (5_000, 10)}, self.PEERS, bound=TENTH, min_sample=30)
        assert found is not None
        assert found.short == Fraction(1, 2)
        assert not found.fires

    def test_nothing_to_compare(self) -> None:
        assert discounting({}, self.PEERS, bound=TENTH, min_sample=1) is None
        assert discounting({"A": (1, 1)}, {"A": (0, 5)}, bound=TENTH, min_sample=1) is None


class TestCarried:
    def test_one_who_brings_two_fifths(self) -> None:
        found = carried({"1": 40, "2": 15, "3": 15, "4": 15, "5": 15}, bound=Fraction(2, 5), least=5)
        assert found is not None
        assert (found.fires, found.key, found.share, found.others) == (True, "1", Fraction(2, 5), 15)

    def test_just_below_or_among_few_it_is_not(self) -> None:
        below = carried({"1": 39, "2": 15, "3": 16, "4": 15, "5": 15}, bound=Fraction(2, 5), least=5)
        few = carried({"1": 90, "2": 10}, bound=Fraction(2, 5), least=5)
        assert below is not None
        assert few is not None
        assert not below.fires
        assert not few.fires

    def test_nothing_brought_is_no_verdict(self) -> None:
        assert carried({"1": 0, "2": -5}, bound=Fraction(2, 5), least=1) is None


def test_silence_is_of_those_who_were_heard() -> None:
    assert silent(3, bound=3, spoke_before=True)
    assert not silent(2, bound=3, spoke_before=True)
    assert not silent(9, bound=3, spoke_before=False)
