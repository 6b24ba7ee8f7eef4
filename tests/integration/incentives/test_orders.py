"""What orders pay: by state, net or gross, shared, in their own currency; what a refund takes back, once."""

from datetime import date
from typing import Any

import pytest

from apps.incentives import operations, refusals
from apps.incentives.models import PayoutRun
from apps.incentives.queries.inputs import collect_inputs, inputs_of
from apps.intake.models import Order
from apps.people.models import Employment, Leave, Person
from tests import bonus, floor, records
from tests.bonus import AT, NOV, OCT, Scene

pytestmark = pytest.mark.django_db
DEC = date(2026, 12, 1)
TIERS = [["0", 1], ["1000", 2], ["3000", 3], ["8000", 5]]
NET: dict[str, Any] = {"key": "own", "kind": "percentage", "rate": 10, "base": "net"}
GROSS: dict[str, Any] = {
    "key": "add_ons",
    "kind": "tiers",
    "mode": "marginal",
    "tiers": TIERS,
    "base": "gross",
    "clawback_days": 60,
}


@pytest.fixture
def scene() -> Scene:
    return bonus.scene()


def document(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"currency": "HKD", "component": list(parts), **more}


def lines(run: PayoutRun, person: Person) -> dict[tuple[str, str], int]:
    rows = run.lines.filter(person=person).values_list("step", "component", "amount")
    return {(step, component): amount for step, component, amount in rows}


def orders_of(scene: Scene, spec: dict[str, Any], person: Person) -> list[tuple[str, int, str]]:
    found = collect_inputs(scene.plan(spec), OCT)
    assert found is not None
    facts = next(one for one in found.facts if one.person_id == person.pk)
    return [(f"{deal.day:%d}", deal.amount, str(deal.count)) for one in facts.deals for deal in one.orders]


def sold(who: Person, when: str, amount: int, **values: Any) -> Order:
    return records.order(who, f"2026-{when}", amount=amount, **values)


def test_a_net_base_counts_orders_refunds_and_cancellations_on_their_days(scene: Scene) -> None:
    amy = scene.agent("Amy Lau")
    ben = scene.agent("Ben Yip")
    shared = sold(ben, "10-05", 100_01)
    records.credit(shared, amy, 5000)
    whole = sold(amy, "10-02", 500_00)
    records.refund(whole, "2026-10-20", 300_00)
    early = sold(amy, "09-10", 80_00)
    records.refund(early, "2026-10-03", 80_00)
    sold(amy, "10-06", 70_00, cancelled_day=date(2026, 10, 8))
    sold(amy, "10-07", 60_00, cancelled_day=date(2026, 11, 8))
    sold(amy, "10-09", 10_00, currency="USD")
    assert orders_of(scene, document(NET), amy) == [
        ("02", 500_00, "1"),
        ("03", -80_00, "-1"),
        ("05", 50_01, "1/2"),
        ("06", 70_00, "1"),
        ("07", 60_00, "1"),
        ("08", -70_00, "-1"),
        ("20", -300_00, "0"),
    ]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"state": "verified"}, [("12", 200_00)]),
        ({"state": "paid"}, []),
        ({"campaign": ["spring"]}, [("03", 200_00)]),
        ({"product": ["Gold"]}, [("04", 300_00)]),
        ({"from": "2026-10-04"}, [("04", 300_00)]),
        ({"to": "2026-10-03"}, [("03", 200_00)]),
        ({"from": "2026-11-01"}, []),
    ],
)
def test_an_order_counts_in_its_state_campaign_product_and_dates(
    scene: Scene, more: dict[str, Any], expected: list[tuple[str, int]]
) -> None:
    amy = scene.agent("Amy Lau")
    sold(amy, "10-03", 200_00, campaign="Spring", verified_day=date(2026, 10, 12))
    sold(amy, "10-04", 300_00, product="Gold", paid_day=date(2026, 11, 2))
    found = orders_of(scene, document({**NET, **more}, {**NET, "key": "all"}), amy)
    mine = [(day, amount) for day, amount, _count in found]
    assert mine[: len(mine) - 2] == expected


def test_what_is_refunded_later_is_taken_back_once(scene: Scene) -> None:
    amy = scene.agent("Amy Lau", None)
    for n, amount in enumerate((200, 300, 1500, 1200, 2000), start=1):
        sold(amy, f"10-{n:02}", amount * 100)
    large = sold(amy, "10-06", 4500_00)
    plan = scene.plan(document(GROSS, checks={"change": "900"}))
    october = pay(scene, plan, OCT)
    assert lines(october, amy) == {("component", "add_ons"): 285_00}
    records.refund(large, "2026-11-10", 4500_00)
    november = pay(scene, plan, NOV)
    assert lines(november, amy) == {("component", "add_ons"): 0, ("clawback", "2026-10"): -169_00}
    december = pay(scene, plan, DEC)
    assert lines(december, amy)["clawback", "2026-10"] == 0


def test_after_the_clawbacks_days_a_refund_takes_nothing_back(scene: Scene) -> None:
    amy = scene.agent("Amy Lau", None)
    order = sold(amy, "10-06", 4500_00)
    plan = scene.plan(document({**GROSS, "clawback_days": 30}))
    pay(scene, plan, OCT)
    records.refund(order, "2026-11-10", 4500_00)
    assert ("clawback", "2026-10") not in lines(pay(scene, plan, NOV), amy)


def pay(scene: Scene, plan: Any, month: date) -> PayoutRun:
    """A locked run of a month."""
    floor.delivered(date(2026, 12, 31))
    bonus.close(month)
    run = operations.create_run(plan=plan, month=month, by=scene.hr, at=AT)
    run = operations.calculate_run(run=run, by=scene.hr, at=AT)
    bonus.decide_all(run, by=scene.director)
    run = operations.submit_run(run=run, by=scene.hr, at=AT)
    run = operations.approve_run(run=run, by=scene.director, at=AT)
    return operations.lock_run(run=run, by=scene.hr, at=AT)


def test_who_leads_the_teams_is_paid_on_the_teams_orders(scene: Scene) -> None:
    amy = scene.agent("Amy Lau")
    lead = floor.leader("Lee Man", scene.team)
    leader = Person.objects.get(user=lead)
    Employment.objects.get_or_create(person=leader, starts=floor.START)
    sold(amy, "10-06", 1000_00)
    plan = scene.plan(document({**NET, "state": "booked"}, payees="leaders"))
    found = collect_inputs(plan, OCT)
    assert found is not None
    assert [one.person_id for one in found.facts] == [leader.pk]
    assert [deal.amount for deal in found.facts[0].deals[0].orders] == [1000_00]


@pytest.mark.parametrize(
    ("rule", "change", "code"),
    [
        ({"probation": "not paid"}, {"probation_ends": date(2026, 11, 15)}, "in_probation"),
        ({"probation": "not paid"}, {"probation_ends": date(2026, 10, 31)}, ""),
        ({"notice": "not paid"}, {"notice_given": date(2026, 10, 31)}, "under_notice"),
        ({"notice": "not paid"}, {"notice_given": date(2026, 11, 1)}, ""),
        ({"employed_on": "pay date"}, {"ends": date(2026, 11, 20)}, "not_employed_on_pay_date"),
        ({"employed_on": "last day"}, {"ends": date(2026, 11, 20)}, ""),
    ],
)
def test_who_is_not_paid_and_why(
    scene: Scene, rule: dict[str, Any], change: dict[str, Any], code: str
) -> None:
    amy = scene.agent("Amy Lau")
    Employment.objects.filter(person=amy).update(**change)
    found = collect_inputs(scene.plan(document(NET, eligibility=rule)), OCT)
    assert found is not None
    assert [issue.code for issue in found.facts[0].refusals] == ([code] if code else [])


def test_protected_leave_counts_as_worked_unless_the_plan_says_otherwise(scene: Scene) -> None:
    amy = scene.agent("Amy Lau")
    Leave.objects.create(
        person=amy, first_day=date(2026, 10, 1), last_day=date(2026, 10, 25), kind="parental"
    )
    for leave, refused in (("counts", []), ("does not count", ["too_few_days"])):
        rule = {"minimum_days": 10, "protected_leave": leave}
        code = leave.replace(" ", "-")
        version = operations.create_plan(
            code=code, name=code, currency="HKD", teams=[scene.team], starts=OCT,
            spec=document(NET, eligibility=rule), by=scene.editor, at=AT,
        )  # fmt: skip
        found = inputs_of(version, OCT)
        assert [issue.code for issue in found.facts[0].refusals] == refused


def test_a_line_by_hand_needs_a_reason_and_a_second_person(scene: Scene) -> None:
    amy = scene.agent("Amy Lau", sign_in=True)
    plan = scene.plan(document(NET))
    ask: dict[str, Any] = {"plan": plan, "person": amy, "month": OCT, "by": scene.hr, "at": AT}
    with pytest.raises(refusals.ReasonNeeded):
        operations.ask_manual(**ask, amount=200_00, reason=" ")
    with pytest.raises(refusals.AmountNeeded):
        operations.ask_manual(**ask, amount=0, reason="Trained a colleague")
    line = operations.ask_manual(**ask, amount=200_00, reason="Trained a colleague")
    assert amy.user is not None
    for refusal, by in ((refusals.SecondPersonNeeded, scene.hr), (refusals.OwnPay, amy.user)):
        with pytest.raises(refusal):
            operations.approve_manual(line=line, by=by, at=AT)
    run = scene.calculated(plan)
    assert ("manual", str(line.pk)) not in lines(run, amy)
    operations.approve_manual(line=line, by=scene.director, at=AT)
    with pytest.raises(refusals.ManualDecided):
        operations.decline_manual(line=line, by=scene.director, at=AT)
    run = operations.calculate_run(run=run, by=scene.hr, at=AT)
    assert lines(run, amy)["manual", str(line.pk)] == 200_00
    run = operations.submit_run(run=run, by=scene.hr, at=AT)
    bonus.decide_all(run, by=scene.director)
    operations.approve_run(run=run, by=scene.director, at=AT)
    with pytest.raises(refusals.MonthPaid):
        operations.ask_manual(**ask, amount=1, reason="Too late")
