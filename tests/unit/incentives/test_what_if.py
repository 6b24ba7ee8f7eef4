"""The what-if by the engine that pays: the figures of the mock-up, and what is never promised."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from apps.engine.achievement import Direction, Target, achieve
from apps.engine.periods import Grain
from apps.incentives.plans import read_rules
from apps.incentives.queries.bonus import OpenMonth
from apps.incentives.snapshot import PayeeFacts, Reading
from apps.incentives.web.what_if_view import what_if_shown
from apps.incentives.what_if import likely_range, next_steps, outcome, start_of
from apps.performance.choices import Headline
from apps.performance.rows import LinePerformance, PersonPerformance, unjudged
from tests.unit.incentives.test_sentences import info

NOV = date(2026, 11, 1)
CAP = Fraction(150, 100)
PLAN = read_rules(
    {
        "currency": "HKD",
        "component": [
            {
                "key": "scorecard",
                "kind": "target bonus",
                "target_bonus": "8000.00",
                "curve": [[80, 50], [100, 100], [110, 130]],
            },
            {"key": "year_end", "kind": "amount per unit", "amount": "50.00", "kpi": "contracts"},
        ],
        "gate": [{"on": "scorecard", "kpi": "quality_score", "below": "85", "factor": 50, "min_sample": 5}],
        "limits": {"individual_cap": "12000.00"},
    }
)


def line(
    code: str,
    weight: int,
    target: int | str,
    projected: int | str,
    so_far: int | None = None,
    **more: Any,
) -> LinePerformance:
    direction = more.pop("direction", Direction.HIGHER)
    wanted = Target(direction=direction, value=Fraction(target))
    reached, issue = achieve(Fraction(projected), wanted)
    assert issue is None
    assert reached is not None
    share = Fraction(weight, 100)
    values: dict[str, Any] = {
        "line_id": 1,
        "kpi": info(code, code, "money" if code == "sales" else "count", volume=so_far is not None),
        "weight": Decimal(weight),
        "grain": Grain.MONTH,
        "target": wanted,
        "threshold": None,
        "stretch": None,
        "cap": CAP,
        "objective_id": None,
        "objective_name": "",
        "actual": Fraction(projected if so_far is None else so_far),
        "numerator": None,
        "denominator": None,
        "n": 10,
        "so_far": None,
        "expected": None,
        "projected": Fraction(projected),
        "achievement": None,
        "projected_achievement": reached,
        "headline": reached,
        "counted": min(reached, CAP),
        "effective_weight": share,
        "points": share * min(reached, CAP),
        "state": "on_track",
        "reason": "",
    }
    return LinePerformance(**{**values, **more})


LINES = (
    line("sales", 40, 180_000, 195_300, 139_500),
    line("calls", 10, 2520, 2268, 1620),
    line("conversion", 20, "1/20", "21/400"),
    line("quality_score", 10, 90, "87.3"),
    line("satisfaction", 10, "4.5", "4.59"),
    line("complaints", 10, "1/200", "3/800", direction=Direction.LOWER),
)
AMY = PersonPerformance(
    **{
        **unjudged(NOV, final=False),
        "lines": LINES,
        "score": sum((one.points for one in LINES), Fraction(0)),
        "headline": Headline.PROJECTED,
        "scorecard_id": 1,
        "elapsed_days": 15,
        "all_days": 21,
        "planned": 21_000,
        "worked": 21_000,
    },
    person_id=1,
    name="Amy Lau",
    team_id=1,
    team_name="Outbound A",
    days_worked=15,
)
OPEN = OpenMonth(
    version=SimpleNamespace(plan=SimpleNamespace(currency="HKD", name="Sales 2026"), version=3),  # type: ignore[arg-type]
    rules=PLAN,
    facts=PayeeFacts(
        person_id=1,
        team_id=1,
        worked=21_000,
        planned=21_000,
        days=15,
        score=AMY.score,
        readings=(
            Reading(kpi="contracts", value=Fraction(14), n=14),
            Reading(kpi="quality_score", value=Fraction("87.3"), n=10),
        ),
    ),
    infos={},
)


def test_the_month_at_todays_pace() -> None:
    now = outcome(AMY, OPEN, start_of(AMY), NOV)
    assert now.score == Fraction("1.058")
    assert now.total == 939_200 + 70_000


def test_the_two_steps_that_move_the_amount_most() -> None:
    sales, calls = next_steps(AMY, OPEN, NOV, days_left=6)
    assert (sales.kpi, sales.more, sales.a_day, sales.gain) == ("sales", 18_900, 3150, 100_800)
    assert sales.score == Fraction("1.1")
    assert (calls.kpi, calls.more, calls.a_day, calls.gain) == ("calls", 252, 42, 24_000)
    assert next_steps(AMY, OPEN, NOV, days_left=0) == []


def test_a_condition_that_fails_halves_the_bonus() -> None:
    then = outcome(AMY, OPEN, {**start_of(AMY), "quality_score": Fraction(84)}, NOV)
    gate = next(one for one in then.priced.lines if one.step == "component_gate")
    assert gate.code == "gate_failed"
    assert gate.amount < 0
    assert then.total < outcome(AMY, OPEN, start_of(AMY), NOV).total


def test_the_likely_range_holds_the_projection_and_needs_enough_days() -> None:
    days = [Fraction(n) for n in (8_000, 9_000, 10_000, 9_500, 9_500, 8_500)]
    found = likely_range(AMY, OPEN, NOV, {"sales": days}, days_left=6)
    assert found is not None
    assert found[0] < 1_009_200 < found[1]
    assert likely_range(AMY, OPEN, NOV, {"sales": days[:4]}, days_left=6) is None


def test_what_is_asked_and_makes_no_sense_is_left_as_it_stands(monkeypatch: Any) -> None:
    monkeypatch.setattr("apps.incentives.web.what_if_view._daily", lambda *_args: {})
    for text in ("", "much", "-1", "nan", "1e30", "9" * 30):
        shown = what_if_shown(AMY, OPEN, {"sales": text}, month=NOV)
        assert not shown.moved
        assert shown.total == 1_009_200
    moved = what_if_shown(AMY, OPEN, {"sales": "214200"}, month=NOV)
    assert moved.change == 100_800
    assert [one.code for one in moved.sliders] == [one.kpi.code for one in LINES]
