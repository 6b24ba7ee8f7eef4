"""Corrections, holds, carried totals, off-cycle runs: what a run settles beside its month. HK$50 a deal."""

from datetime import date
from fractions import Fraction

import pytest

from apps.incentives import operations, refusals
from apps.incentives.choices import Decision
from apps.incentives.models import Correction, Hold, OpeningBalance, PayoutRun, Plan
from apps.incentives.queries.recalculating import material, run_changes
from apps.incentives.queries.run_checks import recalculate
from apps.metrics.models import Cell
from apps.people.models import Person
from tests import bonus, floor, records
from tests.bonus import AT, NOV, OCT, SEP, Scene

pytestmark = pytest.mark.django_db
DEALS = {"units": [{"key": "deals", "kpi": "deals_closed", "minor": 5_000}]}


@pytest.fixture
def scene() -> Scene:
    made = bonus.scene(complete_to=date(2026, 11, 30), scorecard=False)
    for month in (SEP, NOV):
        bonus.close(month)
    for name in ("Amy Lau", "Ben Ho"):
        made.agent(name, None)
    return made


@pytest.fixture
def plan(scene: Scene) -> Plan:
    return scene.plan(DEALS)


def deals(person: Person, month: date, count: int) -> None:
    """So many deals by today's data."""
    Cell.objects.filter(subject_id=person.pk, starts=month, subject="agent").delete()
    floor.cell("deals_closed", person, count, starts=month)


def calculated(scene: Scene, plan: Plan, month: date) -> PayoutRun:
    return operations.calculate_run(run=scene.draft(plan, month), by=scene.hr, at=AT)


def lock(scene: Scene, run: PayoutRun) -> PayoutRun:
    """Every exception that is open is decided, the run is locked."""
    bonus.decide_all(run, by=scene.hr)
    run = operations.submit_run(run=bonus.seen(run), by=scene.hr, at=AT)
    run = operations.approve_run(run=run, by=scene.director, at=AT)
    return operations.lock_run(run=run, by=scene.hr, at=AT)


def totals(run: PayoutRun) -> list[int]:
    return list(run.inputs.order_by("person_id").values_list("total_minor", flat=True))


def test_a_locked_month_is_corrected_once_with_its_cause_and_a_waived_one_does_not_return(
    scene: Scene, plan: Plan
) -> None:
    amy, ben = scene.people.values()
    deals(amy, SEP, 3)
    deals(ben, SEP, 2)
    september = lock(scene, calculated(scene, plan, SEP))
    deals(amy, SEP, 2)
    deals(ben, SEP, 4)
    deals(amy, OCT, 5)
    deals(ben, OCT, 1)
    october = calculated(scene, plan, OCT)
    for _again in range(2):
        assert totals(october) == [25_000 - 5_000, 5_000 + 10_000]
        october = operations.calculate_run(run=october, by=scene.hr, at=AT)
    assert totals(september) == [15_000, 10_000]
    first, second = october.corrections.order_by("person_id")
    assert (first.amount, first.recalculated, first.paid, first.for_month) == (-5_000, 10_000, 15_000, SEP)
    assert first.causes == [{"code": "figure", "kpi": "deals_closed", "values": {"from": "3/1", "to": "2/1"}}]
    with pytest.raises(refusals.ReasonNeeded):
        operations.waive_correction(correction=second, reason=" ", by=scene.hr, at=AT)
    operations.waive_correction(correction=second, reason="Agreed with Ben", by=scene.hr, at=AT)
    with pytest.raises(refusals.CorrectionWaived):
        operations.waive_correction(
            correction=Correction.objects.get(pk=second.pk), reason="Again", by=scene.hr, at=AT
        )
    october = operations.calculate_run(run=bonus.seen(october), by=scene.hr, at=AT)
    assert totals(october) == [20_000, 5_000]
    assert recalculate(october).output_hash == october.output_hash
    lock(scene, october)
    deals(amy, NOV, 1)
    deals(ben, NOV, 1)
    november = calculated(scene, plan, NOV)
    assert totals(november) == [5_000, 5_000]
    assert not november.corrections.exists()
    deals(ben, SEP, 5)
    november = operations.calculate_run(run=november, by=scene.hr, at=AT)
    assert totals(november) == [5_000, 10_000]


def test_a_backdated_move_takes_from_one_plan_and_pays_by_the_other(scene: Scene, plan: Plan) -> None:
    amy, _ben = scene.people.values()
    other = floor.team("Renewals")
    richer = {"units": [{"key": "deals", "kpi": "deals_closed", "minor": 8_000}]}
    version = operations.create_plan(
        code="renew", name="Renew", currency="HKD", teams=[other], starts=SEP, spec=richer,
        by=scene.editor, at=AT,
    )  # fmt: skip
    operations.publish_version(version=version, by=scene.director, at=AT)
    floor.agent("Cho Li", other)
    deals(amy, SEP, 3)
    for one in (plan, version.plan):
        lock(scene, calculated(scene, one, SEP))
    floor.place(amy, (other, floor.START, None))
    taken = calculated(scene, plan, OCT)
    paid = calculated(scene, version.plan, OCT)
    assert taken.inputs.get(person=amy).total_minor == -15_000
    assert taken.corrections.get().causes[0]["code"] == "left"
    assert [line.code for line in taken.lines.filter(person=amy)] == ["not_in_plan", "correction"]
    assert paid.inputs.get(person=amy).total_minor == 24_000
    assert paid.corrections.get().causes[0]["code"] == "joined"


def test_a_negative_total_is_carried_over_or_waived_and_refuses_approval_until_then(
    scene: Scene, plan: Plan
) -> None:
    amy, ben = scene.people.values()
    for one in (amy, ben):
        deals(one, SEP, 3)
    lock(scene, calculated(scene, plan, SEP))
    for one in (amy, ben):
        deals(one, SEP, 0)
        deals(one, OCT, 1)
    october = calculated(scene, plan, OCT)
    assert totals(october) == [-10_000, -10_000]
    for row, decision in zip(
        october.exceptions.filter(code="negative_total").order_by("person_id"),
        (Decision.CARRY, Decision.WAIVE),
        strict=True,
    ):
        with pytest.raises(refusals.DecisionWrong):
            operations.clear_exception(exception=row, reason="x", by=scene.hr, at=AT, decision="pay")
        operations.clear_exception(exception=row, reason="Agreed", by=scene.hr, at=AT, decision=decision)
    lock(scene, october)
    for one in (amy, ben):
        deals(one, NOV, 4)
    assert totals(calculated(scene, plan, NOV)) == [20_000 - 10_000, 20_000]


def test_what_is_held_is_left_out_and_paid_by_the_run_after_its_release(scene: Scene, plan: Plan) -> None:
    amy, ben = scene.people.values()
    deals(amy, SEP, 3)
    deals(ben, SEP, 2)
    run = calculated(scene, plan, SEP)
    before = run.output_hash
    hold = operations.hold_pay(run=run, person=ben, reason="Order 20-4417 disputed", by=scene.hr, at=AT)
    with pytest.raises(refusals.HeldAlready):
        operations.hold_pay(run=bonus.seen(run), person=ben, reason="Again", by=scene.hr, at=AT)
    run = bonus.seen(run)
    assert (totals(run), run.output_hash != before) == ([15_000, 0], True)
    run = operations.calculate_run(run=run, by=scene.hr, at=AT)
    assert totals(run) == [15_000, 0]
    lock(scene, run)
    assert totals(calculated(scene, plan, OCT)) == [0, 0]
    hold.refresh_from_db()
    operations.lift_hold(hold=hold, reason="Settled", by=scene.hr, at=AT)
    with pytest.raises(refusals.HoldLifted):
        operations.lift_hold(hold=hold, reason="Again", by=scene.hr, at=AT)
    october = operations.calculate_run(run=PayoutRun.objects.get(month=OCT), by=scene.hr, at=AT)
    assert totals(october) == [0, 10_000]
    lock(scene, october)
    assert totals(calculated(scene, plan, NOV)) == [0, 0]


def test_an_off_cycle_run_is_taken_off_in_the_regular_one(scene: Scene, plan: Plan) -> None:
    amy, ben = scene.people.values()
    deals(amy, SEP, 3)
    deals(ben, SEP, 2)
    with pytest.raises(refusals.NobodyChosen):
        operations.create_off_cycle_run(plan=plan, month=SEP, people=[], purpose="Leaves", by=scene.hr, at=AT)
    regular = calculated(scene, plan, SEP)
    run = operations.create_off_cycle_run(
        plan=plan, month=SEP, people=[ben.pk], purpose="Leaves", by=scene.hr, at=AT
    )
    run = operations.calculate_run(run=run, by=scene.hr, at=AT)
    assert (run.number, totals(run)) == (2, [10_000])
    lock(scene, run)
    with pytest.raises(refusals.InputsChanged):
        operations.submit_run(run=regular, by=scene.hr, at=AT)
    regular = operations.calculate_run(run=bonus.seen(regular), by=scene.hr, at=AT)
    assert totals(regular) == [15_000, 0]
    lock(scene, regular)
    assert not calculated(scene, plan, OCT).corrections.exists()


def test_opening_balances_are_settled_once(scene: Scene, plan: Plan) -> None:
    amy, ben = scene.people.values()
    for one in (amy, ben):
        deals(one, SEP, 3)
        deals(one, OCT, 1)
    OpeningBalance.objects.create(plan=plan, person=amy, month=SEP, kind="carried", amount=-4_000, at=AT)
    OpeningBalance.objects.create(plan=plan, person=ben, month=SEP, kind="paid", amount=6_000, at=AT)
    september = calculated(scene, plan, SEP)
    assert totals(september) == [11_000, 9_000]
    lock(scene, september)
    october = calculated(scene, plan, OCT)
    assert totals(october) == [5_000, 5_000]
    assert not october.corrections.exists()


def test_newer_data_may_be_applied_to_some_people_only(scene: Scene, plan: Plan) -> None:
    amy, ben = scene.people.values()
    for one in (amy, ben):
        deals(one, SEP, 3)
    run = calculated(scene, plan, SEP)
    deals(amy, SEP, 5)
    deals(ben, SEP, 2)
    with pytest.raises(refusals.InputsChanged):
        operations.submit_run(run=run, by=scene.hr, at=AT)
    now = material(run)
    assert now is not None
    found = run_changes(run, now)
    assert [(one.name, one.before, one.after, one.causes[0].code) for one in found] == [
        ("Amy Lau", 15_000, 25_000, "figure"),
        ("Ben Ho", 15_000, 10_000, "figure"),
    ]
    assert [(part.component, part.before, part.after) for part in found[0].parts] == [
        ("deals", 15_000, 25_000)
    ]
    run = operations.calculate_run(run=run, by=scene.hr, at=AT, apply_to=[amy.pk])
    assert totals(run) == [25_000, 15_000]
    lock(scene, run)
    october = calculated(scene, plan, OCT)
    assert [(row.person_id, row.amount) for row in october.corrections.all()] == [(ben.pk, -5_000)]


def test_bounds_are_the_runs_own_and_an_exception_stays_decided_while_it_is_the_same(
    scene: Scene, plan: Plan
) -> None:
    amy, _ben = scene.people.values()
    for name, count in (("Cho Li", 2), ("Dan Fu", 2)):
        deals(scene.agent(name, None), SEP, count)
    deals(amy, SEP, 3)
    run = calculated(scene, plan, SEP)
    assert not run.exceptions.exists()
    with pytest.raises(refusals.BoundsWrong):
        operations.change_bounds(
            run=run, median=Fraction(1), change=Fraction(1), reason="x", by=scene.hr, at=AT
        )
    run = operations.change_bounds(
        run=run, median=Fraction(5, 4), change=Fraction(1, 2), reason="Closer look", by=scene.hr, at=AT
    )
    assert [row.code for row in run.exceptions.all()] == ["above_median"]


def test_one_order_is_held_and_the_rest_is_paid(scene: Scene) -> None:
    """5 % of 100.00 and of 60.00: 8.00, of which the order of 60.00 brings 3.00."""
    amy, _ben = scene.people.values()
    for key, amount in (("20-1", 10_000), ("20-2", 6_000)):
        records.order(amy, "2026-09-10", amount=amount, key=key)
    document = {
        "currency": "HKD",
        "component": [{"key": "own", "kind": "percentage", "rate": 5, "base": "net"}],
    }
    plan = scene.plan(document)
    run = calculated(scene, plan, SEP)
    assert run.inputs.get(person=amy).total_minor == 800
    with pytest.raises(refusals.OrderUnknown):
        operations.hold_order(run=run, person=amy, order="20-9", reason="x", by=scene.hr, at=AT)
    hold = operations.hold_order(run=run, person=amy, order="20-2", reason="Disputed", by=scene.hr, at=AT)
    assert hold.amount == 300
    run = operations.calculate_run(run=bonus.seen(run), by=scene.hr, at=AT)
    assert run.inputs.get(person=amy).total_minor == 500
    lock(scene, run)
    operations.lift_hold(hold=Hold.objects.get(), reason="Settled", by=scene.hr, at=AT)
    october = calculated(scene, plan, OCT)
    assert october.inputs.get(person=amy).total_minor == 300
    assert not october.corrections.exists()
