"""Causes and actions: decided in an open review, followed up until they are done."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.audit.models import Entry
from apps.metrics.models import Kpi
from apps.people.choices import Role
from apps.people.models import Notice, User
from apps.people.policies import person_of
from apps.reviews import operations, policies, refusals
from apps.reviews.models import Action, Finding, Review
from apps.reviews.queries import carried_actions, listed_actions, open_actions, open_reviews
from tests import floor, meetings
from tests.meetings import DUE, WEEK
from tests.racing import race
from tests.talks import AT, OCT, TODAY, Floor


@pytest.fixture
def scene(db: None) -> Floor:
    return meetings.made()


def kpi(code: str = "conversion_rate") -> Kpi:
    return Kpi.objects.get(code=code)


def cause(review: Review, by: User, **changes: Any) -> Finding:
    values: dict[str, Any] = {"kpi": kpi(), "cause": "execution", "why": " Callbacks come late "}
    return operations.write_finding(review=review, by=by, at=AT, **{**values, **changes})


def test_a_cause_is_chosen_and_chosen_anew(scene: Floor) -> None:
    review = meetings.opened(scene)
    assert cause(review, scene.leader).why == "Callbacks come late"
    cause(review, scene.head, cause="market", why="Fewer new leads")
    found = Finding.objects.get()
    assert (found.cause, found.why, found.written_by) == ("market", "Fewer new leads", scene.head)
    assert Entry.objects.filter(verb="review.cause_chosen").count() == 2


@pytest.mark.parametrize(
    ("changes", "refusal", "words"),
    [
        ({"cause": "weather"}, refusals.CauseMissing, "Choose the cause and say in a sentence why."),
        ({"why": "  "}, refusals.CauseMissing, "Choose the cause and say in a sentence why."),
        ({"kpi": "win_rate"}, refusals.KpiNotReviewed, "Win rate is not part of this review."),
    ],
)
def test_what_is_no_cause(scene: Floor, changes: dict[str, Any], refusal: type, words: str) -> None:
    if "kpi" in changes:
        changes = {"kpi": kpi(changes["kpi"])}
    review = meetings.opened(scene)
    with pytest.raises(refusal) as refused:
        cause(review, scene.leader, **changes)
    assert str(refused.value) == words


def test_an_action_is_decided_once_and_its_owner_is_told(scene: Floor) -> None:
    review = meetings.opened(scene)
    first = meetings.decided(review, scene, kpi=kpi())
    assert meetings.decided(review, scene, kpi=kpi(), text=" Call new leads first ") == first
    assert (first.owner.name, first.due_day, first.team) == ("June Ma", DUE, scene.team)
    told = Notice.objects.get(code="action.owned")
    assert (told.person, told.url) == (scene.people["June Ma"], "/actions/")
    assert told.values == {"text": "Call new leads first", "due": "2026-11-11"}


@pytest.mark.parametrize(
    ("changes", "refusal", "words"),
    [
        ({"text": " "}, refusals.ActionEmpty, "Say what will be done."),
        (
            {"due_day": TODAY - timedelta(days=1)},
            refusals.DueInPast,
            "The due date 3 Nov 2026 is past. Choose today or a later day.",
        ),
        ({"kpi": "win_rate"}, refusals.KpiNotReviewed, "Win rate is not part of this review."),
    ],
)
def test_what_is_no_action(scene: Floor, changes: dict[str, Any], refusal: type, words: str) -> None:
    if "kpi" in changes:
        changes = {"kpi": kpi(changes["kpi"])}
    review = meetings.opened(scene)
    with pytest.raises(refusal) as refused:
        meetings.decided(review, scene, **changes)
    assert str(refused.value) == words
    assert Action.objects.count() == 0


def test_an_action_may_be_due_today(scene: Floor) -> None:
    assert meetings.decided(meetings.opened(scene), scene, due_day=TODAY).pk


def test_an_owner_is_of_the_team_or_leads_it(scene: Floor) -> None:
    review = meetings.opened(scene)
    below = floor.agent("Ben Ho", floor.team("Outbound A1", scene.team))
    strange = floor.agent("Carmen Ng", floor.team("Outbound B", scene.sales))
    gone = scene.agent("Leo Pun")
    gone.placements.update(ends=TODAY)
    for owner in (below, person_of(scene.leader), person_of(scene.head)):
        assert meetings.decided(review, scene, owner).owner == owner
    for owner in (strange, gone):
        with pytest.raises(refusals.OwnerMissing, match="Choose one owner"):
            meetings.decided(review, scene, owner)
    with pytest.raises(refusals.OwnerMissing):
        operations.add_action(review=review, text="X", owner=None, due_day=DUE, by=scene.leader, at=AT)


def test_only_who_leads_writes_and_only_while_it_is_open(scene: Floor) -> None:
    review = meetings.opened(scene)
    agent = scene.people["Ivan Lee"].user
    for user in (agent, scene.director):
        assert user is not None
        with pytest.raises(refusals.NotTheLeader):
            cause(review, user)
        with pytest.raises(refusals.NotTheLeader):
            meetings.decided(review, scene, by=user)
    operations.close_review(review=review, by=scene.leader, at=AT)
    with pytest.raises(refusals.ReviewClosed):
        cause(review, scene.leader)
    with pytest.raises(refusals.ReviewClosed):
        meetings.decided(review, scene)


def test_an_action_is_done_once_by_its_owner_or_who_leads(scene: Floor) -> None:
    review = meetings.opened(scene)
    action = meetings.decided(review, scene)
    june = scene.people["June Ma"].user
    for user in (scene.people["Ivan Lee"].user, scene.director):
        assert user is not None
        with pytest.raises(refusals.NotYourAction, match="Only the owner"):
            operations.finish_action(action=action, by=user, at=AT)
    assert june is not None
    done = operations.finish_action(action=action, note=" Works ", by=june, at=AT)
    assert (done.state, done.done_at, done.done_note) == ("done", AT, "Works")
    with pytest.raises(refusals.AlreadyDone, match="marked as done already"):
        operations.finish_action(action=action, by=scene.leader, at=AT)


def test_an_action_comes_in_every_review_until_it_is_done(scene: Floor) -> None:
    first = meetings.opened(scene)
    kept, done, late = (meetings.decided(first, scene, text=text) for text in ("Kept", "Done", "Done later"))
    day = timedelta(days=1)
    operations.finish_action(action=done, by=scene.leader, at=AT + day)
    weekly = meetings.opened(scene, "week", WEEK, at=AT + 2 * day)
    operations.finish_action(action=late, by=scene.leader, at=AT + 3 * day)
    assert list(carried_actions(first)) == []
    assert [row.text for row in carried_actions(weekly)] == ["Kept", "Done later"]
    for month in (date(2026, 11, 1), date(2026, 12, 1)):
        floor.published(scene.team, floor.line("outbound_calls", 100, 100), starts=month)
    following = meetings.opened(scene, "week", WEEK + timedelta(days=7), at=AT + 4 * day, by=scene.leader)
    assert [row.text for row in carried_actions(following)] == ["Kept", "Done later"]
    operations.finish_action(action=kept, by=scene.leader, at=AT + 5 * day)
    last = meetings.opened(scene, "week", date(2026, 12, 7), at=AT + 40 * day)
    assert [row.text for row in carried_actions(last)] == ["Kept"]


def test_lists_show_what_is_due_first(scene: Floor) -> None:
    review = meetings.opened(scene)
    later = meetings.decided(review, scene, text="Later", due_day=DUE + timedelta(days=1))
    sooner = meetings.decided(review, scene, text="Sooner")
    done = meetings.decided(review, scene, text="Done")
    operations.finish_action(action=done, by=scene.leader, at=AT)
    assert list(open_actions(Action.objects.all())) == [sooner, later]
    assert list(listed_actions(Action.objects.all())) == [sooner, later, done]
    assert [row.open_actions for row in open_reviews(Review.objects.all())] == [2]  # type: ignore[attr-defined]


def test_the_database_keeps_done_and_its_time_together(scene: Floor) -> None:
    action = meetings.decided(meetings.opened(scene), scene)
    for wrong in ({"state": "done"}, {"done_at": AT}):
        with pytest.raises(IntegrityError, match="reviews_action_done_has_time"), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(**wrong)


# Who may see what


def seen(user: User | None, action: Action) -> tuple[bool, bool, bool]:
    """Whether the user sees the review and the action (by both twins), and may mark it as done."""
    assert user is not None
    review = policies.can_view_review(user, action.review, TODAY)
    assert review == policies.visible_reviews(user, TODAY).filter(pk=action.review_id).exists()
    shown = policies.can_view_action(user, action, TODAY)
    assert shown == policies.visible_actions(user, TODAY).filter(pk=action.pk).exists()
    return review, shown, policies.can_finish_action(user, action, TODAY)


def test_who_sees_a_review_and_its_actions(scene: Floor) -> None:
    action = meetings.decided(meetings.opened(scene), scene)
    other = floor.leader("Carmen Ng", floor.team("Outbound B", scene.sales))
    assert seen(scene.leader, action) == (True, True, True)
    assert seen(scene.head, action) == (True, True, True)
    assert seen(scene.director, action) == (True, True, False)
    assert seen(scene.people["June Ma"].user, action) == (False, True, True)
    assert seen(scene.people["Ivan Lee"].user, action) == (False, False, False)
    assert seen(other, action) == (False, False, False)


@pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, Role.HR, Role.STEWARD, Role.ADMINISTRATOR])
def test_no_role_alone_sees_reviews(scene: Floor, role: Role) -> None:
    action = meetings.decided(meetings.opened(scene), scene)
    assert seen(floor.person("Stranger", role, sign_in=True).user, action) == (False, False, False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_an_action_sent_or_finished_twice_at_once_is_one() -> None:
    scene = meetings.made()
    review = meetings.opened(scene, day=OCT)
    race(lambda: meetings.decided(review, scene), lambda: meetings.decided(review, scene))
    action = Action.objects.get()
    outcomes = race(
        *[lambda: operations.finish_action(action=Action.objects.get(), by=scene.leader, at=AT)] * 2
    )
    assert action.state == "open"
    assert sorted(type(one).__name__ for one in outcomes) == ["Action", "AlreadyDone"]
