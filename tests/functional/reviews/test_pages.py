"""Pages of reviews and actions, as each role meets them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.people.choices import Role
from apps.people.models import User
from apps.portal.navigation import menu_for
from apps.reviews.models import Action, Finding, Review
from tests import floor, meetings
from tests.meetings import WEEK
from tests.talks import AT, Floor

pytestmark = pytest.mark.django_db
NB = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Floor:
    """The floor, and it is the morning of AT."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    return meetings.made()


def signed_in(user: User | None) -> Client:
    assert user is not None
    client = Client()
    client.force_login(user)
    return client


def page(user: User | None, name: str, *args: int, status: int = 200, query: str = "") -> str:
    response = signed_in(user).get(reverse(name, args=args) + query)
    assert response.status_code == status
    return response.content.decode().replace(NB, " ")


def posted(client: Client, name: str, *args: object, **data: object) -> str:
    """What the reader sees after the button."""
    response = client.post(reverse(name, args=args), data, follow=True)
    return response.content.decode().replace(NB, " ")


def test_a_leader_opens_a_review_that_is_proposed(scene: Floor) -> None:
    scene.close()
    text = page(scene.leader, "reviews")
    assert "No review yet" in text
    for words in ("October 2026", "Week 44: 26 Oct 2026 – 1 Nov 2026", "November 2026", "Week 45"):
        assert words in text
    client = signed_in(scene.leader)
    for _ in range(2):  # pressed twice
        text = posted(client, "reviews", team=scene.team.pk, period="month:2026-10-01")
        assert "Outbound A · October 2026" in text
    assert Review.objects.count() == 1
    assert "October 2026" in page(scene.leader, "reviews")


def test_a_refused_opening_says_why(scene: Floor) -> None:
    client = signed_in(scene.leader)
    response = client.post(reverse("reviews"), {"team": scene.team.pk, "period": "month:2026-11-01"})
    assert response.status_code == 422
    assert "has no published scorecard for November 2026" in response.content.decode()
    wrong = client.post(reverse("reviews"), {"team": scene.sales.pk, "period": "year:2026-01-01"})
    assert wrong.status_code == 422
    assert Review.objects.count() == 0


def test_the_page_shows_the_frozen_facts(scene: Floor) -> None:
    scene.close()
    text = page(scene.leader, "review", meetings.opened(scene).pk)
    for words in (
        "Final figures",
        "Score 72.00 %, final.",
        "160",
        "200",
        f"{MINUS}40",
        "80.0 %",
        f"{MINUS}2.0 points",
        "60.0 %",
        "Data through 31 Oct 2026.",
        "Nothing to follow up",
        "2 gaps without a cause",
    ):
        assert words in text, words


def test_a_week_shows_leading_figures(scene: Floor) -> None:
    meetings.week(scene)
    text = page(scene.leader, "review", meetings.opened(scene, "week", WEEK).pk)
    for words in ("Week 43: 19 Oct 2026 – 25 Oct 2026", "Leading figures", "110.0 %", "+1.0 points"):
        assert words in text, words
    assert "Every gap has its cause, or nothing fell short." in text


def test_a_meeting_from_cause_to_close(scene: Floor) -> None:
    review = meetings.opened(scene)
    client = signed_in(scene.leader)
    assert "Provisional figures" in page(scene.leader, "review", review.pk)
    text = posted(
        client, "review-cause", review.pk, "conversion_rate", cause="strategy", why="Half are new leads"
    )
    assert "Half are new leads" in text
    assert Finding.objects.get().cause == "strategy"
    june = scene.people["June Ma"]
    action = {"text": "Ask for an even share of leads", "owner": june.pk, "due_day": "2026-11-11"}
    for _ in range(2):  # pressed twice
        text = posted(client, "review-action", review.pk, **action)
    assert "Ask for an even share of leads" in text
    assert Action.objects.count() == 1
    text = posted(client, "review-close", review.pk)
    assert "The review is closed. Its actions go on until they are done." in text
    assert "Close the meeting" not in text
    assert "This review is closed: what was decided stays as it is." in posted(
        client, "review-close", review.pk
    )
    late = client.post(reverse("review-action", args=[review.pk]), action)
    assert late.status_code == 422
    assert "This review is closed" in late.content.decode()
    following = meetings.opened(scene, "week", WEEK, at=AT + timedelta(minutes=1))
    assert "Ask for an even share of leads" in page(scene.leader, "review", following.pk)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"owner": ""}, "Choose one owner: someone of the team, or who leads it."),
        ({"due_day": "2026-11-03"}, "The due date 3 Nov 2026 is past."),
        ({"text": ""}, "This field is required."),
    ],
)
def test_a_refused_action_keeps_what_was_typed(scene: Floor, changes: dict[str, str], words: str) -> None:
    review = meetings.opened(scene)
    sent = {"text": "Call first", "owner": str(scene.people["June Ma"].pk), "due_day": "2026-11-11"}
    response = signed_in(scene.leader).post(reverse("review-action", args=[review.pk]), {**sent, **changes})
    text = response.content.decode()
    assert response.status_code == 422
    assert words in text
    assert "Call first" in text or "text" in changes
    assert Action.objects.count() == 0


def test_a_cause_without_a_reason_stands_at_its_kpi(scene: Floor) -> None:
    review = meetings.opened(scene)
    address = reverse("review-cause", args=[review.pk, "conversion_rate"])
    response = signed_in(scene.leader).post(address, {"cause": "market", "why": ""})
    assert response.status_code == 422
    assert 'id="id_conversion_rate_why_error"' in response.content.decode()
    missing = reverse("review-cause", args=[review.pk, "nonsense"])
    assert signed_in(scene.leader).post(missing, {"cause": "market", "why": "x"}).status_code == 404


def test_the_board_shows_what_is_late_first(scene: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    review = meetings.opened(scene)
    meetings.decided(review, scene, text="Second", due_day=date(2026, 11, 30))
    meetings.decided(review, scene, text="First")
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(days=9))
    text = page(scene.head, "actions")
    assert text.index("First") < text.index("Second")
    assert "2 d late" in text
    assert "1 overdue" in text
    assert "No action matches" in page(scene.head, "actions", query="?whose=mine")
    assert "First" in page(scene.head, "actions", query=f"?team={scene.team.pk}")
    assert "Nothing is done yet" in page(scene.head, "actions", query="?state=done")


def test_an_owner_marks_their_action_and_says_how_it_went(scene: Floor) -> None:
    action = meetings.decided(meetings.opened(scene), scene)
    june = signed_in(scene.people["June Ma"].user)
    assert "Call new leads first" in page(scene.people["June Ma"].user, "actions")
    text = posted(june, "action-done", action.pk, note="Works", next="https://elsewhere.example/")
    assert "Done: Call new leads first" in text
    assert "This action was marked as done already." in posted(june, "action-done", action.pk)
    assert "Works" in page(scene.leader, "actions", query="?state=done")


def test_a_leader_marks_it_in_the_review_and_stays_there(scene: Floor) -> None:
    action = meetings.decided(meetings.opened(scene), scene)
    here = reverse("review", args=[action.review_id])
    response = signed_in(scene.leader).post(reverse("action-done", args=[action.pk]), {"next": here})
    assert response["Location"] == here


def test_a_director_reads_and_writes_nothing(scene: Floor) -> None:
    review = meetings.opened(scene)
    action = meetings.decided(review, scene)
    client = signed_in(scene.director)
    text = page(scene.director, "review", review.pk)
    assert "Close the meeting" not in text
    assert "Mark as done</button>" not in text
    assert "Open a review" not in page(scene.director, "reviews")
    for name, args in (("review-action", ()), ("review-close", ()), ("review-cause", ("outbound_calls",))):
        assert client.post(reverse(name, args=[review.pk, *args]), {}).status_code == 404
    assert "Only the owner of an action" in posted(client, "action-done", action.pk)
    action.refresh_from_db()
    assert action.state == "open"


LISTS = {Role.AGENT: (404, 200), Role.MANAGER: (200, 200), Role.DIRECTOR: (200, 200)}


@pytest.mark.parametrize("role", list(Role))
def test_others_find_no_such_page(scene: Floor, role: Role) -> None:
    review = meetings.opened(scene)
    action = meetings.decided(review, scene)
    stranger = floor.person("Stranger", role, sign_in=True).user
    reviews, actions = LISTS.get(role, (404, 404))
    page(stranger, "reviews", status=reviews)
    page(stranger, "actions", status=actions)
    if role != Role.DIRECTOR:
        page(stranger, "review", review.pk, status=404)
        for name, args in (
            ("review-action", [review.pk]),
            ("review-close", [review.pk]),
            ("review-cause", [review.pk, "outbound_calls"]),
            ("action-done", [action.pk]),
        ):
            assert signed_in(stranger).post(reverse(name, args=args), {}).status_code == 404
    action.refresh_from_db()
    review.refresh_from_db()
    assert (action.state, review.state) == ("open", "open")


def test_questions_do_not_grow_with_reviews_actions_and_causes(scene: Floor) -> None:
    review = meetings.opened(scene)
    meetings.decided(review, scene)
    weekly = meetings.opened(scene, "week", WEEK, at=AT + timedelta(minutes=1))
    meetings.decided(weekly, scene)
    client = signed_in(scene.leader)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    pages = [reverse("reviews"), reverse("actions"), reverse("review", args=[weekly.pk])]
    few = [asked(one) for one in pages]
    more(scene, review, weekly)
    assert [asked(one) for one in pages] == few


def more(scene: Floor, review: Review, weekly: Review) -> None:
    """Eight more of each."""
    for number in range(8):
        meetings.decided(review, scene, text=f"Action {number}")
        meetings.decided(weekly, scene, text=f"Weekly {number}", owner=scene.agent(f"Agent {number}"))
        Review.objects.create(
            team=scene.team,
            grain="week",
            starts=WEEK - timedelta(days=7 * number + 7),
            facts=weekly.facts,
            facts_at=AT,
        )


def test_the_menu_leads_there() -> None:
    def found(role: Role) -> list[str]:
        return [entry.url for group in menu_for({role}, path="/") for entry in group.entries]

    assert reverse("actions") in found(Role.AGENT)
    assert {reverse("reviews"), reverse("actions")} <= set(found(Role.MANAGER))
    assert reverse("reviews") in found(Role.DIRECTOR)
