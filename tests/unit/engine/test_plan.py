"""What crosses people: pools, prizes, the plan's budget."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.hashing import digest_unordered
from apps.engine.issues import Issue
from apps.engine.lines import total
from apps.engine.payout import (
    Budget,
    BudgetCut,
    BudgetScope,
    Guarantee,
    Line,
    Manual,
    PayeeInput,
    Pool,
    PoolBasis,
    PoolMember,
    PrizeTable,
    TieRule,
    UnitComponent,
    price_payee,
    price_plan,
)
from apps.engine.ranking import Entry, rank


def payee(key: str, contractual: int = 0, campaign: int = 0, **values: object) -> PayeeInput:
    components = (
        UnitComponent(key="contractual", units=1, amount=contractual),
        UnitComponent(key="campaign", units=1, amount=campaign, discretionary=True),
    )
    return PayeeInput(key=key, currency="HKD", components=components, **values)  # type: ignore[arg-type]


def paid(lines: list[Line], key: str) -> int:
    return total(line for line in lines if line.key == key)


def pool(basis: PoolBasis, amount: int, **weights: Fraction | int | None) -> Pool:
    members = tuple(PoolMember(key=key, weight=weight) for key, weight in weights.items())
    return Pool(key="pool", currency="HKD", amount=amount, basis=basis, members=members)


def table(tie: TieRule, *prizes: int, **values: int) -> PrizeTable:
    standings = tuple(rank(Entry(key=key, value=Fraction(value)) for key, value in values.items()))
    return PrizeTable(key="prize", currency="HKD", prizes=prizes, tie=tie, standings=standings)


@pytest.mark.parametrize(
    ("basis", "weights", "shares"),
    [
        (PoolBasis.EQUAL, {"a": None, "b": None, "c": None}, (3_334, 3_333, 3_333)),
        (
            PoolBasis.SCORE,
            {"a": Fraction(1), "b": Fraction(1, 2), "c": Fraction(1, 2)},
            (5_000, 2_500, 2_500),
        ),
        (PoolBasis.CONTRIBUTION, {"a": 30, "b": -5, "c": 10}, (7_500, 0, 2_500)),
    ],
)
def test_a_pool_is_shared_to_the_last_cent(
    basis: PoolBasis, weights: dict[str, Fraction | int | None], shares: tuple[int, ...]
) -> None:
    payees = [payee(key) for key in "abc"]
    result = price_plan(payees, pools=[pool(basis, 10_000, **weights)])
    assert tuple(paid(result.lines, key) for key in "abc") == shares
    assert result.issues == []
    line = next(line for line in result.lines if line.component == "pool")
    assert line.rate == Fraction(shares[0], 10_000).limit_denominator(10)
    assert (line.base, line.code, dict(line.values)) == (10_000, f"pool_{basis.value}", {"members": 3})


def test_a_member_who_is_not_eligible_or_has_no_score_shares_nothing() -> None:
    payees = [payee("a"), payee("b", refusals=(Issue("under_notice"),)), payee("c"), payee("d")]
    shared = pool(PoolBasis.SCORE, 900, a=Fraction(1), b=Fraction(1), c=None, d=Fraction(2))
    result = price_plan(payees, pools=[shared])
    assert [paid(result.lines, key) for key in "abcd"] == [300, 0, 0, 600]
    assert result.issues == [Issue.of("pool_member_no_data", pool="pool", payee="c")]


def test_a_pool_that_nothing_can_share_is_an_issue() -> None:
    result = price_plan([payee("a")], pools=[pool(PoolBasis.CONTRIBUTION, 900, a=0)])
    assert total(result.lines) == 0
    assert result.issues == [Issue.of("pool_without_basis", pool="pool", amount=900)]


def test_no_individual_cap_counts_a_pool() -> None:
    result = price_plan([payee("a", 1_500, cap=1_000)], pools=[pool(PoolBasis.EQUAL, 900, a=None)])
    assert total(result.lines) == 1_900


@pytest.mark.parametrize(
    ("tie", "values", "awards"),
    [
        (TieRule.FULL, {"a": 9, "b": 8, "c": 8, "d": 7}, (500, 300, 300, 0)),
        (TieRule.SHARE, {"a": 9, "b": 8, "c": 8, "d": 7}, (500, 201, 200, 0)),
        (TieRule.SHARE, {"a": 9, "b": 9, "c": 9, "d": 7}, (301, 300, 300, 0)),
        (TieRule.FULL, {"a": 9, "b": 9, "c": 9, "d": 9}, (500, 500, 500, 500)),
        (TieRule.SHARE, {"a": 9, "b": 8, "c": 7, "d": 7}, (500, 300, 51, 50)),
        (TieRule.FULL, {"a": 9, "b": 8, "c": 7, "d": 6}, (500, 300, 101, 0)),
    ],
)
def test_prizes_by_rank_follow_the_tie_rule(
    tie: TieRule, values: dict[str, int], awards: tuple[int, ...]
) -> None:
    result = price_plan([payee(key) for key in "abcd"], prizes=[table(tie, 500, 300, 101, **values)])
    assert tuple(paid(result.lines, key) for key in "abcd") == awards


def test_a_prize_line_says_the_place_and_whether_it_is_shared() -> None:
    lines = price_plan(
        [payee(key) for key in "abc"], prizes=[table(TieRule.SHARE, 9, 5, 4, a=9, b=8, c=8)]
    ).lines
    explained = [(line.code, dict(line.values)) for line in lines if line.component == "prize"]
    assert explained == [
        ("prize", {"place": 1, "people": 1}),
        ("prize_tie_share", {"place": 2, "people": 2}),
        ("prize_tie_share", {"place": 2, "people": 2}),
    ]


def test_the_prize_of_someone_not_eligible_moves_to_nobody() -> None:
    payees = [payee("a", refusals=(Issue("in_probation"),)), payee("b")]
    result = price_plan(payees, prizes=[table(TieRule.FULL, 500, 300, a=9, b=8)])
    assert [paid(result.lines, key) for key in "ab"] == [0, 300]
    assert [line.code for line in result.lines if line.key == "a"] == ["in_probation"]


@pytest.mark.parametrize(
    ("budget", "left"),
    [
        (Budget(amount=30_000), (10_000, 10_000, 10_000)),
        (Budget(amount=29_999), (10_000, 10_000, 9_999)),
        (Budget(amount=20_000), (6_667, 6_667, 6_666)),
        (Budget(amount=0), (0, 0, 0)),
    ],
)
def test_the_budget_is_kept_to_the_cent_in_proportion(budget: Budget, left: tuple[int, ...]) -> None:
    payees = [payee(key, contractual=50_000, campaign=10_000) for key in "abc"]
    result = price_plan(payees, budget=budget)
    assert tuple(paid(result.lines, key) - 50_000 for key in "abc") == left
    assert {line.code for line in result.lines if line.step == "budget"} == {
        "budget_within" if budget.amount == 30_000 else "budget_reduced"
    }


def test_guarantee_and_manual_lines_do_not_count_against_the_budget() -> None:
    payees = [
        payee("a", campaign=600, guarantee=Guarantee(amount=1_000), manual=(Manual(key="m", amount=50),)),
        payee("b", campaign=400),
    ]
    within = price_plan(payees, budget=Budget(amount=1_000))
    assert total(within.lines) == 1_000 + 400 + 50
    reduced = price_plan(payees, budget=Budget(amount=500))
    assert [paid(reduced.lines, key) for key in "ab"] == [300 + 400 + 50, 200]


def test_a_budget_for_everything_still_reduces_only_what_is_discretionary() -> None:
    payees = [payee("a", contractual=900, campaign=100), payee("b", contractual=700, campaign=300)]
    result = price_plan(payees, budget=Budget(amount=1_800, scope=BudgetScope.ALL))
    assert [paid(result.lines, key) for key in "ab"] == [950, 850]
    assert result.issues == []
    result = price_plan(payees, budget=Budget(amount=1_600, scope=BudgetScope.ALL))
    assert [paid(result.lines, key) for key in "ab"] == [900, 700]
    assert result.issues == []
    result = price_plan(payees, budget=Budget(amount=1_500, scope=BudgetScope.ALL))
    assert [paid(result.lines, key) for key in "ab"] == [900, 700]
    assert result.issues == [Issue.of("budget_exceeded", budget=1_500, excess=100)]


def test_a_discretionary_pool_is_reduced_to_the_budget_too() -> None:
    shared = replace(pool(PoolBasis.EQUAL, 600, a=None, b=None), discretionary=True)
    result = price_plan([payee("a", campaign=100), payee("b", 50)], pools=[shared], budget=Budget(amount=350))
    assert [paid(result.lines, key) for key in "ab"] == [200, 150 + 50]


def test_a_budget_for_everything_counts_pools() -> None:
    shared = pool(PoolBasis.EQUAL, 600, a=None)
    budget = Budget(amount=1_000, scope=BudgetScope.ALL)
    result = price_plan([payee("a", contractual=300, campaign=200)], pools=[shared], budget=budget)
    assert paid(result.lines, "a") == 1_000


def test_a_budget_has_nothing_to_reduce_where_nothing_is_discretionary() -> None:
    result = price_plan([payee("a", contractual=900)], budget=Budget(amount=100))
    assert [(line.amount, line.code) for line in result.lines if line.step == "budget"] == [
        (0, "budget_within")
    ]
    assert result.cuts == {"a": BudgetCut(factor=Fraction(1), cent=0, budget=100, counted=0)}


def test_a_run_calculated_again_with_its_locked_cuts_gives_the_same_lines() -> None:
    payees = [payee(key, campaign=10_000) for key in "abc"]
    first = price_plan(payees, budget=Budget(amount=20_000))
    assert price_plan(payees, cuts=first.cuts) == first
    assert price_payee(payees[0], cut=first.cuts["a"])[0] == [line for line in first.lines if line.key == "a"]
    smaller = price_payee(payee("a", campaign=4_000), cut=first.cuts["a"])[0]
    assert total(smaller) == 2_667


@pytest.mark.parametrize(
    ("cut", "amount", "left"),
    [
        (BudgetCut(factor=Fraction(1, 2), cent=1), 10, 5),
        (BudgetCut(factor=Fraction(1, 2), cent=1), 11, 6),
        (BudgetCut(factor=Fraction(1, 2), cent=0), 11, 5),
        (BudgetCut(factor=Fraction(1, 2), cent=1), 0, 0),
        (BudgetCut(factor=Fraction(0)), 1, 0),
        (BudgetCut(factor=Fraction(1, 2), cent=1), -11, -11),
    ],
)
def test_a_cut_leaves_its_part_and_takes_nothing_from_what_is_negative(
    cut: BudgetCut, amount: int, left: int
) -> None:
    assert cut.apply(amount) == left


@given(st.lists(st.integers(-1_000, 10**6), min_size=1, max_size=20), st.integers(0, 10**6))
def test_discretionary_pay_never_exceeds_its_budget(amounts: list[int], budget: int) -> None:
    payees = [payee(f"p{i:02d}", campaign=amount) for i, amount in enumerate(amounts)]
    result = price_plan(payees, budget=Budget(amount=budget))
    positive = sum(amount for amount in amounts if amount > 0)
    negative = sum(amount for amount in amounts if amount < 0)
    assert total(result.lines) == min(positive, budget) + negative


def test_currencies_do_not_meet_in_a_pool_a_prize_or_a_budget() -> None:
    payees = [payee("a", campaign=10), PayeeInput(key="b", currency="EUR")]
    result = price_plan(
        payees,
        pools=[pool(PoolBasis.EQUAL, 900, a=None, b=None)],
        prizes=[table(TieRule.FULL, 500, a=9, b=8)],
        budget=Budget(amount=5),
    )
    assert total(result.lines) == 10
    assert result.issues == [
        Issue.of("currency_mixed", of="pool", currency="HKD", other="EUR"),
        Issue.of("currency_mixed", of="prize", currency="HKD", other="EUR"),
        Issue.of("currency_mixed", of="budget", currency="EUR", other="HKD"),
    ]


def test_a_payee_comes_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        price_plan([payee("a"), payee("a")])


def test_the_order_of_payees_does_not_change_the_hash() -> None:
    payees = [payee(key, campaign=10_000) for key in "abcde"]
    one = price_plan(payees, budget=Budget(amount=33_333))
    other = price_plan(payees[::-1], budget=Budget(amount=33_333))
    assert digest_unordered(one.lines) == digest_unordered(other.lines)
