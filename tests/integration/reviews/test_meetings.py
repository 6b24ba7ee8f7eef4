"""Reviews are opened with frozen facts, by hand or by themselves, and closed."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.intake.models import Batch
from apps.metrics.models import Cell
from apps.people.models import Leadership
from apps.reviews import operations, refusals
from apps.reviews.facts import read_facts
from apps.reviews.models import Review
from apps.reviews.queries import due_reviews
from apps.reviews.tasks import open_due
from tests import floor, meetings
from tests.meetings import WEEK
from tests.racing import race
from tests.talks import AT, OCT, TODAY, Floor

F = Fraction


@pytest.fixture
def scene(db: None) -> Floor:
    return meetings.made()


def figures(review: Review) -> dict[str, tuple[Fraction | None, ...]]:
    return {
        fact.code: (fact.actual, fact.target, fact.gap, fact.achievement) for fact in read_facts(review.facts)
    }


def test_a_closed_month_shows_actual_against_target(scene: Floor) -> None:
    scene.close()
    review = meetings.opened(scene, day=date(2026, 10, 17))
    assert (review.starts, review.facts["final"], review.facts["through"]) == (OCT, True, "2026-10-31")
    assert figures(review) == {
        "outbound_calls": (F(160), F(200), F(-40), F(4, 5)),
        "conversion_rate": (F(3, 100), F(5, 100), F(-2, 100), F(3, 5)),
    }
    assert F(review.facts["score"]) == F(60, 100) * F(4, 5) + F(40, 100) * F(3, 5)


def test_facts_are_frozen_when_it_is_opened(scene: Floor) -> None:
    first = meetings.opened(scene)
    Cell.objects.filter(starts=OCT).update(numerator=1)
    again = meetings.opened(scene, at=AT + timedelta(days=1))
    assert again == first
    assert figures(again)["outbound_calls"][0] == 160
    assert again.facts_at == AT


def test_a_week_takes_its_part_of_the_months_target(scene: Floor) -> None:
    meetings.week(scene)
    review = meetings.opened(scene, "week", date(2026, 10, 22))
    target = F(200 * 5, 22)
    assert review.starts == WEEK
    assert figures(review) == {
        "outbound_calls": (F(50), target, 50 - target, F(50) / target),
        "conversion_rate": (F(6, 100), F(5, 100), F(1, 100), F(6, 5)),
    }
    assert review.facts["score"] is None


def test_a_week_of_a_closed_month_reads_the_same(scene: Floor) -> None:
    meetings.week(scene)
    open_one = meetings.opened(scene, "week", WEEK)
    before = figures(open_one)
    Review.objects.all().delete()
    scene.close()
    closed = meetings.opened(scene, "week", WEEK)
    assert closed.facts["final"]
    assert figures(closed) == before


def test_a_count_without_records_is_zero_where_all_was_delivered_and_unknown_else(scene: Floor) -> None:
    meetings.week(scene, calls=None)
    assert figures(meetings.opened(scene, "week", WEEK))["outbound_calls"][0] == 0
    Review.objects.all().delete()
    Batch.objects.update(covers_last=date(2026, 10, 18))
    through = meetings.opened(scene, "week", WEEK)
    assert through.facts["through"] is None
    assert figures(through)["outbound_calls"][0] is None
    assert figures(through)["conversion_rate"][0] is None


def test_a_running_week_counts_its_complete_days(scene: Floor) -> None:
    """Of the week of 19 October two days are delivered: 2 of 22 working days of the target."""
    Batch.objects.update(covers_last=date(2026, 10, 20))
    review = meetings.opened(scene, "week", WEEK, at=datetime(2026, 10, 22, 2, tzinfo=UTC))
    assert review.facts["through"] == "2026-10-20"
    assert figures(review)["outbound_calls"][1] == F(200 * 2, 22)


def test_an_open_months_volume_is_measured_by_what_was_expected(scene: Floor) -> None:
    Batch.objects.update(covers_last=date(2026, 10, 15))  # 11 of 22 working days
    Cell.objects.filter(kpi__code="outbound_calls").update(numerator=80)
    review = meetings.opened(scene, at=datetime(2026, 10, 16, 2, tzinfo=UTC))
    calls = next(fact for fact in read_facts(review.facts) if fact.code == "outbound_calls")
    assert [calls.target, calls.expected] == [F(200), F(100)]
    assert [calls.actual, calls.gap, calls.achievement, calls.judged] == [F(80), F(-20), F(2, 5), F(4, 5)]
    assert review.facts["final"] is False


def test_who_leads_the_team_or_one_above_opens_and_nobody_else(scene: Floor) -> None:
    other = floor.leader("Carmen Ng", floor.team("Outbound B", scene.sales))
    for user in (other, scene.director, scene.people["Ivan Lee"].user):
        assert user is not None
        with pytest.raises(refusals.NotTheLeader, match="Only the leader of the team"):
            meetings.opened(scene, by=user)
    assert meetings.opened(scene, by=scene.head).team == scene.team


@pytest.mark.parametrize(
    ("grain", "day", "begun"),
    [
        ("week", date(2026, 11, 8), True),  # Sunday of the week that runs
        ("week", date(2026, 11, 9), False),
        ("month", date(2026, 12, 1), False),
    ],
)
def test_days_that_have_not_come_are_not_reviewed(scene: Floor, grain: str, day: date, begun: bool) -> None:
    floor.published(scene.team, floor.line("outbound_calls", 100, 100), starts=date(2026, 11, 1))
    if begun:
        assert meetings.opened(scene, grain, day).starts == date(2026, 11, 2)
        return
    with pytest.raises(refusals.PeriodNotBegun, match="has not begun yet"):
        meetings.opened(scene, grain, day)


def test_without_targets_there_is_nothing_to_compare_with(scene: Floor) -> None:
    with pytest.raises(refusals.NoScorecard) as refused:
        meetings.opened(scene, day=date(2026, 7, 1))
    assert refused.value.message.startswith("Outbound A has no published scorecard for July 2026.")


def test_closing_is_done_once_by_who_leads(scene: Floor) -> None:
    review = meetings.opened(scene)
    with pytest.raises(refusals.NotTheLeader):
        operations.close_review(review=review, by=scene.director, at=AT)
    closed = operations.close_review(review=review, by=scene.leader, at=AT)
    assert (closed.state, closed.closed_by, closed.closed_at) == ("closed", scene.leader, AT)
    with pytest.raises(refusals.ReviewClosed, match="This review is closed"):
        operations.close_review(review=review, by=scene.head, at=AT)


def test_the_database_keeps_one_review_and_its_closing(scene: Floor) -> None:
    review = meetings.opened(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(team=scene.team, grain="month", starts=OCT, facts={}, facts_at=AT)
    with pytest.raises(IntegrityError, match="reviews_closed_has_time"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(state="closed")


# By themselves


def due(on: date = TODAY) -> list[tuple[str, str, date]]:
    return [(row.team.name, str(row.grain), row.starts) for row in due_reviews(on)]


def test_the_last_closed_month_is_due_once(scene: Floor) -> None:
    assert due() == []  # October is open, and the last week ends in November without a scorecard
    scene.close()
    assert due() == [("Outbound A", "month", OCT)]
    assert (operations.open_due(at=AT), operations.open_due(at=AT)) == (1, 0)
    assert due() == []


@pytest.mark.parametrize(
    ("on", "last", "is_due"),
    [
        (date(2026, 10, 25), date(2026, 10, 23), False),  # Sunday: the week runs
        (date(2026, 10, 26), date(2026, 10, 23), True),  # its last working day is complete
        (date(2026, 10, 26), date(2026, 10, 22), False),
    ],
)
def test_a_week_is_due_when_it_is_complete(scene: Floor, on: date, last: date, is_due: bool) -> None:
    Batch.objects.update(covers_last=last)
    expected = [("Outbound A", "week", WEEK)] if is_due else []
    assert [row for row in due(on) if row[2] == WEEK] == expected


def test_a_team_below_takes_the_scorecard_above_and_one_without_leader_has_no_review(scene: Floor) -> None:
    below = floor.team("Outbound A1", scene.team)
    floor.team("Outbound A2", scene.team)
    floor.leader("Carmen Ng", below)
    scene.close()
    assert due() == [("Outbound A", "month", OCT), ("Outbound A1", "month", OCT)]
    Leadership.objects.filter(team=below).update(ends=TODAY)
    assert due() == [("Outbound A", "month", OCT)]


def test_the_task_may_run_twice(scene: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    scene.close()
    assert (open_due(), open_due(unknown=1)) == (1, 0)
    assert Review.objects.get().facts["final"]


def test_questions_of_what_is_due_do_not_grow_with_teams(scene: Floor) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            due()
        return len(queries)

    scene.close()
    few = asked()
    for number in range(5):
        floor.leader(f"Lead {number}", floor.team(f"Team {number}", scene.team))
    assert asked() == few
    assert len(due()) == 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_who_open_at_once_get_the_same_review() -> None:
    scene = meetings.made()
    scene.close()
    first, second = race(lambda: meetings.opened(scene), lambda: meetings.opened(scene, by=scene.head))
    assert first == second
    assert Review.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_of_two_who_close_at_once_one_does() -> None:
    scene = meetings.made()
    review = meetings.opened(scene)
    outcomes = race(
        *(
            lambda user=user: operations.close_review(review=Review.objects.get(pk=review.pk), by=user, at=AT)
            for user in (scene.leader, scene.head)
        )
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Review", "ReviewClosed"]
