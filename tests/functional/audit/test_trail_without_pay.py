"""Administrators read the whole trail, but no amounts of pay: on no page, in no file and not in the admin."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Entry
from apps.audit.verbs import holds_pay
from apps.incentives.models import PayoutRun
from apps.incentives.verbs import VERBS
from apps.people.choices import Role
from apps.people.models import Person, RoleGrant, User
from tests import bonus, floor

pytestmark = pytest.mark.django_db
HIDDEN = "Amounts are shown to HR and directors only."
TOTAL = 1_735_000  # of the run, in cents
SECRETS = (str(TOTAL), "17,350", "17350", "800000", "1200000", "36000000")  # and of the plan


@pytest.fixture
def run() -> PayoutRun:
    scene = bonus.scene()
    amy = scene.agent("Amy Lau", 105)
    scene.agent("Ben Ho", 100)
    floor.cell("deals_closed", amy, 3, starts=bonus.OCT)
    return scene.submitted(scene.plan(bonus.FULL))


@pytest.fixture
def administrator(run: PayoutRun) -> Person:
    return floor.person("Albert Yu", Role.ADMINISTRATOR, sign_in=True)


def signed_in(user: User | None) -> Client:
    assert user is not None
    client = Client()
    client.force_login(user)
    return client


def shown_to(person: Person) -> Iterator[tuple[str, str]]:
    """The page, the file, and the admin's page of every entry, without addresses."""
    client = signed_in(person.user)
    yield "page", client.get(reverse("audit")).content.decode().split("<tbody", 1)[1].split("</tbody>")[0]
    file = client.get(reverse("audit-export"))
    yield "file", b"".join(file.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    for entry in Entry.objects.all():
        page = client.get(reverse("admin:audit_entry_change", args=[entry.pk]))
        assert page.status_code == 200
        yield f"admin {entry.verb}", page.content.decode().split('id="entry_form"')[1].split("</form>")[0]


def test_the_trail_keeps_the_amounts(run: PayoutRun) -> None:
    kept = json.dumps(list(Entry.objects.values_list("before", "after")))
    assert run.total_minor == TOTAL
    assert all(secret in kept for secret in (str(TOTAL), "800000", "1200000", "36000000"))


def test_an_administrator_sees_none_of_them(administrator: Person) -> None:
    for where, text in shown_to(administrator):
        assert [secret for secret in SECRETS if secret in text] == [], where
        if where in {"page", "file"} or holds_pay(where.partition(" ")[2]):
            assert HIDDEN in text, where


def test_an_administrator_still_sees_what_else_was_changed(administrator: Person) -> None:
    client = signed_in(administrator.user)
    entry = Entry.objects.create(
        at=bonus.AT, actor_label="Mei Wong", verb="period.closed", subject_label="x", after={"state": "shut"}
    )
    assert "shut" in client.get(reverse("audit")).content.decode()
    admin_page = client.get(reverse("admin:audit_entry_change", args=[entry.pk])).content.decode()
    assert "shut" in admin_page
    assert HIDDEN not in admin_page


def test_who_is_also_of_hr_sees_them(administrator: Person) -> None:
    RoleGrant.objects.create(person=administrator, role=Role.HR, starts=floor.START)
    shown = dict(shown_to(administrator))
    assert str(TOTAL) in shown["page"]
    assert str(TOTAL) in shown["file"]
    assert str(TOTAL) in shown["admin payout_run.calculated"]


def test_every_verb_of_runs_and_plans_holds_pay() -> None:
    about_pay = ("payout_run", "plan_version", "manual_line", "opening_balance", "pay_question", "proposal")
    paid = {verb for verb in VERBS if verb.split(".")[0] in about_pay}
    assert {verb for verb in VERBS if holds_pay(verb)} == paid
    assert not holds_pay("period.closed")
