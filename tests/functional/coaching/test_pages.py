"""Pages of coaching, as each role meets them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.coaching import operations
from apps.coaching.models import Assignment, CoachingRule, Session
from apps.people.choices import Role
from apps.people.models import User
from apps.portal.navigation import menu_for
from tests import floor, talks
from tests.talks import AT, Floor

pytestmark = pytest.mark.django_db
NB = "\N{NO-BREAK SPACE}"


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Floor:
    """The floor, and it is the morning of AT."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    return talks.made()


def signed_in(user: User | None) -> Client:
    assert user is not None
    client = Client()
    client.force_login(user)
    return client


def page(user: User | None, name: str, *args: int, status: int = 200, query: str = "") -> str:
    response = signed_in(user).get(reverse(name, args=args) + query)
    assert response.status_code == status
    return response.content.decode().replace(NB, " ")


def test_a_coach_finds_who_waits_and_why(scene: Floor) -> None:
    row = talks.assigned(scene)
    text = page(scene.leader, "coaching-all")
    assert "Conversion rate 2.3 % on n = 1,000, below 3.5 % for 2 months in a row up to October 2026" in text
    assert reverse("assignment", args=[row.pk]) in text
    assert "18 Nov 2026" in text
    assert "late" not in text


def test_overdue_ones_say_so(scene: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    talks.assigned(scene)
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(days=15))
    text = page(scene.leader, "coaching-all")
    assert "1 d late" in text
    assert "1 overdue" in text


def test_the_list_is_narrowed_and_says_when_nothing_matches(scene: Floor) -> None:
    talks.assigned(scene)
    assert "Ivan Lee" in page(scene.head, "coaching-all", query="?topic=conversion_rate")
    assert "No coaching matches" in page(scene.head, "coaching-all", query="?whose=mine")
    assert "Ivan Lee" in page(scene.head, "coaching-all", query="?topic=nonsense&whose=nobody")
    assert "Nothing is closed yet" in page(scene.head, "coaching-all", query="?state=closed")


def test_an_empty_list_says_what_brings_coaching(scene: Floor) -> None:
    assert "Nobody waits for coaching" in page(scene.leader, "coaching-all")


def test_the_page_shows_the_figures_by_month(scene: Floor) -> None:
    row = talks.assigned(scene)
    text = page(scene.leader, "assignment", row.pk)
    assert "Ivan Lee · Conversion rate" in text
    for words in (
        "September 2026",
        "3.0 %",
        "2.3 %",
        "5.0 %",
        "46.0 %",
        "1,000",
        "Seen by Ivan Lee and Daniel Ho",
    ):
        assert words in text
    assert "No talk yet" in text


def test_a_coach_writes_a_talk_and_closes_with_the_outcome(scene: Floor) -> None:
    row = talks.assigned(scene)
    client = signed_in(scene.leader)
    sent = {"held_on": "2026-11-04", "notes": "Ask two questions", "agreed": "Try it"}
    for _ in range(2):  # pressed twice
        response = client.post(reverse("assignment-talk", args=[row.pk]), sent, follow=True)
        assert "The talk is written down." in response.content.decode()
    assert Session.objects.count() == 1
    outcome = {"outcome": "improved", "note": "The list helps"}
    text = client.post(reverse("assignment-close", args=[row.pk]), outcome, follow=True).content.decode()
    assert "This coaching is closed." in text
    assert "The list helps" in text
    assert "Write down a talk" not in text
    again = client.post(reverse("assignment-close", args=[row.pk]), {"outcome": "reached"})
    assert again.status_code == 422
    assert "with the outcome “Improved”" in again.content.decode()
    assert "Improved" in page(scene.leader, "coaching-all", query="?state=closed")


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(scene: Floor) -> None:
    row = talks.assigned(scene)
    sent = {"held_on": "2026-11-05", "notes": "Ask two questions"}
    response = signed_in(scene.leader).post(reverse("assignment-talk", args=[row.pk]), sent)
    text = response.content.decode()
    assert response.status_code == 422
    assert "which has not come yet" in text
    assert "Ask two questions" in text
    assert (
        "This field is required"
        in signed_in(scene.leader).post(reverse("assignment-close", args=[row.pk]), {}).content.decode()
    )


def test_an_agent_reads_their_own_and_writes_nothing(scene: Floor) -> None:
    row = talks.assigned(scene)
    operations.record_session(assignment=row, held_on=talks.TODAY, notes="Open well", by=scene.leader, at=AT)
    ivan = row.person.user
    assert "with Daniel Ho" in page(ivan, "development")
    text = page(ivan, "assignment", row.pk)
    assert "Open well" in text
    assert "Write down a talk" not in text
    for name in ("assignment-talk", "assignment-close"):
        assert signed_in(ivan).post(reverse(name, args=[row.pk]), {"outcome": "reached"}).status_code == 404
    assert signed_in(ivan).get(reverse("coaching")).url == reverse("development")  # type: ignore[attr-defined]
    assert "No coaching so far" in page(scene.agent("June Ma").user, "development")


@pytest.mark.parametrize("role", list(Role))
def test_others_find_no_such_page(scene: Floor, role: Role) -> None:
    row = talks.assigned(scene)
    stranger = floor.person("Stranger", role, sign_in=True).user
    page(stranger, "assignment", row.pk, status=404)
    assert "Ivan" not in page(stranger, "development")
    for name in ("assignment-talk", "assignment-close"):
        assert signed_in(stranger).post(reverse(name, args=[row.pk]), {}).status_code == 404
    assert Assignment.objects.get().state == "open"
    lists = {Role.MANAGER: 200, Role.AGENT: 302}.get(role, 404)
    assert signed_in(stranger).get(reverse("coaching")).status_code == lists
    rules = 200 if role in {Role.MANAGER, Role.DIRECTOR} else 404
    for name in ("coaching-rules", "coaching-rule-new"):
        page(stranger, name, status=rules)
    rule = CoachingRule.objects.get()
    page(stranger, "coaching-rule", rule.pk, status=rules)
    response = signed_in(stranger).post(reverse("coaching-rule-switch", args=[rule.pk]), {"active": "0"})
    assert (response.status_code == 302) == (rules == 200)
    rule.refresh_from_db()
    assert rule.active == (rules == 404)


def test_a_director_writes_a_rule_in_per_cent_and_changes_it(scene: Floor) -> None:
    client = signed_in(scene.director)
    empty = page(scene.director, "coaching-rules")
    assert "No rule yet" in empty
    assert f'href="{reverse("coaching")}"' not in empty  # a director has no list of coaching
    kpi = talks.content().kpi
    assert kpi is not None
    sent = {
        "name": "Conversion low",
        "code": "low",
        "basis": "kpi",
        "kpi": str(kpi.pk),
        "bound": "3.5",
        "periods_in_row": "2",
        "due_days": "14",
        "starts": "2026-10-01",
    }
    client.post(reverse("coaching-rule-new"), sent)
    rule = CoachingRule.objects.get()
    assert rule.bound_micros == 35_000
    assert "Conversion rate below 3.5 % for 2 closed months in a row" in page(
        scene.director, "coaching-rules"
    )
    assert 'value="3.5"' in page(scene.director, "coaching-rule", rule.pk)
    client.post(reverse("coaching-rule", args=[rule.pk]), {**sent, "basis": "score", "bound": "80"})
    rule.refresh_from_db()
    assert (rule.basis, rule.kpi, rule.bound_micros) == ("score", None, 800_000)
    response = client.post(reverse("coaching-rule-new"), {**sent, "bound": "1,5"})
    assert response.status_code == 422
    assert "cannot be read as a number" in response.content.decode()
    taken = client.post(reverse("coaching-rule-new"), sent).content.decode()
    assert "a rule with the code “low” already" in taken


def test_a_rule_is_switched_off_and_on(scene: Floor) -> None:
    rule = talks.rule()
    client = signed_in(scene.leader)
    for active, words in (("0", "The rule is off."), ("1", "The rule is on.")):
        response = client.post(
            reverse("coaching-rule-switch", args=[rule.pk]), {"active": active}, follow=True
        )
        assert words in response.content.decode()


def test_questions_do_not_grow_with_the_list(scene: Floor) -> None:
    row = talks.assigned(scene)
    client = signed_in(scene.leader)

    def asked(name: str, *args: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name, args=args)).status_code == 200
        return len(queries)

    pages = [("coaching",), ("coaching-rules",), ("assignment", row.pk)]
    few = [asked(*one) for one in pages]  # type: ignore[arg-type]
    for number in range(8):
        person = scene.agent(f"Agent {number}", sign_in=False)
        rule = talks.rule(code=f"r{number}")
        Assignment.objects.create(
            person=person,
            coach=row.coach,
            rule=rule,
            kpi_code=row.kpi_code,
            month=row.month,
            close_number=1,
            reason_code=row.reason_code,
            reason_values=row.reason_values,
            opened_at=AT,
            due_day=row.due_day,
        )
        operations.record_session(
            assignment=row, held_on=talks.TODAY, notes=f"Talk {number}", by=scene.leader, at=AT
        )
    assert [asked(*one) for one in pages] == few  # type: ignore[arg-type]


def test_the_menu_leads_there(scene: Floor) -> None:
    found = {
        role: [entry.url for group in menu_for({role}, path="/") for entry in group.entries]
        for role in (Role.AGENT, Role.MANAGER, Role.DIRECTOR)
    }
    assert reverse("development") in found[Role.AGENT]
    assert reverse("coaching") in found[Role.MANAGER]
    assert reverse("coaching-rules") in found[Role.DIRECTOR]
