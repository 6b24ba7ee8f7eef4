"""From the causes by each to the outcome: one behaviour, one number, one date, and what the figures say."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.coaching import operations, policies, refusals
from apps.coaching.effects import cases_of, group_of
from apps.coaching.models import Assignment, Cause, Check, CoachingPolicy, Met, PlanItem, Step, TalkPlan
from apps.coaching.queries.brief import brief_of
from apps.coaching.windows import before_days, read, window_figures
from apps.engine.issues import Issue
from apps.metrics.models import Cell, Kpi
from apps.metrics.queries import kpi_infos
from apps.people.models import Notice, Person, User
from tests import floor, talks
from tests.talks import AT, OCT, TODAY, Floor

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)


@pytest.fixture
def scene() -> Floor:
    return talks.made()


def user_of(person: Person) -> User:
    assert person.user is not None
    return person.user


def daily_calls(person: Person, before: int, after: int, talk: date = TODAY) -> None:
    """Outbound calls in the 28 days on either side of a talk, on one day each."""
    floor.cell("outbound_calls", person, before, grain="day", starts=talk - timedelta(days=3))
    floor.cell("outbound_calls", person, after, grain="day", starts=talk + timedelta(days=3))


def planned(scene: Floor, number: int = 100, name: str = "Ivan Lee") -> TalkPlan:
    """A confirmed plan on calls, talked about today."""
    row = talks.assigned(scene, name)
    agent = user_of(row.person)
    cause = Cause.objects.get(code="screening")
    operations.write_view(assignment=row, cause=cause, why="Mostly new leads", by=agent, at=AT)
    follow = Cause.objects.get(code="follow-up")
    operations.write_view(assignment=row, cause=follow, why="Late", by=scene.leader, at=AT)
    plan = operations.write_plan(
        assignment=row,
        talk_day=TODAY,
        behaviour="Call back within the hour",
        kpi=Kpi.objects.get(code="outbound_calls"),
        number_micros=number * 1_000_000,
        due_day=None,
        by=scene.leader,
        at=AT,
    )
    return operations.confirm_plan(plan=plan, by=agent, at=AT)


def window(plan: TalkPlan) -> dict[str, object]:
    """The figure of the 28 days before the talk, as it is stored when the plan is written."""
    info, person_id = kpi_infos(TODAY)[plan.kpi.code], plan.assignment.person_id
    return window_figures(info, [person_id], *before_days(TODAY))[person_id]


def test_the_agent_writes_first_and_both_views_stand(scene: Floor) -> None:
    row = talks.assigned(scene)
    agent, cause = user_of(row.person), Cause.objects.get(code="screening")
    words = {"assignment": row, "cause": cause, "why": "", "at": AT}
    with pytest.raises(refusals.AgentFirst):
        operations.write_view(by=scene.leader, **words)
    with pytest.raises(refusals.NotOfTheTwo):
        operations.write_view(by=scene.head, **words)
    with pytest.raises(refusals.CauseNotChosen):
        operations.write_view(by=agent, **{**words, "cause": None})
    operations.write_view(by=agent, **words)
    operations.write_view(by=agent, **{**words, "why": "changed my mind"})  # until the coach wrote
    operations.write_view(by=scene.leader, **words)
    for user in (agent, scene.leader):
        with pytest.raises(refusals.ViewWritten):
            operations.write_view(by=user, **words)
    assert list(row.views.order_by("voice").values_list("voice", "why")) == [
        ("agent", "changed my mind"),
        ("coach", ""),
    ]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"behaviour": " "}, refusals.BehaviourMissing),
        ({"kpi": None}, refusals.NumberMissing),
        ({"talk_day": TODAY + timedelta(days=1)}, refusals.SessionInFuture),
        ({"talk_day": TODAY - timedelta(days=1)}, refusals.SessionBeforeAssignment),
        ({"due_day": TODAY - timedelta(days=1)}, refusals.DueInPast),
        ({"due_day": date(2026, 12, 5)}, refusals.DueNotWorking),  # a Saturday
    ],
)
def test_a_plan_needs_behaviour_number_and_date(
    scene: Floor, changes: dict[str, object], refusal: type[Exception]
) -> None:
    row = talks.assigned(scene)
    values = {
        "talk_day": TODAY,
        "behaviour": "Ask twice",
        "kpi": Kpi.objects.get(code="conversion_rate"),
        "number_micros": 50_000,
        "due_day": None,
    }
    with pytest.raises(refusal):
        operations.write_plan(assignment=row, by=scene.leader, at=AT, **{**values, **changes})  # type: ignore[arg-type]
    assert not TalkPlan.objects.exists()


def test_a_plan_stands_once_both_said_yes_and_is_due_on_day_28(scene: Floor) -> None:
    plan = planned(scene)
    assert plan.confirmed
    assert plan.due_day == date(2026, 12, 2)
    assert plan.assignment.due_day == date(2026, 12, 2)
    with pytest.raises(refusals.PlanConfirmed):
        operations.write_plan(
            assignment=plan.assignment,
            talk_day=TODAY,
            behaviour="Other",
            kpi=plan.kpi,
            number_micros=1,
            due_day=None,
            by=scene.leader,
            at=AT,
        )


@pytest.mark.parametrize(
    ("after", "number", "outcome"),
    [(100, 100, "reached"), (99, 100, "improved"), (60, 100, "not_improved"), (0, 100, "too_little_data")],
)
def test_the_outcome_comes_in_by_itself(scene: Floor, after: int, number: int, outcome: str) -> None:
    plan = planned(scene, number)
    daily_calls(plan.assignment.person, 60, after)
    if not after:
        Cell.objects.filter(grain="day", starts__gt=TODAY).delete()
    TalkPlan.objects.update(before=window(plan))
    assert operations.run_checks(at=LATER) == 3
    assert operations.run_checks(at=LATER) == 0
    plan.refresh_from_db()
    assert plan.outcome == outcome
    assert list(plan.checks.order_by("number").values_list("number", flat=True)) == [7, 14, 28]
    assert plan.effect["code"] == "no_rule"  # the plan is on another KPI than the rule
    told = Notice.objects.filter(code="coaching.outcome").values_list("person__name", flat=True)
    assert set(told) == {"Ivan Lee", "Daniel Ho"}


def test_checks_wait_for_their_day_and_for_the_data(scene: Floor) -> None:
    plan = planned(scene)
    assert operations.run_checks(at=AT + timedelta(days=6)) == 0
    assert operations.run_checks(at=AT + timedelta(days=7)) == 0  # delivered through 3 November only
    floor.delivered(date(2026, 11, 10), code="more")
    assert operations.run_checks(at=AT + timedelta(days=11)) == 1  # waited for three days
    operations.see_check(check=Check.objects.get(plan=plan), at=AT)
    assert Check.objects.get().seen_at == AT


def test_both_decide_and_the_coachs_word_counts(scene: Floor) -> None:
    plan = planned(scene, 100)
    daily_calls(plan.assignment.person, 60, 120)
    agent = user_of(plan.assignment.person)
    with pytest.raises(refusals.NoOutcomeYet):
        operations.decide(plan=plan, decision="close", by=agent, at=AT)
    operations.run_checks(at=LATER)
    operations.decide(plan=plan, decision="renew", note="Again", by=agent, at=LATER)
    row = Assignment.objects.get(pk=plan.assignment_id)
    assert row.state == "open"
    operations.decide(plan=plan, decision="close", note="Well done", by=scene.leader, at=LATER)
    row.refresh_from_db()
    assert (row.state, row.outcome, row.outcome_note) == ("closed", "reached", "Well done")
    with pytest.raises(refusals.AlreadyClosed):
        operations.decide(plan=plan, decision="close", by=agent, at=LATER)
    kinds = list(Step.objects.filter(assignment=row).order_by("pk").values_list("kind", flat=True))
    assert kinds[:2] == ["opened", "placed"]
    assert kinds[-1] == "closed"


def test_a_renewed_coaching_waits_for_another_slot_and_a_second_round(scene: Floor) -> None:
    plan = planned(scene)
    operations.run_checks(at=LATER)
    for user in (user_of(plan.assignment.person), scene.leader):
        operations.decide(plan=plan, decision="renew", by=user, at=LATER)
    row = Assignment.objects.get(pk=plan.assignment_id)
    assert (row.state, row.week) == ("open", None)
    cause = Cause.objects.get(code="script")
    view = operations.write_view(
        assignment=row, cause=cause, why="", by=user_of(plan.assignment.person), at=LATER
    )
    assert view.round == 2


def test_training_and_support_have_an_owner_and_a_date(scene: Floor) -> None:
    plan = planned(scene)
    agent, due = plan.assignment.person, TODAY + timedelta(days=7)
    words = {"plan": plan, "kind": "training", "text": "Guide", "due_day": due, "at": AT}
    with pytest.raises(refusals.NotTheCoach):
        operations.add_item(owner=agent, by=user_of(agent), **words)
    with pytest.raises(refusals.OwnerNotOfTheTwo):
        operations.add_item(owner=scene.head.person, by=scene.leader, **words)
    for _ in range(2):
        item = operations.add_item(owner=agent, by=scene.leader, **words)
    assert PlanItem.objects.count() == 1
    with pytest.raises(refusals.NotYourItem):
        operations.finish_item(item=item, by=scene.leader, at=AT)
    assert operations.finish_item(item=item, by=user_of(agent), at=AT).done_at == AT


def test_what_is_written_is_read_by_the_two_and_by_leaders_as_the_policy_says(scene: Floor) -> None:
    row = talks.assigned(scene)
    mate = scene.agent("June Ma")
    readers = {
        user.username: policies.can_read_words(user, row, TODAY)
        for user in (user_of(row.person), scene.leader, scene.head, scene.director, user_of(mate))
    }
    assert readers == {
        "ivan.lee": True,
        "daniel.ho": True,
        "grace.cheng": False,
        "diana.lo": False,
        "june.ma": False,
    }
    operations.set_policy(leader_reads=True, keep_months=12, slots_per_week=4, by=scene.head, at=AT)
    assert policies.can_read_words(scene.head, row, TODAY)
    assert not policies.can_read_words(scene.director, row, TODAY)


def test_what_was_written_is_forgotten_in_time(scene: Floor) -> None:
    plan = planned(scene)
    row = plan.assignment
    operations.record_session(assignment=row, held_on=TODAY, notes="Words", by=scene.leader, at=AT)
    operations.close_assignment(assignment=row, outcome="improved", note="Words", by=scene.leader, at=AT)
    assert CoachingPolicy(pk=1).keep_months == 24
    assert operations.forget_old(at=datetime(2028, 11, 3, tzinfo=UTC)) == 0
    assert operations.forget_old(at=datetime(2028, 11, 6, tzinfo=UTC)) == 1
    assert operations.forget_old(at=datetime(2028, 11, 6, tzinfo=UTC)) == 0
    row.refresh_from_db()
    plan.refresh_from_db()
    assert (row.outcome, row.outcome_note, plan.behaviour) == ("improved", "", "")
    assert not row.views.exists()
    assert not row.sessions.exists()


def test_the_brief_is_made_by_itself_and_kept(scene: Floor) -> None:
    scene.rate(scene.agent("June Ma", sign_in=False), 60, 1000, OCT)
    row = talks.assigned(scene)
    assert operations.write_briefs(at=AT) == 1
    assert operations.write_briefs(at=AT) == 0
    row.refresh_from_db()
    line = next(line for line in row.brief["lines"] if line["code"] == "conversion_rate")
    assert (Fraction(line["value"]), line["n"], Fraction(line["peers"])) == (
        Fraction(23, 1000),
        1000,
        Fraction(6, 100),
    )
    assert Fraction(line["low"]) < Fraction(23, 1000) < Fraction(line["high"])
    assert row.brief["records"]["seed"] == row.pk
    brief_of(row, on=TODAY)
    with CaptureQueriesContext(connection) as few:
        brief_of(row, on=TODAY)
    for number in range(10):
        scene.rate(scene.agent(f"Agent {number}", sign_in=False), 50, 1000, OCT)
    with CaptureQueriesContext(connection) as many:
        brief_of(row, on=TODAY)
    assert len(many) == len(few)


def calls_rule(scene: Floor, people: int) -> list[Assignment]:
    """Everybody below 80 calls is asked for; calls vary, so that there is something to compare."""
    talks.rule(
        code="calls", kpi=Kpi.objects.get(code="outbound_calls"), bound_micros=80_000_000, periods_in_row=1
    )
    for number in range(people):
        person = scene.agent(f"Agent {number:02}")
        floor.cell("outbound_calls", person, 50 + number, starts=OCT)
        daily_calls(person, 50, 52 + number % 5)
    scene.close(OCT)
    operations.assign_due(at=AT)
    return list(Assignment.objects.order_by("pk"))


def test_one_person_is_compared_with_those_who_met_the_rule_and_wait(scene: Floor) -> None:
    rows = calls_rule(scene, 9)
    assert [row.week is None for row in rows] == [False] * 8 + [True]  # four a week, two weeks
    plan = operations.write_plan(
        assignment=rows[0],
        talk_day=TODAY,
        behaviour="Begin at nine",
        kpi=Kpi.objects.get(code="outbound_calls"),
        number_micros=100_000_000,
        due_day=None,
        by=scene.leader,
        at=AT,
    )
    operations.confirm_plan(plan=plan, by=user_of(rows[0].person), at=AT)
    assert operations.fill_met(at=LATER) == 9
    assert operations.fill_met(at=LATER) == 0
    operations.run_checks(at=LATER)
    plan.refresh_from_db()
    assert read(plan.before).value == 50
    assert (plan.effect["code"], plan.effect["m"], plan.effect["group"]) == ("usual", 8, "waiting")
    assert Fraction(plan.effect["own"]) == 2
    cases = cases_of(plan.kpi_id, TalkPlan.objects.all(), Met.objects.all())
    assert (sum(case.coached for case in cases), len(cases)) == (1, 9)
    assert group_of("all", cases).result == Issue.of("too_few_coached", n=1, needed=10)


def test_with_fewer_than_eight_others_there_is_no_comparison(scene: Floor) -> None:
    rows = calls_rule(scene, 8)
    plan = operations.write_plan(
        assignment=rows[0],
        talk_day=TODAY,
        behaviour="Begin at nine",
        kpi=Kpi.objects.get(code="outbound_calls"),
        number_micros=100_000_000,
        due_day=None,
        by=scene.leader,
        at=AT,
    )
    operations.confirm_plan(plan=plan, by=user_of(rows[0].person), at=AT)
    operations.fill_met(at=LATER)
    operations.run_checks(at=LATER)
    plan.refresh_from_db()
    assert plan.effect["code"] == "too_few_comparable"
    assert plan.effect["values"] == {"m": "7", "needed": "8"}
