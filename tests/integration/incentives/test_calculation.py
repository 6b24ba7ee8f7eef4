"""A run's amounts, to the cent, with the line of every step."""

from datetime import date
from typing import Any

import pytest

from apps.engine.lines import Step
from apps.incentives.models import PayoutRun
from apps.people.models import Person
from tests import bonus, floor
from tests.bonus import CURVE, FULL, OCT, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return bonus.scene()


def lines(run: PayoutRun, person: Person) -> list[tuple[str, str, int, str]]:
    rows = run.lines.filter(person=person).order_by("position")
    return [(row.step, row.component, row.amount, row.code) for row in rows]


@pytest.mark.parametrize(
    ("calls", "cents", "code"),
    [
        (79, 0, "curve_below_threshold"),
        (80, 400_000, "curve"),
        (90, 600_000, "curve"),
        (100, 800_000, "curve"),
        (105, 920_000, "curve"),
        (110, 1_040_000, "curve_at_cap"),
        (140, 1_040_000, "curve_at_cap"),
    ],
)
def test_the_score_pays_along_the_curve(scene: Scene, calls: int, cents: int, code: str) -> None:
    amy = scene.agent("Amy Lau", calls)
    run = scene.calculated(scene.plan())
    assert lines(run, amy) == [(Step.COMPONENT, "scorecard", cents, code)]
    assert run.total_minor == run.inputs.get().total_minor == cents


def test_every_step_is_a_line_and_they_add_up(scene: Scene) -> None:
    """Score 105: 9,200.00; 3 deals: 150.00; complaints of 3 % are above 2 %: half of the scorecard bonus."""
    amy = scene.agent("Amy Lau", 105)
    floor.cell("deals_closed", amy, 3, starts=OCT)
    floor.cell("complaint_rate", amy, 3, 100, starts=OCT)
    run = scene.calculated(scene.plan(FULL))
    assert lines(run, amy) == [
        (Step.COMPONENT, "scorecard", 920_000, "curve"),
        (Step.COMPONENT, "deals", 15_000, "units"),
        (Step.COMPONENT_GATE, "complaints", -460_000, "gate_failed"),
        (Step.CAP, "", 0, "cap_not_reached"),
        (Step.BUDGET, "", 0, "budget_within"),
    ]
    assert run.total_minor == 475_000


@pytest.mark.parametrize(("complaints", "factor_taken"), [(2, 0), (3, 400_000)])
def test_a_condition_at_its_bound_passes(scene: Scene, complaints: int, factor_taken: int) -> None:
    amy = scene.agent("Amy Lau", 100)
    floor.cell("complaint_rate", amy, complaints, 100, starts=OCT)
    run = scene.calculated(scene.plan(FULL))
    assert run.total_minor == 800_000 - factor_taken


def test_a_condition_on_too_few_records_does_not_fire_but_is_looked_at(scene: Scene) -> None:
    amy = scene.agent("Amy Lau", 100)
    floor.cell("complaint_rate", amy, 10, 49, starts=OCT)
    run = scene.calculated(scene.plan(FULL))
    assert run.total_minor == 800_000
    assert [(row.person, row.code) for row in run.exceptions.all()] == [(amy, "gate_small_sample")]


def test_the_cap_takes_what_is_above_it(scene: Scene) -> None:
    amy = scene.agent("Amy Lau", 110)
    floor.cell("deals_closed", amy, 40, starts=OCT)
    floor.cell("complaint_rate", amy, 0, 100, starts=OCT)
    run = scene.calculated(scene.plan(FULL))
    assert (Step.CAP, "", -40_000, "cap_reached") in lines(run, amy)
    assert run.total_minor == 1_200_000


def test_the_budget_hands_out_every_cent(scene: Scene) -> None:
    """Three people with one deal of 50.00 each and a budget of 100.00: 33.34, 33.33, 33.33 are left."""
    people = [scene.agent(name, 79) for name in ("Amy Lau", "Ben Ho", "Cho Li")]
    for one in people:
        floor.cell("deals_closed", one, 1, starts=OCT)
    units: list[dict[str, Any]] = [
        {"key": "deals", "kpi": "deals_closed", "minor": 5_000, "discretionary": True}
    ]
    run = scene.calculated(scene.plan({"units": units, "budget_minor": 10_000}))
    assert list(run.inputs.order_by("person_id").values_list("total_minor", flat=True)) == [
        3_334,
        3_333,
        3_333,
    ]
    assert run.total_minor == 10_000


def test_target_money_scales_with_working_time(scene: Scene) -> None:
    """October 2026 has 22 working days; from the 19th on are 10: 8,000.00 × 10 / 22 = 3,636.36."""
    joiner = scene.agent("Joy Ng", None, starts=date(2026, 10, 19))
    floor.cell("outbound_calls", joiner, 100, starts=OCT)
    run = scene.calculated(scene.plan({"target_bonus_minor": 800_000, "curve": {"points": [["0", "1"]]}}))
    line = run.lines.get()
    assert (line.values["worked"], line.values["planned"]) == (10_000, 22_000)
    assert line.amount == 363_636


@pytest.mark.parametrize(("first", "refused"), [(date(2026, 10, 19), False), (date(2026, 10, 20), True)])
def test_whoever_worked_too_few_days_gets_a_line_of_nothing_with_the_reason(
    scene: Scene, first: Any, refused: bool
) -> None:
    joiner = scene.agent("Joy Ng", 100, starts=first)
    floor.cell("complaint_rate", joiner, 0, 100, starts=OCT)
    run = scene.calculated(scene.plan(FULL))
    codes = [code for _step, _component, _amount, code in lines(run, joiner)]
    assert ("too_few_days" in codes) is refused
    assert (run.total_minor == 0) is refused


def test_whoever_left_before_the_last_day_is_not_paid_where_the_plan_says_so(scene: Scene) -> None:
    leaver = scene.agent("Lee Ma", 100, ends=date(2026, 10, 31))
    run = scene.calculated(scene.plan(FULL))
    assert lines(run, leaver) == [(Step.ELIGIBILITY, "", 0, "not_employed_on_pay_date")]


def test_a_count_without_records_is_zero_where_its_source_delivers(scene: Scene) -> None:
    amy = scene.agent("Amy Lau", 100)
    floor.cell("complaint_rate", amy, 0, 100, starts=OCT)
    run = scene.calculated(scene.plan(FULL))
    assert (Step.COMPONENT, "deals", 0, "units") in lines(run, amy)


def test_without_score_there_is_an_exception_and_no_line() -> None:
    scene = bonus.scene(scorecard=False)
    amy = scene.agent("Amy Lau", None)
    run = scene.calculated(scene.plan())
    assert lines(run, amy) == []
    row = run.exceptions.get()
    assert (row.person, row.code, row.values["reason"]) == (amy, "no_score", "no_scorecard")


def test_amounts_far_from_the_median_and_from_last_month_are_looked_at(scene: Scene) -> None:
    people = {name: scene.agent(name, calls) for name, calls in (("A A", 80), ("B B", 80), ("C C", 100))}
    scene.agent("D D", 79)
    plan = scene.plan(CURVE)
    earlier = last_month(
        plan, scene, {people["A A"]: 266_666, people["B B"]: 266_667, people["C C"]: 800_000}
    )
    run = scene.calculated(plan)
    found = [(row.person, row.code) for row in run.exceptions.order_by("code", "person_id")]
    assert found == [(people["C C"], "above_median"), (people["A A"], "changed_much")]
    assert earlier.month < run.month


def last_month(plan: Any, scene: Scene, paid: dict[Person, int]) -> PayoutRun:
    """September's locked run, written straight into the tables."""
    version = plan.versions.get()
    run = PayoutRun.objects.create(plan_version=version, month=bonus.SEP, created_at=bonus.AT)
    for person, amount in paid.items():
        run.inputs.create(person=person, team_id=scene.team.pk, data={}, total_minor=amount)
    PayoutRun.objects.filter(pk=run.pk).update(
        state="locked",
        calculated_by=scene.hr,
        calculated_at=bonus.AT,
        approved_by=scene.director,
        approved_at=bonus.AT,
        locked_by=scene.hr,
        locked_at=bonus.AT,
        output_hash="x",
        approved_hash="x",
    )
    return run
