"""The replay: costs, who gains and loses, risk, fairness; fixed seed, any order of input."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from apps.incentives.fairness import AgentMonth, fairness, middle
from apps.incentives.plans import PlanRules, read_rules
from apps.incentives.simulation import MonthFacts, Simulation, simulate
from apps.incentives.snapshot import PayeeFacts

POINTS = [[80, 50], [100, 100], [110, 130]]
MONTHS = (date(2026, 9, 1), date(2026, 10, 1))


def rules(points: list[list[int]], **limits: Any) -> PlanRules:
    part = {
        "key": "scorecard",
        "kind": "target bonus",
        "target_bonus": "8000.00",
        "curve": points,
        "terms": "discretionary",
    }
    return read_rules({"currency": "HKD", "component": [part], "limits": limits})


def facts(person: int, score: int) -> PayeeFacts:
    return PayeeFacts(person_id=person, team_id=1, worked=20, planned=20, days=20, score=Fraction(score, 100))


def months() -> list[MonthFacts]:
    return [
        MonthFacts(month=month, facts=tuple(facts(n, score) for n, score in enumerate((82, 95, 108), 1)))
        for month in MONTHS
    ]


OLD, NEW = rules(POINTS), rules([[85, 50], [100, 100], [110, 130]], budget="17000.00", budget_counts="all")


def replayed() -> Simulation:
    return simulate(months(), OLD, NEW, currency="HKD")


def test_costs_by_month_with_the_budget_that_is_missed() -> None:
    found = replayed()
    assert [(one.before, one.after) for one in found.months] == [(440_000 + 700_000 + 992_000, 1_658_667)] * 2
    assert [(one.over_before, one.over_after) for one in found.months] == [(False, False)] * 2
    tight = simulate(months(), OLD, replace(NEW, budget=1_658_666), currency="HKD")
    assert [one.over_after for one in tight.months] == [True, True]
    alone = simulate(months(), OLD, replace(NEW, budget=1, budget_all=False), currency="HKD")
    assert not any(one.over_after for one in alone.months), "a budget of discretionary parts is another sum"
    assert tight.after == found.after, "costs are seen before the budget reduces them"


def test_who_gains_and_who_loses_and_where_it_comes_from() -> None:
    found = replayed()
    assert [(one.person_id, one.change) for one in found.people] == [(3, 0), (2, -33_333), (1, -440_000)]
    assert found.sources == {"scorecard": 2 * (1_658_667 - 2_132_000)}
    assert found.difference == sum(found.sources.values())


def test_the_order_of_the_input_never_matters_and_the_seed_is_fixed() -> None:
    turned = [MonthFacts(month=one.month, facts=tuple(reversed(one.facts))) for one in reversed(months())]
    again = simulate(turned, OLD, NEW, currency="HKD")
    assert again.risk_after == replayed().risk_after
    assert again.people == replayed().people


def test_risk_lies_between_what_all_lowest_and_all_highest_would_cost() -> None:
    risk = replayed().risk_after
    assert risk is not None
    assert 0 <= risk.low <= risk.middle <= risk.high <= 36 * 992_000
    assert sum(size for _low, size in risk.bins) == risk.draws == 1000
    assert simulate([], OLD, NEW, currency="HKD").risk_after is None


def test_negative_amounts_do_not_mix_up_the_two_plans() -> None:
    part = {"key": "s", "kind": "percentage", "rate": 10, "base": "net", "negative_allowed": True}
    negative = read_rules({"currency": "HKD", "component": [part]})
    found = simulate(months(), negative, OLD, currency="HKD")
    assert found.risk_before is not None
    assert found.risk_after is not None
    assert found.risk_before.middle == 0 < found.risk_after.middle


def groups(n: int, shift: int) -> tuple[list[AgentMonth], dict[str, dict[int, str]]]:
    """Two teams of n people, the second paid `shift` more a point."""
    rows = [
        AgentMonth(
            person_id=person,
            before=Fraction(8000 + person % n),
            after=Fraction(8000 + person % n + (shift if person > n else 0)),
        )
        for person in range(1, 2 * n + 1)
        for _month in range(12)
    ]
    return rows, {"team": {person: "A" if person <= n else "B" for person in range(1, 2 * n + 1)}}


def test_a_difference_is_named_only_where_the_sample_allows_it() -> None:
    rows = fairness(*groups(12, 400))
    assert [(one.name, one.people, one.n, one.named, one.named_before) for one in rows] == [
        ("A", 12, 144, True, False),
        ("B", 12, 144, True, False),
    ]
    assert rows[1].low is not None
    assert rows[1].high is not None
    assert rows[1].difference is not None
    assert 0 < rows[1].low <= rows[1].difference <= rows[1].high
    few = fairness(*groups(7, 400))
    assert [(one.difference, one.low, one.named) for one in few] == [(None, None, False)] * 2
    assert not any(one.named for one in fairness(*groups(12, 0)))


def test_one_group_alone_is_compared_with_nobody() -> None:
    rows, _teams = groups(12, 0)
    assert fairness(rows, {"site": dict.fromkeys(range(1, 25), "Kwun Tong")}) == ()


@pytest.mark.parametrize(("values", "expected"), [([1, 3], Fraction(2)), ([1, 2, 9], Fraction(2))])
def test_the_median_is_exact(values: list[int], expected: Fraction) -> None:
    assert middle([Fraction(value) for value in values]) == expected
