"""A small company with one of everything, for tests of who may see and do what.

Two teams, each with an agent and a manager; everyone else once; and one object of every kind, most made by
operations. `amy` (team A) is who the objects are about; `ben` and `stranger` (team B) have no business here.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from apps.coaching.choices import RuleBasis
from apps.coaching.models import Assignment, Cause, Check, CoachingRule, GuideQuestion, Material
from apps.coaching.operations import (
    RuleContent,
    add_item,
    assign_due,
    create_rule,
    give_praise,
    write_plan,
)
from apps.coaching.operations.assigning import first_working_day
from apps.goals.models import Consent, Scorecard
from apps.goals.operations import (
    MeasureContent,
    NewValue,
    ObjectiveContent,
    approve_change,
    create_objective,
    propose_change,
    propose_target,
    submit_scorecard,
    take_measure,
)
from apps.incentives import operations as incentives
from apps.incentives.models import Hold, HonourRule, PayoutRun, Plan, RunException
from apps.intake.models import AgentAlias, Batch, Call, HeldRow, Order
from apps.intake.operations import (
    claim_order,
    create_source,
    edit_source,
    give_source_token,
    say_empty,
    start_draft,
)
from apps.intake.presets import preset_spec
from apps.metrics.models import Kpi
from apps.people.choices import CalendarKind, LeaveKind, Role
from apps.people.clock import now, today
from apps.people.days import first_of_month
from apps.people.models import CalendarException, Change, Leave, Person, Team, User
from apps.people.operations import log_downtime, name_deputy, notify, set_exception, set_leave
from apps.performance.operations import make_wallboard, snapshot_month
from apps.reviews.models import Action, Review
from apps.reviews.operations import add_action, open_review
from tests import bonus, deliveries, floor
from tests.bonus import AT, FULL, OCT

ROLES: Final = (
    *("anonymous", "amy", "ben", "leader", "stranger", "hr", "director", "steward", "admin", "nobody"),
)
NOT_EXISTING: Final = 999_999_999


@dataclass(slots=True)
class Built:
    """The company: a sign-in for each role (None: not signed in), and the objects by name."""

    users: dict[str, User | None]
    objects: dict[str, Any] = field(default_factory=dict)


def build() -> Built:
    """Make it all. October 2026 is closed and paid, the present month runs."""
    scene = bonus.scene()
    team_b = floor.team("Outbound B")
    floor.published(scene.team, floor.line("outbound_calls", 100, 100), starts=today().replace(day=1))
    amy = scene.agent("Amy Lau", 70, sign_in=True)
    scene.agent("Cat Fong", 100)
    ben = floor.agent("Ben Ho", team_b, sign_in=True)
    floor.cell("deals_closed", amy, 3, starts=OCT)
    floor.cell("complaint_rate", amy, 1, 49, starts=OCT)
    users: dict[str, User | None] = {
        "anonymous": None,
        "amy": amy.user,
        "ben": ben.user,
        "leader": floor.leader("Marcus Yeung", scene.team),
        "stranger": floor.leader("Joyce Ma", team_b),
        "hr": scene.hr,
        "director": scene.director,
        "steward": floor.person("Sandy Kwok", Role.STEWARD, sign_in=True).user,
        "admin": floor.person("Albert Yu", Role.ADMINISTRATOR, sign_in=True).user,
        "nobody": User.objects.create_user("nobody", password="a-long-password-1"),
    }
    company = Built(users=users)
    company.objects |= _people(amy, ben, scene.team, team_b)
    company.objects |= _goals(scene.team, team_b, scene.director)
    company.objects |= _pay(scene)
    company.objects |= _intake(amy, users["steward"])
    company.objects |= _screens(scene.team, users["leader"])
    company.objects |= _after_closing(scene.team, amy, users)
    return company


def _people(amy: Person, ben: Person, team_a: Team, team_b: Team) -> dict[str, Any]:
    day, away = today() + timedelta(days=200), today() + timedelta(days=100)
    set_exception(day=day, site=None, kind=CalendarKind.HOLIDAY, name="Holiday", by=None, at=now())
    set_leave(
        person=amy,
        first_day=away,
        last_day=away,
        kind=LeaveKind.ANNUAL,
        by=None,
        at=now(),
    )
    notify(person_ids=[amy.pk], code="period.closed", values={"month": "October 2026"}, url="", at=now())
    return {
        "amy": amy.pk,
        "ben": ben.pk,
        "team-a": team_a.pk,
        "team-b": team_b.pk,
        "holiday": CalendarException.objects.get(day=day).pk,
        "leave": Leave.objects.get(person=amy).pk,
    }


def _goals(team_a: Team, team_b: Team, by: User) -> dict[str, Any]:
    future = first_of_month(today() + timedelta(days=400))
    content = ObjectiveContent(name="Grow", focus="growth", starts=floor.START, ends=future)
    objective = create_objective(content=content, by=by, at=now())
    return {
        **_agreement(team_a, by, future),
        "scorecard": Scorecard.objects.get(team=team_a, starts=OCT).pk,
        "draft": floor.draft(team_a, floor.line("outbound_calls", 100, 100), starts=future).pk,
        "draft-b": floor.draft(team_b, floor.line("outbound_calls", 100, 100), starts=future).pk,
        "objective": objective.pk,
    }


def _screens(team: Team, by: Any) -> dict[str, Any]:
    last = today() + timedelta(days=30)
    return {"wallboard": make_wallboard(team=team, name="Floor", last_day=last, by=by, at=now())[0].pk}


def _agreement(team: Team, director: User, future: date) -> dict[str, Any]:
    """A scorecard that waits for approval; a change, an answer, a downtime, a deputy, a measure."""
    leader = User.objects.get(person__leaderships__team=team)
    amy = Person.objects.get(name="Amy Lau")
    later = first_of_month(future + timedelta(days=70))
    waiting = floor.draft(team, floor.line("outbound_calls", 100, 100), starts=later)
    submit_scorecard(scorecard=waiting, version=1, by=leader, at=now(), reason="New")
    card = Scorecard.objects.published().get(team=team, starts=first_of_month(today()))
    line = card.lines.select_related("kpi", "scorecard").get()
    values = {"scorecard": card, "from_day": today(), "reason": "Fewer lists", "by": leader, "at": now()}
    change = propose_change(values=[NewValue(line=line, target_micros=90_000_000)], **values)
    other = propose_change(values=[NewValue(line=line, target_micros=80_000_000)], **values)
    approve_change(change=other, by=director, at=now())
    answer = propose_target(
        line=line, person=amy, target_micros=70_000_000, reason="Old list", by=amy.user, at=now()
    )
    content = MeasureContent(name="Script", owner=amy, starts=today())
    deputy = name_deputy(
        person=director.person, deputy=amy, first_day=later, last_day=later, by=director, at=now()
    )
    return {
        "submitted": waiting.pk,
        "target-line": line.pk,
        "target-change": change.pk,
        "target-answer": answer.pk,
        "target-consent": Consent.objects.get(change=other, person=amy).pk,
        "measure": take_measure(content=content, by=leader, at=now()).pk,
        "deputy": deputy.pk,
        "downtime": log_downtime(team=team, day=today(), minutes=60, reason="Dialer", by=leader, at=now()).pk,
    }


def _pay(scene: bonus.Scene) -> dict[str, Any]:
    plan: Plan = scene.plan(FULL)
    run = scene.submitted(plan)
    exceptions = list(run.exceptions.all())
    bonus.decide_all(run, by=scene.director)
    run = incentives.approve_run(run=run, by=scene.director, at=AT)
    run = incentives.export_run(run=incentives.lock_run(run=run, by=scene.hr, at=AT), by=scene.hr, at=AT)
    floor.published(scene.team, floor.line("outbound_calls", 100, 100), starts=bonus.SEP)
    bonus.close(bonus.SEP)
    for person in scene.people.values():
        floor.cell("outbound_calls", person, 100, starts=bonus.SEP)
    earlier: PayoutRun = scene.draft(plan, bonus.SEP)
    earlier = incentives.calculate_run(run=earlier, by=scene.hr, at=AT)
    rule = incentives.create_honour_rule(
        code="best", name="Best of the month", basis="score", starts=OCT, by=scene.editor, at=AT
    )
    amy = Person.objects.get(pk=run.inputs.get(person__name="Amy Lau").person_id)
    hold = Hold.objects.create(run=run, person=amy, reason="Looked at", by=scene.hr, at=AT)
    question = incentives.ask(
        payout=run.inputs.get(person=amy), about="total", text="Why?", by=scene.hr, at=AT
    )
    exception = exceptions[0] if exceptions else RunException.objects.create(run=earlier, code="small_sample")
    return {
        "run": run.pk,
        **{f"file-{file.format}": file.pk for file in run.files.all()},
        "run-secret": earlier.pk,
        "exception": exception.pk,
        "hold": hold.pk,
        "question": question.pk,
        "plan": plan.pk,
        "honour": HonourRule.objects.get(pk=rule.pk).pk,
    }


def _intake(amy: Person, steward: User | None) -> dict[str, Any]:
    source = deliveries.source("dialer", code="phones")
    AgentAlias.objects.create(source=source, ref="amy-login", person=amy, starts=OCT)
    content = deliveries.lines(
        deliveries.CALLS,
        "c1,nobody-knows,2026-11-02 10:00:00,out,85290000001,Y,60,",
        "c2,,,,,,,",
        "c3,amy-login,2026-11-02 11:00:00,out,85290000002,Y,60,",
    )
    batch: Batch = deliveries.deliver(source, content)
    held = HeldRow.objects.filter(batch=batch).order_by("row").first()
    Change.objects.filter(cause=f"batch {batch.pk}").delete()
    call = Call.objects.get(batch=batch)
    assert steward is not None
    own, another = (
        start_draft(by=user, at=now(), filename="export.csv", stored=batch.file)
        for user in (steward, User.objects.create_user("another-steward"))
    )
    token, _secret = give_source_token(source=source, name="ACD", by=steward, at=now())
    empty = say_empty(source=source, day=today() - timedelta(days=20), reason="Typhoon", by=steward, at=now())
    return {
        "source-token": token.pk,
        "empty-day": empty.pk,
        "batch": batch.pk,
        "source": source.pk,
        "held": held.pk if held else 0,
        "phone-call": call.pk,
        "source-draft": own.pk,
        "draft-of-another": another.pk,
        **_agentless(amy),
        "draft-of-source": edit_source(source=source, by=steward, at=now()).pk,
    }


def _agentless(amy: Person) -> dict[str, Any]:
    """A web shop whose orders name nobody: one by amy's call, one that waits, which she claims."""
    spec = deepcopy(dict(preset_spec("crm_orders", {})))
    spec["records"][0]["agent"]["last_call_days"] = 30
    shop = create_source(code="shop", kind="crm", spec=spec, by=None, at=now())
    content = deliveries.lines(
        deliveries.ORDERS, "w1,,85290000002,2026-11-03,1,", "w2,,85290000009,2026-11-03,1,"
    )
    batch = deliveries.deliver(shop, content)
    Change.objects.filter(cause=f"batch {batch.pk}").delete()
    assert amy.user is not None
    claim = claim_order(person=amy, key="w2", reason="I met her", by=amy.user, at=now())
    order, parked = Order.objects.get(batch=batch), HeldRow.objects.get(batch=batch)
    return {"claim": claim.pk, "given-order": order.pk, "agentless": parked.pk}


def _after_closing(team: Team, amy: Person, users: dict[str, User | None]) -> dict[str, Any]:
    """What looks at the closed month: results, coaching of amy by her leader, a review with an action."""
    snapshot_month(month=OCT, at=now())
    leader = users["leader"]
    assert leader is not None
    content = RuleContent(
        name="Score below 90 %",
        basis=RuleBasis.SCORE,
        kpi=None,
        bound_micros=900_000,
        periods_in_row=1,
        due_days=14,
    )
    rule: CoachingRule = create_rule(code="low", content=content, starts=OCT, by=leader, at=now())
    assign_due(at=now())
    review: Review = open_review(team=team, grain="month", day=OCT, by=leader, at=now())
    action: Action = add_action(
        review=review,
        text="Listen to calls",
        owner=amy,
        due_day=today() + timedelta(days=7),
        by=leader,
        at=now(),
    )
    coached = Assignment.objects.get(person=amy, rule=rule)
    return {
        "rule": rule.pk,
        "assignment": coached.pk,
        **_coaching(coached, leader),
        "review": review.pk,
        "action": action.pk,
    }


def _coaching(row: Assignment, leader: User) -> dict[str, Any]:
    """A plan with a training, a check, praise, and a record of amy's that waits for her consent."""
    day = first_working_day(today() + timedelta(days=7))
    plan = write_plan(
        assignment=row,
        talk_day=today(),
        behaviour="Ask twice",
        kpi=Kpi.objects.get(code="outbound_calls"),
        number_micros=100_000_000,
        due_day=None,
        by=leader,
        at=now(),
    )
    item = add_item(
        plan=plan, kind="training", text="Guide", owner=row.person, due_day=day, by=leader, at=now()
    )
    material = Material.objects.create(
        title="A call", kind="record", record_type="call", record_id=1, agent=row.person, created_at=now()
    )
    return {
        "plan-of-talk": plan.pk,
        "item": item.pk,
        "check": Check.objects.create(plan=plan, number=7, through=today(), at=now()).pk,
        "praise": give_praise(person=row.person, text="Well done", by=leader, at=now()).pk,
        "material": material.pk,
        "cause": Cause.objects.get(code="script").pk,
        "question": GuideQuestion.objects.order_by("pk")[0].pk,
    }
