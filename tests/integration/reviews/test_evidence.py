"""What a review writes by itself, what its actions did, and what is learned."""

from datetime import date, timedelta

import pytest

from apps.goals.models import MeasureTaken
from apps.goals.operations import ObjectiveContent, create_objective
from apps.intake.models import Complaint
from apps.metrics.models import Cell, Kpi
from apps.people.models import Notice
from apps.reviews import operations, refusals
from apps.reviews.calendar import review_calendar
from apps.reviews.models import Action, Lesson, Review
from apps.reviews.policies import readable_minutes, visible_actions, visible_reviews
from apps.reviews.queries import carried_actions
from apps.reviews.web.shown import action_rows
from tests import floor, meetings
from tests.meetings import WEEK
from tests.talks import AT, OCT, TODAY, Floor

pytestmark = pytest.mark.django_db
NB = "\N{NO-BREAK SPACE}"


@pytest.fixture
def scene() -> Floor:
    made = meetings.made()
    made.close()
    return made


def conversion() -> Kpi:
    return Kpi.objects.get(code="conversion_rate")


def test_a_planned_meeting_is_a_preview_until_somebody_opens_it(scene: Floor) -> None:
    assert operations.open_due(at=AT) == 1
    review = Review.objects.get()
    assert (review.state, review.opened_at) == ("planned", None)
    with pytest.raises(refusals.ReviewNotBegun):
        meetings.decided(review, scene)
    later = AT + timedelta(hours=3)
    begun = operations.open_review(team=scene.team, grain="month", day=OCT, by=scene.leader, at=later)
    assert (begun.pk, begun.state, begun.facts_at, begun.opened_by) == (
        review.pk,
        "open",
        later,
        scene.leader,
    )
    again = operations.open_review(team=scene.team, grain="month", day=OCT, by=scene.head, at=AT)
    assert again.opened_by == scene.leader
    assert {"gap", "mix", "insights", "customers"} <= begun.facts.keys()


@pytest.mark.parametrize(
    ("buyers", "expected", "word", "tone"),
    [
        (12, 60_000, "12 of 200, 6.0 %: reached", "ok"),
        (12, 80_000, "12 of 200, 6.0 %: improved, not reached", "warn"),
        (6, 80_000, "6 of 200, 3.0 %: not reached", "bad"),
    ],
)
def test_the_next_review_says_what_the_figure_did(
    scene: Floor, buyers: int, expected: int, word: str, tone: str
) -> None:
    first = meetings.opened(scene)
    action = meetings.decided(first, scene, kpi=conversion(), expected_micros=expected)
    assert action.before == "3/100"
    meetings.week(scene)
    Cell.objects.filter(grain="week", kpi=conversion()).update(numerator=buyers)
    following = meetings.opened(scene, "week", WEEK)
    row = action_rows(carried_actions(following), TODAY, me_id=None, led=set(), review=following)[0]
    promised = f"Conversion rate 3.0 % → {expected / 10_000:.1f} % promised; {word}"
    assert (row.figure.replace(NB, " "), row.tone) == (promised, tone)


def test_a_number_without_enough_records_says_so(scene: Floor) -> None:
    first = meetings.opened(scene)
    meetings.decided(first, scene, kpi=conversion(), expected_micros=60_000)
    floor.cell("conversion_rate", scene.team, 2, 10, grain="week", starts=WEEK)
    following = meetings.opened(scene, "week", WEEK)
    row = action_rows(carried_actions(following), TODAY, me_id=None, led=set(), review=following)[0]
    assert row.word == "too little data"


def test_actions_need_a_working_day_a_kpi_for_a_number_and_an_owner(scene: Floor) -> None:
    review = meetings.opened(scene)
    for changes, refusal in (
        ({"due_day": date(2026, 11, 14)}, refusals.DueOnHoliday),  # a Saturday
        ({"expected_micros": 1}, refusals.NumberNeedsKpi),
    ):
        with pytest.raises(refusal):
            meetings.decided(review, scene, **changes)
    with pytest.raises(refusals.OwnerMissing):
        operations.add_action(
            review=review, text="x", owner=None, due_day=meetings.DUE, by=scene.leader, at=AT
        )
    assert not Action.objects.exists()


def test_what_is_tied_to_an_objective_is_a_measure_taken_there(scene: Floor) -> None:
    content = ObjectiveContent(name="Grow", focus="growth", starts=OCT, ends=date(2027, 1, 1))
    objective = create_objective(content=content, by=scene.director, at=AT)
    action = meetings.decided(meetings.opened(scene), scene, kpi=conversion(), objective=objective)
    measure = MeasureTaken.objects.get()
    action.refresh_from_db()
    assert (action.measure, measure.objective, measure.owner) == (measure, objective, action.owner)


def test_open_actions_are_carried_over_counted_and_overdue_ones_rise(scene: Floor) -> None:
    first = meetings.opened(scene)
    action = meetings.decided(first, scene)
    operations.close_review(review=first, by=scene.leader, at=AT)
    action.refresh_from_db()
    assert action.carried == 0  # decided in it
    after = AT + timedelta(days=8)  # due on the eleventh
    above = Review(team=scene.sales, grain="month", starts=OCT, facts_at=after)
    assert list(carried_actions(above)) == [action]
    assert list(carried_actions(Review(team=scene.sales, grain="month", starts=OCT, facts_at=AT))) == []
    with pytest.raises(refusals.ReasonMissing):
        operations.drop_action(action=action, note=" ", by=scene.leader, at=AT)
    with pytest.raises(refusals.NotYourAction):
        operations.drop_action(action=action, note="No", by=scene.director, at=AT)
    dropped = operations.drop_action(action=action, note="List is gone", by=scene.leader, at=AT)
    assert (dropped.state, dropped.done_note) == ("dropped", "List is gone")


def test_owners_are_reminded_once(scene: Floor) -> None:
    meetings.decided(meetings.opened(scene), scene)
    assert operations.remind_owners(at=AT) == 0
    assert operations.remind_owners(at=AT + timedelta(days=6)) == 1
    assert operations.remind_owners(at=AT + timedelta(days=9)) == 0


def test_a_lesson_is_followed_until_it_recurs(scene: Floor) -> None:
    source = floor.delivered(date(2026, 11, 3), code="complaints")
    ivan = scene.people["Ivan Lee"]

    def complain(day: date, number: int) -> None:
        Complaint.objects.create(
            source=source, key=f"c{number}", batch_id=1, row=number, agent=ivan, day=day, cause="Fees"
        )

    complain(date(2026, 10, 5), 1)
    complain(date(2026, 10, 20), 2)
    first = meetings.opened(scene)
    assert first.facts["customers"]["causes"] == [{"cause": "Fees", "n": 2}]
    with pytest.raises(refusals.LessonEmpty):
        operations.write_lesson(review=first, kind="complaint", cause="Fees", by=scene.leader, at=AT)
    operations.write_lesson(
        review=first,
        kind="complaint",
        cause="Fees",
        changed="A line in the script",
        changed_on=date(2026, 10, 10),
        by=scene.leader,
        at=AT,
    )
    assert Lesson.objects.count() == 1
    meetings.week(scene)
    following = meetings.opened(scene, "week", WEEK)
    lesson = following.facts["customers"]["lessons"][0]
    assert (lesson["cause"], lesson["n"], lesson["since"]) == ("Fees", 1, "2026-10-10")


def test_another_view_is_kept_beside_with_its_evidence(scene: Floor) -> None:
    review = meetings.opened(scene)
    june = scene.people["June Ma"]
    words = {"review": review, "kpi": conversion(), "by": scene.leader, "at": AT}
    operations.write_finding(cause="strategy", part="lists", why="Half are new leads", **words)
    operations.write_finding(cause="execution", why="Late callbacks", view_of=june, **words)
    operations.write_finding(cause="market", why="A competitor", **words)
    found = list(review.findings.order_by("pk").values_list("cause", "view_of__name", "evidence"))
    assert found[0][:2] == ("market", None)
    assert found[1][:2] == ("execution", "June Ma")
    assert "fact" in found[0][2]


def test_minutes_go_to_who_was_there_and_to_owners_and_dates_into_a_calendar(scene: Floor) -> None:
    review = meetings.opened(scene)
    ivan, june = scene.people["Ivan Lee"], scene.people["June Ma"]
    meetings.decided(review, scene, june)
    operations.write_note(review=review, part="results", text="Two were ill", by=scene.leader, at=AT)
    with pytest.raises(refusals.NoteEmpty):
        operations.write_note(review=review, part="nowhere", text="x", by=scene.leader, at=AT)
    operations.set_present(review=review, people=[ivan], by=scene.leader, at=AT)
    assert june.user is not None
    assert not readable_minutes(june.user, TODAY).exists()
    content = review_calendar(
        visible_reviews(scene.leader, TODAY), visible_actions(june.user, TODAY), june, at=AT
    )
    assert "DTSTART;VALUE=DATE:20261111\r\n" in content
    assert "SUMMARY:Due: Call new leads first\r\n" in content
    assert content.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    operations.close_review(review=review, by=scene.leader, at=AT)
    told = set(Notice.objects.filter(code="review.minutes").values_list("person__name", flat=True))
    assert told == {"Ivan Lee", "June Ma"}
    for person in (ivan, june):
        assert person.user is not None
        assert readable_minutes(person.user, TODAY).exists()
    assert not readable_minutes(scene.agent("Karen Tse").user or scene.leader, TODAY).exists()
