"""Talks that are written down, and closing with what came of it."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.coaching import operations, refusals
from apps.coaching.choices import Outcome
from apps.coaching.models import Assignment, Session
from apps.coaching.queries import course_of
from apps.metrics.models import Cell
from apps.people.models import Notice, User
from tests import floor, talks
from tests.racing import race
from tests.talks import AT, OCT, SEP, TODAY, Floor


@pytest.fixture
def scene(db: None) -> Floor:
    return talks.made()


def talk(row: Assignment, by: User, **changes: Any) -> Session:
    values: dict[str, Any] = {"held_on": TODAY, "notes": "Ask two questions first", "agreed": "By Friday"}
    return operations.record_session(assignment=row, by=by, at=AT, **{**values, **changes})


def close(row: Assignment, by: User, outcome: str = "reached", **changes: Any) -> Assignment:
    return operations.close_assignment(assignment=row, outcome=outcome, by=by, at=AT, **changes)


def test_a_talk_is_written_down_once_and_the_agent_is_told(scene: Floor) -> None:
    row = talks.assigned(scene)
    first, again = talk(row, scene.leader), talk(row, scene.leader, notes=" Ask two questions first ")
    assert first == again
    assert (first.held_on, first.agreed, first.written_by) == (TODAY, "By Friday", scene.leader)
    told = Notice.objects.get(code="coaching.session")
    assert (told.person, told.values) == (row.person, {"by": "Daniel Ho", "day": "2026-11-04"})


@pytest.mark.parametrize(
    ("changes", "refusal", "words"),
    [
        ({"notes": "  "}, refusals.NothingWritten, "Write down what was talked about."),
        (
            {"held_on": TODAY + timedelta(days=1)},
            refusals.SessionInFuture,
            "The talk is dated 5 Nov 2026, which has not come yet. Write it down once it was held.",
        ),
        (
            {"held_on": TODAY - timedelta(days=1)},
            refusals.SessionBeforeAssignment,
            "The talk is dated 3 Nov 2026, before this coaching began on 4 Nov 2026.",
        ),
    ],
)
def test_what_is_no_talk(scene: Floor, changes: dict[str, Any], refusal: type, words: str) -> None:
    row = talks.assigned(scene)
    with pytest.raises(refusal) as refused:
        talk(row, scene.leader, **changes)
    assert str(refused.value) == words
    assert Session.objects.count() == 0


@pytest.mark.parametrize("outcome", Outcome.values)
def test_it_is_closed_with_what_came_of_it(scene: Floor, outcome: str) -> None:
    row = close(talks.assigned(scene), scene.leader, outcome, note=" Keep the list ")
    assert (row.state, row.outcome, row.outcome_note, row.closed_by, row.closed_at) == (
        "closed",
        outcome,
        "Keep the list",
        scene.leader,
        AT,
    )
    assert Notice.objects.filter(person=row.person, code="coaching.closed").count() == 1


@pytest.mark.parametrize("outcome", ["", "promoted"])
def test_closing_says_what_came_of_it(scene: Floor, outcome: str) -> None:
    row = talks.assigned(scene)
    with pytest.raises(refusals.OutcomeMissing, match="Say what came of it"):
        close(row, scene.leader, outcome)


def test_what_is_closed_stays_as_it_is(scene: Floor) -> None:
    row = close(talks.assigned(scene), scene.leader, "improved")
    with pytest.raises(refusals.AlreadyClosed, match="with the outcome “Improved”"):
        close(row, scene.leader, "reached")
    with pytest.raises(refusals.AlreadyClosed):
        talk(row, scene.leader)
    row.refresh_from_db()
    assert row.outcome == "improved"


def test_only_the_coach_writes(scene: Floor) -> None:
    row = talks.assigned(scene)
    other = floor.leader("Carmen Ng", floor.team("Outbound B", scene.sales))
    for user in (other, scene.director, scene.head, row.person.user):
        assert user is not None
        with pytest.raises(refusals.NotTheCoach):
            talk(row, user)
        with pytest.raises(refusals.NotTheCoach):
            close(row, user)
    talk(row, scene.leader)
    assert close(row, scene.leader).closed_by == scene.leader


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "closed"},
        {"outcome": "reached"},
        {"state": "closed", "outcome": "reached"},
        {"state": "closed", "closed_at": AT},
    ],
)
def test_the_database_keeps_outcome_and_state_together(scene: Floor, wrong: dict[str, Any]) -> None:
    row = talks.assigned(scene)
    with pytest.raises(IntegrityError, match="coaching_closed_has_outcome"), transaction.atomic():
        Assignment.objects.filter(pk=row.pk).update(**wrong)


def test_the_database_lets_nobody_coach_themselves(scene: Floor) -> None:
    row = talks.assigned(scene)
    with pytest.raises(IntegrityError, match="coaching_not_oneself"), transaction.atomic():
        Assignment.objects.filter(pk=row.pk).update(coach=row.person)


def test_the_course_shows_each_closed_month_by_its_last_closing(scene: Floor) -> None:
    row = talks.assigned(scene)
    assert [(one.month, one.value, one.n) for one in course_of(row)] == [
        (SEP, Fraction(15, 500), 500),
        (OCT, Fraction(23, 1000), 1000),
    ]
    Cell.objects.filter(subject_id=row.person_id, starts=OCT).update(numerator=30)
    scene.close(OCT, number=2)
    assert [one.value for one in course_of(row)] == [Fraction(15, 500), Fraction(30, 1000)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_of_two_windows_that_close_at_once_one_does() -> None:
    scene = talks.made()
    row = talks.assigned(scene)
    outcomes = race(
        lambda: close(Assignment.objects.get(pk=row.pk), scene.leader, "reached"),
        lambda: close(Assignment.objects.get(pk=row.pk), scene.leader, "not_improved"),
    )
    refused = [one for one in outcomes if isinstance(one, refusals.AlreadyClosed)]
    closed = [one for one in outcomes if isinstance(one, Assignment)]
    assert (len(refused), len(closed)) == (1, 1)
    assert Assignment.objects.get().outcome == closed[0].outcome


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_workers_make_one_assignment() -> None:
    scene = talks.made()
    scene.rate(scene.agent("Ivan Lee"), 1, 100)
    talks.rule(periods_in_row=1)
    scene.close()
    made = race(lambda: operations.assign_due(at=AT), lambda: operations.assign_due(at=AT))
    assert sorted(made, key=str) == [0, 1]
    assert Assignment.objects.count() == 1
    assert Notice.objects.filter(code="coaching.assigned").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_a_talk_sent_twice_at_once_is_one() -> None:
    scene = talks.made()
    row = talks.assigned(scene)
    race(lambda: talk(row, scene.leader), lambda: talk(row, scene.leader))
    assert Session.objects.count() == 1


def test_one_day_is_the_organisations(scene: Floor) -> None:
    """02:00 UTC is 10:00 of the same day in Hong Kong; 17:00 UTC is already the next day."""
    row = talks.assigned(scene)
    evening = AT.replace(hour=17)
    session = operations.record_session(
        assignment=row, held_on=date(2026, 11, 5), notes="After work", by=scene.leader, at=evening
    )
    assert session.held_on == date(2026, 11, 5)
