"""Coaching, honours and eligibility: figures that call for a person."""

from datetime import date
from fractions import Fraction

import pytest

from apps.engine.bounds import Side
from apps.engine.coaching import CoachingRule, Reading, Sureness, reason_for_coaching
from apps.engine.eligibility import EligibilityRules, Employment, refusals
from apps.engine.honours import Candidate, HonourRule, honour
from apps.engine.issues import Issue

MONTHS = [date(2026, month, 1) for month in (8, 9, 10)]


def readings(*values: int | None, n: int = 10) -> list[Reading]:
    return [
        Reading(start=start, value=None if value is None else Fraction(value, 100), n=n)
        for start, value in zip(MONTHS[-len(values) :], values, strict=True)
    ]


ONCE = CoachingRule(bound=Fraction(80, 100))
TWICE = CoachingRule(bound=Fraction(80, 100), periods=2, min_sample=5)


@pytest.mark.parametrize(
    ("rule", "given", "fires"),
    [
        (ONCE, readings(79), True),
        (ONCE, readings(80), False),
        (ONCE, readings(81), False),
        (ONCE, readings(79, 80), False),
        (ONCE, readings(None), False),
        (ONCE, readings(0), True),
        (ONCE, [], False),
        (TWICE, readings(79), False),
        (TWICE, readings(79, 79), True),
        (TWICE, readings(80, 79), False),
        (TWICE, readings(79, None), False),
        (TWICE, readings(None, 79), False),
        (TWICE, readings(79, None, 79), False),
        (TWICE, readings(90, 79, 79), True),
        (TWICE, readings(79, 79, n=5), True),
        (TWICE, readings(79, 79, n=4), False),
        (CoachingRule(bound=Fraction(2, 100), side=Side.ABOVE), readings(3), True),
        (CoachingRule(bound=Fraction(2, 100), side=Side.ABOVE), readings(2), False),
    ],
)
def test_a_rule_fires_on_the_bad_side_of_its_bound_in_a_row_on_enough_records(
    rule: CoachingRule, given: list[Reading], *, fires: bool
) -> None:
    assert (reason_for_coaching(rule, given) is not None) is fires


def test_the_reason_is_given_in_figures() -> None:
    assert reason_for_coaching(ONCE, readings(79)) == Issue.of(
        "below_once", value=Fraction(79, 100), bound=Fraction(80, 100), n=10, start=date(2026, 10, 1)
    )
    assert reason_for_coaching(TWICE, readings(70, 60)) == Issue.of(
        "below_in_a_row",
        value=Fraction(60, 100),
        bound=Fraction(80, 100),
        n=10,
        start=date(2026, 10, 1),
        first=date(2026, 9, 1),
        periods=2,
    )
    above = CoachingRule(bound=Fraction(2, 100), side=Side.ABOVE)
    reason = reason_for_coaching(above, readings(3))
    assert reason is not None
    assert reason.code == "above_once"
    assert reason.as_mapping()["value"] == Fraction(3, 100)


def test_a_rule_looks_at_one_period_at_least() -> None:
    with pytest.raises(ValueError, match="one period at least"):
        reason_for_coaching(CoachingRule(bound=Fraction(1), periods=0), readings(1))


def field(**values: int | None) -> list[Candidate]:
    return [Candidate(key=k, value=None if v is None else Fraction(v), n=10) for k, v in values.items()]


@pytest.mark.parametrize(
    ("candidates", "rule", "honoured", "issues"),
    [
        (field(a=5, b=9, c=7), HonourRule(), ["b"], []),
        (field(a=9, b=9, c=7), HonourRule(), ["a", "b"], []),
        (field(a=9, b=9, c=7), HonourRule(places=2), ["a", "b"], []),
        (field(a=9, b=8, c=7, d=7), HonourRule(places=3), ["a", "b", "c", "d"], []),
        (field(a=5, b=9), HonourRule(lowest_first=True), ["a"], []),
        (field(a=5, b=9), HonourRule(bound=Fraction(9)), ["b"], []),
        (field(a=5, b=9), HonourRule(bound=Fraction(10)), [], [Issue("honour_nobody")]),
        (field(a=5, b=9), HonourRule(bound=Fraction(5), lowest_first=True), ["a"], []),
        (field(a=5, b=9), HonourRule(bound=Fraction(4), lowest_first=True), [], [Issue("honour_nobody")]),
        (field(a=5, b=None), HonourRule(), [], [Issue.of("honour_field_small", people=1, field=2)]),
        (field(a=5), HonourRule(field=1), ["a"], []),
        (field(a=5, b=6), HonourRule(min_sample=10), ["b"], []),
        (field(a=5, b=6), HonourRule(min_sample=11), [], [Issue.of("honour_field_small", people=0, field=2)]),
    ],
)
def test_the_best_by_a_rule(
    candidates: list[Candidate], rule: HonourRule, honoured: list[str], issues: list[Issue]
) -> None:
    standings, found = honour(candidates, rule)
    assert [standing.key for standing in standings] == honoured
    assert found == issues


def test_the_best_on_a_tiny_sample_is_passed_over() -> None:
    candidates = [Candidate(key="a", value=Fraction(1), n=2), *field(b=0, c=0)]
    standings, _ = honour(candidates, HonourRule(min_sample=5))
    assert [(standing.key, standing.shared) for standing in standings] == [("b", True), ("c", True)]


ALL = EligibilityRules(after_probation=True, not_under_notice=True, employed_on_pay_date=True, minimum_days=5)
END, PAY = date(2026, 11, 1), date(2026, 11, 30)
USUAL = {"starts": date(2025, 1, 1), "days_worked": 20}


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({}, []),
        ({"probation_ends": date(2026, 10, 31)}, []),
        ({"probation_ends": END}, ["in_probation"]),
        ({"notice_given": date(2026, 10, 31)}, ["under_notice"]),
        ({"notice_given": END}, []),
        ({"ends": PAY}, ["not_employed_on_pay_date"]),
        ({"ends": date(2026, 12, 1)}, []),
        ({"days_worked": 5}, []),
        ({"days_worked": 4}, ["too_few_days"]),
        ({"days_worked": 0, "protected_leave_days": 20}, []),
        ({"ends": date(2026, 10, 2), "days_worked": 1}, ["not_employed_on_pay_date", "too_few_days"]),
    ],
)
def test_each_refusal_has_its_reason(values: dict[str, object], codes: list[str]) -> None:
    employment = Employment(**{**USUAL, **values})  # type: ignore[arg-type]
    found = refusals(ALL, employment, period_end=END, pay_date=PAY)
    assert [issue.code for issue in found] == codes
    assert refusals(EligibilityRules(), employment, period_end=END, pay_date=PAY) == ()


SOME = CoachingRule(bound=Fraction(80, 100), periods=2, window=3)


@pytest.mark.parametrize(
    ("given", "fires"),
    [
        (readings(79, 90, 79), True),
        (readings(90, 79, 79), True),
        (readings(79, 79, 90), False),  # the closed month is good
        (readings(90, 90, 79), False),
        (readings(79, None, 79), True),
    ],
)
def test_beyond_the_bound_in_two_of_the_last_three(given: list[Reading], *, fires: bool) -> None:
    assert (reason_for_coaching(SOME, given) is not None) is fires


@pytest.mark.parametrize(
    ("successes", "n", "side", "fires"),
    [
        (2, 60, Side.BELOW, False),
        (20, 600, Side.BELOW, True),
        (45, 600, Side.ABOVE, True),
        (33, 600, Side.ABOVE, False),
    ],
)
def test_beyond_the_bound_with_certainty(successes: int, n: int, side: Side, *, fires: bool) -> None:
    rule = CoachingRule(bound=Fraction(5, 100), side=side, test=Sureness.CERTAIN)
    reading = Reading(start=MONTHS[-1], value=Fraction(successes, n), n=n, successes=successes)
    reason = reason_for_coaching(rule, [reading])
    assert (reason is not None) is fires
    if reason is not None:
        assert reason.code == f"{side.value}_certain"
        assert reason.as_mapping()["low"] < reason.as_mapping()["high"]  # type: ignore[operator]
    assert reason_for_coaching(rule, readings(0)) is None  # no share: nothing is certain


@pytest.mark.parametrize(("values", "fires"), [((100, 90, 110, 84), True), ((100, 90, 110, 85), False)])
def test_a_fall_against_ones_own_past(values: tuple[int, ...], *, fires: bool) -> None:
    starts = [date(2026, month, 1) for month in (7, 8, 9, 10)]
    given = [Reading(start=s, value=Fraction(v), n=50) for s, v in zip(starts, values, strict=True)]
    rule = CoachingRule(bound=Fraction(85, 100), window=6, test=Sureness.FALL)
    reason = reason_for_coaching(rule, given)
    assert (reason is not None) is fires
    assert reason_for_coaching(rule, given[1:]) is None  # two months are no past
    rising = CoachingRule(bound=Fraction(115, 100), side=Side.ABOVE, window=6, test=Sureness.FALL)
    assert reason_for_coaching(rising, given) is None
