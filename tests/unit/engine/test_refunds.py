"""Refunds count once, corrections come back once (rules 3.7 and 3.9)."""

from datetime import date
from fractions import Fraction

import pytest

from apps.engine.clawback import Clawback, reduce_orders
from apps.engine.corrections import Correction, correct
from apps.engine.issues import Issue
from apps.engine.lines import earned, total
from apps.engine.payout import BudgetCut, PayeeInput, RateComponent, TierComponent, price_payee
from apps.engine.tiers import Tier, TierMode

AUGUST = date(2026, 8, 1)
TIERS = tuple(
    Tier(floor=floor, rate=Fraction(rate, 100))
    for floor, rate in [(0, 1), (100_000, 2), (300_000, 3), (800_000, 5)]
)
ORDERS = {"1": 20_000, "2": 30_000, "3": 150_000, "4": 120_000, "5": 200_000, "6": 450_000}


def payee(*components: RateComponent | TierComponent, **values: object) -> PayeeInput:
    return PayeeInput(key="E1", currency="HKD", components=components, **values)  # type: ignore[arg-type]


def commission(orders: dict[str, int], *, discretionary: bool = False) -> TierComponent:
    return TierComponent(
        key="c",
        deals=tuple(orders.values()),
        tiers=TIERS,
        mode=TierMode.MARGINAL,
        discretionary=discretionary,
    )


def test_a_clawback_is_paid_less_recalculated_without_the_order() -> None:
    paid = earned(price_payee(payee(commission(ORDERS)))[0])
    left, issues = reduce_orders(ORDERS, [("6", 450_000)])
    recalculated = earned(price_payee(payee(commission(left)))[0])
    clawback = Clawback(key="6", for_period=AUGUST, paid=paid, recalculated=recalculated)
    assert (paid, recalculated, clawback.amount, issues) == (28_500, 11_600, 16_900, [])
    lines, _ = price_payee(payee(clawbacks=(clawback,)))
    assert [(line.amount, line.code, line.for_period) for line in lines] == [(-16_900, "clawback", AUGUST)]


def test_a_clawback_goes_through_the_locked_budget_cut() -> None:
    cut = BudgetCut(factor=Fraction(1, 2))
    paid = earned(price_payee(payee(commission(ORDERS, discretionary=True)), cut=cut)[0])
    left, _ = reduce_orders(ORDERS, [("6", 450_000)])
    recalculated = earned(price_payee(payee(commission(left, discretionary=True)), cut=cut)[0])
    assert Clawback(key="6", for_period=AUGUST, paid=paid, recalculated=recalculated).amount == 8_450


def test_net_and_gross_end_at_the_same_amount() -> None:
    rate = Fraction(20, 100)
    net = total(price_payee(payee(RateComponent(key="c", base=500 - 300, rate=rate)))[0])
    gross = earned(price_payee(payee(RateComponent(key="c", base=500, rate=rate)))[0])
    reduced = earned(price_payee(payee(RateComponent(key="c", base=200, rate=rate)))[0])
    back = Clawback(key="1", for_period=AUGUST, paid=gross, recalculated=reduced)
    assert net == gross - back.amount == 40


@pytest.mark.parametrize(
    ("recalculated", "taken", "amount", "code"),
    [
        (11_600, 16_900, 0, "clawback"),
        (5_000, 16_900, -6_600, "clawback"),
        (28_500, 16_900, 16_900, "clawback_returned"),
    ],
)
def test_a_second_refund_takes_the_rest_and_a_withdrawn_one_gives_back(
    recalculated: int, taken: int, amount: int, code: str
) -> None:
    clawback = Clawback(key="6", for_period=AUGUST, paid=28_500, recalculated=recalculated, taken=taken)
    lines, _ = price_payee(payee(clawbacks=(clawback,)))
    assert [(line.amount, line.code) for line in lines] == [(amount, code)]


@pytest.mark.parametrize(
    ("refunds", "left", "issues"),
    [
        ([("a", 200)], {"a": 300, "b": 100}, []),
        ([("a", 200), ("a", 300)], {"b": 100}, []),
        ([("x", 1)], {"a": 500, "b": 100}, [Issue.of("refund_without_order", order="x", amount=1)]),
        ([("a", 501)], {"b": 100}, [Issue.of("refund_exceeds_order", order="a", excess=1)]),
        ([("a", 499)], {"a": 1, "b": 100}, []),
        ([], {"a": 500, "b": 100}, []),
    ],
)
def test_orders_are_reduced_by_their_refunds(
    refunds: list[tuple[str, int]], left: dict[str, int], issues: list[Issue]
) -> None:
    assert reduce_orders({"a": 500, "b": 100}, refunds) == (left, issues)


def correction(recalculated: int, paid: int, **values: object) -> Correction:
    return Correction(key="c", for_period=AUGUST, recalculated=recalculated, paid=paid, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (correction(764_000, 782_000), (-18_000, "correction")),
        (correction(862_400, 831_200), (31_200, "correction")),
        (correction(500, 500), (0, "correction_settled")),
        (correction(500, 600, waived=-100), (0, "correction_settled")),
        (correction(450, 600, waived=-100), (-50, "correction")),
        (correction(600, 600, waived=-100), (100, "correction")),
        (correction(500, 600, shared=True, own=False), (0, "correction_protected")),
        (correction(500, 600, shared=True, own=True), (-100, "correction")),
        (correction(700, 600, shared=True, own=False), (100, "correction")),
    ],
)
def test_payable_is_recalculated_less_all_that_was_paid_or_waived(
    given: Correction, expected: tuple[int, str]
) -> None:
    assert correct(given) == expected
    lines, _ = price_payee(payee(corrections=(given,)))
    assert [(line.amount, line.code) for line in lines] == [expected]
    assert lines[0].for_period == AUGUST


def test_a_plan_may_ask_colleagues_for_the_difference() -> None:
    given = correction(500, 600, shared=True, own=False)
    assert correct(given, take_from_colleagues=True) == (-100, "correction")
    lines, _ = price_payee(payee(corrections=(given,), take_from_colleagues=True))
    assert total(lines) == -100
