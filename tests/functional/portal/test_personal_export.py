"""All that is kept about a person, taken away as one file by who may."""

import csv
import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Entry
from apps.intake.models import Call
from apps.people.choices import Role
from apps.people.models import Person
from tests import company, deliveries, floor

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> company.Built:
    return company.build()


@pytest.fixture
def amy(built: company.Built) -> Person:
    found = Person.objects.get(name="Amy Lau")
    to = deliveries.source(agents="name")
    row = "c-amy,Amy Lau,2026-11-02 10:00:00,out,61234567,Y,60,5"
    deliveries.deliver(to, deliveries.lines(deliveries.CALLS, row))
    return found


def taken(built: company.Built, role: str, person: Person) -> dict[str, str]:
    client = Client()
    client.force_login(built.users[role])  # type: ignore[arg-type]
    answer = client.post(reverse("person-kept", args=[person.pk]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def table(files: dict[str, str], name: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(files[f"{name}.csv"])))


def test_the_person_takes_everything_and_nobody_else_s(built: company.Built, amy: Person) -> None:
    files = taken(built, "amy", amy)
    assert [row["name"] for row in table(files, "people.Person")] == ["Amy Lau"]
    assert {row["person_id"] for row in table(files, "people.Membership")} == {str(amy.pk)}
    assert {row["subject_id"] for row in table(files, "metrics.Cell")} == {str(amy.pk)}
    assert any(name.startswith("incentives.") for name in files)
    assert any(name.startswith("coaching.") for name in files)
    assert "Ben Ho" not in "".join(files[name] for name in files if not name.startswith("audit."))


def test_customers_passwords_and_keys_are_not_in_it(built: company.Built, amy: Person) -> None:
    assert Call.objects.filter(agent=amy).exists()
    files = taken(built, "amy", amy)
    (call,) = [row for row in table(files, "intake.Call") if row["key"] == "c-amy"]
    assert "customer_id" not in call
    assert "4567" not in "".join(files.values())
    assert "password" not in table(files, "people.User")[0]
    assert not any("Token" in name or "Session" in name for name in files)


@pytest.mark.parametrize(("role", "pay"), [("admin", False), ("hr", True)])
def test_pay_goes_to_who_may_see_it_and_coaching_to_nobody_else(
    built: company.Built, amy: Person, role: str, pay: bool
) -> None:
    files = taken(built, role, amy)
    assert any(name.startswith("incentives.") for name in files) is pay
    assert not any(name.startswith("coaching.") for name in files)
    assert ("Pay is not in it" in files["README.txt"]) is not pay
    assert "Coaching is not in it" in files["README.txt"]


def test_it_is_in_the_trail_with_its_size(built: company.Built, amy: Person) -> None:
    files = taken(built, "admin", amy)
    entry = Entry.objects.get(verb="person.exported")
    rows = sum(len(list(csv.reader(io.StringIO(text)))) - 1 for name, text in files.items() if "csv" in name)
    assert entry.after == {"rows": rows, "pay": False, "talks": False}
    assert entry.subject_id == str(amy.pk)


def test_a_text_that_a_spreadsheet_would_run_is_inert(built: company.Built, amy: Person) -> None:
    Call.objects.filter(agent=amy).update(campaign="=1+1")
    calls = table(taken(built, "amy", amy), "intake.Call")
    assert {call["campaign"] for call in calls} == {"'=1+1"}


def test_the_button_is_where_it_may_be_pressed(built: company.Built, amy: Person) -> None:
    address = reverse("person-kept", args=[amy.pk])
    for role, page, shown in (
        ("admin", reverse("people:person", args=[amy.pk]), True),
        ("steward", reverse("people:person", args=[amy.pk]), False),
        ("amy", reverse("profile"), True),
    ):
        client = Client()
        client.force_login(built.users[role])  # type: ignore[arg-type]
        assert (address in client.get(page).content.decode()) is shown


def test_nobody_without_a_person_is_offered_anything(client: Client) -> None:
    floor.organisation()
    floor.person("No One", Role.AGENT)
    user = floor.person("Kim", Role.MANAGER, sign_in=True).user
    Person.objects.filter(user=user).update(user=None)
    client.force_login(user)  # type: ignore[arg-type]
    assert "person-kept" not in client.get(reverse("profile")).content.decode()
