"""The coach's weeks, the queue, asking and starting by hand, events, praise, the library, replay."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.coaching import operations, policies, refusals
from apps.coaching.models import Assignment, CoachingRule, CoachSlots, Material, Praise
from apps.coaching.operations import MaterialContent
from apps.coaching.queries.replay import replay, warned
from apps.coaching.sentences import reason, rule_text
from apps.metrics.models import Kpi
from apps.people.models import Notice, Person, User
from tests import floor, talks
from tests.talks import AT, OCT, SEP, TODAY, Floor

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 2)
A_WEEK = timedelta(days=7)


@pytest.fixture
def scene() -> Floor:
    return talks.made()


def user_of(person: Person) -> User:
    assert person.user is not None
    return person.user


def test_slots_go_by_priority_and_the_rest_waits_in_view(scene: Floor) -> None:
    operations.set_policy(leader_reads=False, keep_months=12, slots_per_week=1, by=scene.head, at=AT)
    for number in range(3):
        scene.rate(scene.agent(f"Agent {number}"), 1, 100)
    urgent = scene.agent("Urgent Au")
    floor.cell("outbound_calls", urgent, 10, starts=OCT)
    talks.rule(periods_in_row=1)
    calls = Kpi.objects.get(code="outbound_calls")
    talks.rule(code="calls", kpi=calls, bound_micros=50_000_000, periods_in_row=1, priority=1)
    scene.close()
    operations.assign_due(at=AT)
    weeks = dict(Assignment.objects.values_list("person__name", "week"))
    assert weeks == {"Urgent Au": MONDAY, "Agent 0": MONDAY + A_WEEK, "Agent 1": None, "Agent 2": None}
    assert operations.place_waiting(at=AT) == 0
    assert operations.place_waiting(at=AT + A_WEEK) == 1  # a new week, a new slot
    CoachSlots.objects.all().delete()
    assert scene.leader.person is not None
    operations.set_slots(coach=scene.leader.person, per_week=9, by=scene.head, at=AT)
    with CaptureQueriesContext(connection) as asked:
        assert operations.place_waiting(at=AT + A_WEEK) == 1
    assert len(asked) <= 8


def test_placed_postponed_handed_on_and_declined_with_a_reason(scene: Floor) -> None:
    row = talks.assigned(scene)
    by = {"by": scene.leader, "at": AT}
    with pytest.raises(refusals.WeekPast):
        operations.place_assignment(assignment=row, day=MONDAY - A_WEEK, **by)
    with pytest.raises(refusals.ReasonMissing):
        operations.postpone_assignment(assignment=row, day=MONDAY + A_WEEK, reason=" ", **by)
    with pytest.raises(refusals.NotTheCoach):
        operations.decline_assignment(assignment=row, reason="No", by=user_of(row.person), at=AT)
    day = MONDAY + 3 * A_WEEK
    operations.postpone_assignment(assignment=row, day=day, reason="On leave", **by)
    assert (row.week, row.due_day) == (day, day)
    head = scene.head.person
    assert head is not None
    with pytest.raises(refusals.CoachIsOneself):
        operations.hand_on(assignment=row, coach=row.person, reason="You know best", **by)
    gone = floor.person("Gone Wu")
    with pytest.raises(refusals.CoachNotHere):
        operations.hand_on(assignment=row, coach=gone, reason="x", **by)
    operations.hand_on(assignment=row, coach=head, reason="You know the product", **by)
    assert (row.coach, row.week) == (head, MONDAY)
    operations.decline_assignment(assignment=row, reason="Left the list", by=scene.head, at=AT)
    assert (row.state, row.outcome) == ("declined", "")
    with pytest.raises(refusals.AlreadyClosed):
        operations.decline_assignment(assignment=row, reason="Again", by=scene.head, at=AT)


def test_a_leader_starts_by_hand_and_an_agent_asks(scene: Floor) -> None:
    ivan, june = scene.agent("Ivan Lee"), scene.agent("June Ma")
    kpi, leader = Kpi.objects.get(code="conversion_rate"), scene.leader.person
    given = {"person": ivan, "kpi": kpi, "reason": "Two lost deals", "coach": leader}
    for changes, refusal in (
        ({"by": user_of(june), "due_day": date(2026, 11, 18)}, refusals.NotTheirLeader),
        ({"due_day": date(2026, 11, 3)}, refusals.DueInPast),
        ({"due_day": date(2026, 11, 15)}, refusals.DueNotWorking),
        ({"due_day": date(2026, 11, 18), "coach": ivan}, refusals.CoachIsOneself),
        ({"due_day": date(2026, 11, 18), "reason": ""}, refusals.ReasonMissing),
    ):
        with pytest.raises(refusal):
            operations.start_coaching(**{"by": scene.leader, "at": AT, **given, **changes})
    row = operations.start_coaching(due_day=date(2026, 11, 18), by=scene.leader, at=AT, **given)
    assert (row.origin, reason(row), row.week) == ("hand", "Two lost deals", MONDAY)
    with pytest.raises(refusals.CoachingOpen):
        operations.start_coaching(due_day=date(2026, 11, 18), by=scene.leader, at=AT, **given)
    asked = operations.ask_for_coaching(coach=june, kpi=None, reason="My December", by=user_of(ivan), at=AT)
    assert (asked.coach, asked.person, asked.due_day) == (june, ivan, date(2026, 11, 18))
    assert policies.can_coach(user_of(june), asked)
    assert not policies.can_coach(user_of(june), row)


def test_newcomers_in_weeks_2_4_and_8_and_complaints_once_each(scene: Floor) -> None:
    talks.rule(code="new", basis="newcomer", kpi=None, bound_micros=0, periods_in_row=1, starts=OCT)
    new = scene.agent("Liu Peng", starts=date(2026, 10, 21))
    scene.agent("Old Hand")
    assert operations.look_daily(at=AT - timedelta(days=1)) == 0  # day 13
    assert operations.look_daily(at=AT) == 1
    assert operations.look_daily(at=AT + timedelta(days=6)) == 0
    row = Assignment.objects.get()
    assert (row.person, reason(row)) == (new, "Newcomer since 21 Oct 2026: week 2")
    operations.close_assignment(assignment=row, outcome="improved", by=scene.leader, at=AT)
    assert operations.look_daily(at=AT + timedelta(days=14)) == 1


def test_reminded_two_days_before_and_told_to_the_leader_above_a_week_after(scene: Floor) -> None:
    row = talks.assigned(scene)  # due on the 18th
    assert operations.remind(at=AT + timedelta(days=11)) == 0
    assert operations.remind(at=AT + timedelta(days=12)) == 1
    assert operations.remind(at=AT + timedelta(days=20)) == 0
    assert operations.remind(at=AT + timedelta(days=21)) == 1
    assert operations.remind(at=AT + timedelta(days=40)) == 0
    told = Notice.objects.filter(code__in=["coaching.due", "coaching.escalated"]).order_by("pk")
    assert [(one.code, one.person.name) for one in told] == [
        ("coaching.due", "Daniel Ho"),
        ("coaching.escalated", "Grace Cheng"),
    ]
    assert row.steps.count() == 4


def test_praise_is_given_by_a_leader_and_shown_by_who_got_it(scene: Floor) -> None:
    ivan, june = scene.agent("Ivan Lee"), scene.agent("June Ma")
    with pytest.raises(refusals.NotTheirLeader):
        operations.give_praise(person=ivan, text="Well done", by=user_of(june), at=AT)
    for _ in range(2):
        row = operations.give_praise(person=ivan, text="All callbacks on time", by=scene.leader, at=AT)
    assert Praise.objects.count() == 1
    with pytest.raises(refusals.NotYourPraise):
        operations.show_praise(praise=row, shown=True, by=scene.leader, at=AT)
    assert operations.show_praise(praise=row, shown=True, by=user_of(ivan), at=AT).shown_at == AT
    assert operations.show_praise(praise=row, shown=False, by=user_of(ivan), at=AT).shown_at is None


def test_the_library_needs_what_it_is_made_of_and_a_record_its_agents_consent(scene: Floor) -> None:
    for content in (
        MaterialContent(title="Guide", kind="page"),
        MaterialContent(title="", kind="page", text="x"),
        MaterialContent(title="Link", kind="link"),
    ):
        with pytest.raises(refusals.MaterialIncomplete):
            operations.add_material(content=content, by=scene.leader, at=AT)
    with pytest.raises(refusals.RecordNotFound):
        operations.add_material(
            content=MaterialContent(title="Call", kind="record", record=("call", 1)), by=scene.leader, at=AT
        )
    ivan, june = scene.agent("Ivan Lee"), scene.agent("June Ma")
    call = Material.objects.create(
        title="A call", kind="record", record_type="call", record_id=1, agent=june, created_at=AT
    )
    seen = policies.visible_material
    assert not seen(user_of(ivan), TODAY).exists()
    assert seen(user_of(june), TODAY).exists()
    with pytest.raises(refusals.NotYourRecord):
        operations.answer_consent(material=call, agent_agrees=True, by=user_of(ivan), at=AT)
    operations.answer_consent(material=call, agent_agrees=True, by=user_of(june), at=AT)
    assert seen(user_of(ivan), TODAY).exists()
    operations.answer_consent(material=call, agent_agrees=False, by=user_of(june), at=AT)
    assert not seen(user_of(ivan), TODAY).exists()


def test_a_replay_says_how_many_whom_and_who_recovered_without(scene: Floor) -> None:
    for name, september, october in (("Ivan Lee", 1, 60), ("June Ma", 1, 1), ("Karen Tse", 60, 60)):
        person = scene.agent(name)
        scene.rate(person, september, 1000, SEP)
        scene.rate(person, october, 1000, OCT)
    scene.close(SEP)
    scene.close(OCT)
    rule = talks.rule(periods_in_row=1)
    with CaptureQueriesContext(connection) as asked:
        found = replay(rule, on=TODAY)
    assert (found.times, found.people, found.known, found.recovered) == (3, 2, 2, 1)
    assert [(month.month, len(month.found), month.looked_at) for month in found.months] == [
        (OCT, 1, 3),
        (SEP, 2, 3),
    ]
    assert warned(found) == ()
    everybody = talks.rule(code="all", bound_micros=900_000, periods_in_row=1)
    nobody = talks.rule(code="none", bound_micros=1, periods_in_row=1)
    assert warned(replay(everybody, on=TODAY)) == ("everybody",)
    for number in range(20):
        scene.rate(scene.agent(f"Agent {number}", sign_in=False), 1, 1000, OCT)
    with CaptureQueriesContext(connection) as more:
        assert replay(rule, on=TODAY).people == 22
    assert len(more) == len(asked)
    assert warned(replay(nobody, on=TODAY)) == ("nobody",)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("changes", "figures", "people", "words"),
    [
        (
            {"test": "certain", "bound_micros": 50_000, "periods_in_row": 1},
            {"Two Of60": (2, 60), "Twenty Of600": (20, 600)},
            {"Twenty Of600"},
            "(90 %: 2.3 % to 4.8 %), below 5.0 % with certainty",
        ),
        (
            {"basis": "pattern", "pattern": "blind_dialling", "kpi": None, "second_micros": 1_200_000}
            | {"bound_micros": 50_000, "periods_in_row": 1},
            {"Blind Au": (20, 600), "Usual Bo": (20, 600), "Good Cy": (50, 600)},
            {"Blind Au"},
            "200 calls in October 2026",
        ),
    ],
)
def test_certainty_and_patterns(
    scene: Floor,
    changes: dict[str, object],
    figures: dict[str, tuple[int, int]],
    people: set[str],
    words: str,
) -> None:
    for name, (buyers, contacted) in figures.items():
        person = scene.agent(name)
        scene.rate(person, buyers, contacted)
        floor.cell("outbound_calls", person, 200 if name == "Blind Au" else 100, starts=OCT)
    rule: CoachingRule = talks.rule(**changes)
    assert rule_text(rule)
    scene.close()
    operations.assign_due(at=AT)
    assert set(Assignment.objects.values_list("person__name", flat=True)) == people
    assert words in reason(Assignment.objects.get()).replace("\N{NO-BREAK SPACE}", " ")


def test_the_best_colleague_or_a_specialist_coaches(scene: Floor) -> None:
    ivan, june, karen = (scene.agent(name) for name in ("Ivan Lee", "June Ma", "Karen Tse"))
    scene.rate(ivan, 1, 100)
    scene.rate(june, 60, 600)
    scene.rate(karen, 7, 60)  # a higher share, but less certain
    rule = talks.rule(periods_in_row=1, coach_by="peer")
    special = talks.rule(code="special", periods_in_row=1, coach_by="specialist", specialist=karen)
    scene.close()
    operations.assign_due(at=AT)
    assert dict(Assignment.objects.values_list("rule_id", "coach__name")) == {
        rule.pk: "June Ma",
        special.pk: "Karen Tse",
    }
