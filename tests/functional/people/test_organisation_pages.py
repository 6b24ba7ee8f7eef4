"""Teams, calendar, organisation, periods, notices and the roster file in the browser's terms."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.audit.models import Entry
from apps.people import changes, notices
from apps.people.changes import ChangeRow
from apps.people.choices import Role
from apps.people.clock import organisation, today
from apps.people.models import CalendarException, Change, FiscalMonth, Person, Site, Team, User
from apps.people.operations import close_period, notify
from apps.people.queries import leader_of, period
from tests.people import AT, Company

pytestmark = pytest.mark.django_db

SEPTEMBER = date(2026, 9, 1)


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def steward(company: Company) -> User:
    return company.user("Sue", Role.STEWARD)


@pytest.fixture
def client(steward: User) -> Client:
    client = Client()
    client.force_login(steward)
    return client


class TestTeams:
    def test_a_tree_is_made_and_changed(self, client: Client) -> None:
        client.post(reverse("people:site-new"), {"code": "HK", "name": "Hong Kong"})
        site = Site.objects.get()
        new = reverse("people:team-new")
        client.post(new, {"code": "T", "name": "Top", "site": site.pk})
        top = Team.objects.get(code="T")
        client.post(new, {"code": "E", "name": "East", "parent": top.pk})
        east = Team.objects.get(code="E")
        assert (east.parent, east.site) == (top, site)  # the site of the team above
        page = client.get(reverse("people:teams")).content.decode()
        assert page.index("Top") < page.index("East")
        circle = client.post(reverse("people:team", args=[top.pk]), {"name": "Top", "parent": east.pk})
        assert circle.status_code == 422
        assert "below it" in circle.content.decode()

    def test_a_taken_code_is_told(self, client: Client, company: Company) -> None:
        east = company.team("East")
        response = client.post(reverse("people:team-new"), {"code": east.code, "name": "Other"})
        assert response.status_code == 422
        assert "is taken" in response.content.decode()

    def test_a_leader_is_set_and_becomes_a_manager(self, client: Client, company: Company) -> None:
        east, eve = company.team("East"), company.person("Eve", role=None)
        url = reverse("people:team", args=[east.pk])
        assert client.post(url, {"person": eve.pk, "starts": "2026-06-01"}).status_code == 302
        assert leader_of(east.pk, date(2026, 6, 1)) == eve
        assert eve.role_grants.get().role == "manager"

    def test_nobody_makes_themselves_a_leader(self, client: Client, company: Company, steward: User) -> None:
        east = company.team("East")
        url = reverse("people:team", args=[east.pk])
        response = client.post(url, {"person": steward.person.pk, "starts": "2026-06-01"})
        assert response.status_code == 422
        assert leader_of(east.pk, date(2026, 6, 1)) is None


class TestCalendar:
    def test_a_day_is_set_once_and_removed(self, client: Client) -> None:
        url = reverse("people:calendar")
        day = {"day": "2026-12-25", "kind": "holiday", "name": "Christmas"}
        assert client.post(url, day).status_code == 302
        again = client.post(url, day)
        assert again.status_code == 422
        assert "in the calendar already" in again.content.decode()
        row = CalendarException.objects.get()
        assert client.post(reverse("people:calendar-remove", args=[row.pk])).status_code == 302
        assert not CalendarException.objects.exists()

    def test_a_closed_day_stays_as_it_was(self, client: Client, steward: User) -> None:
        close_period(month=SEPTEMBER, by=steward, at=AT)
        response = client.post(reverse("people:calendar"), {"day": "2026-09-30", "kind": "holiday"})
        assert response.status_code == 422
        assert "30 Sep 2026 is closed" in response.content.decode()


class TestOrganisation:
    DATA = {
        "name": "ACME",
        "time_zone": "Asia/Hong_Kong",
        "currency": "HKD",
        "work_weekdays": ["1", "2", "6"],
    }

    @pytest.fixture
    def admin(self, company: Company) -> Client:
        client = Client()
        client.force_login(company.user("Adi", Role.ADMINISTRATOR))
        return client

    def test_it_is_set(self, admin: Client) -> None:
        assert admin.post(reverse("people:organisation"), self.DATA).status_code == 302
        row = organisation()
        assert (row.name, row.time_zone, row.currency, row.work_weekdays) == (
            "ACME",
            "Asia/Hong_Kong",
            "HKD",
            "126",
        )

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"time_zone": "Mars/Olympus"}, "is no time zone"),
            ({"currency": "hkd"}, "is no currency"),
            ({"work_weekdays": []}, "required"),
        ],
    )
    def test_a_wrong_setting_is_told(self, admin: Client, change: dict[str, object], told: str) -> None:
        response = admin.post(reverse("people:organisation"), {**self.DATA, **change})
        assert response.status_code == 422
        assert told in response.content.decode()

    def test_zone_and_currency_stay_once_there_are_records(self, admin: Client, steward: User) -> None:
        close_period(month=SEPTEMBER, by=steward, at=AT)
        response = admin.post(reverse("people:organisation"), {**self.DATA, "work_weekdays": list("12345")})
        assert "Records have been imported" in response.content.decode()

    def test_fiscal_months_by_day_one_by_one_or_none(self, admin: Client) -> None:
        url = reverse("people:fiscal")
        assert admin.post(url, {"begins_on": "26", "months": ""}).status_code == 302
        assert "2026-11 2026-10-26 2026-11-25" in admin.get(url).content.decode()
        weeks = "P1 2026-01-26 2026-02-22\nP2 2026-02-23 2026-03-22\n"
        assert admin.post(url, {"months": weeks}).status_code == 302
        assert list(FiscalMonth.objects.order_by("starts").values_list("name", flat=True)) == ["P1", "P2"]
        for wrong, told in (
            ("P1 2026-01-26", "is not a name and two days"),
            (weeks + "P3 2026-03-24 2026-04-01", "must begin on"),
        ):
            response = admin.post(url, {"months": wrong})
            assert (response.status_code, told in response.content.decode()) == (422, True)
        assert admin.post(url, {"months": ""}).status_code == 302
        assert not FiscalMonth.objects.exists()


class TestPeriods:
    def test_a_month_is_closed_and_reopened_with_a_reason(self, client: Client, steward: User) -> None:
        assert client.get(reverse("periods")).status_code == 200
        assert client.post(reverse("period-close", args=[2026, 9])).status_code == 302
        assert period(SEPTEMBER).final
        reopen = reverse("period-reopen", args=[2026, 9])
        assert client.get(reopen).status_code == 200
        assert client.post(reopen, {"reason": ""}).status_code == 422
        assert client.post(reopen, {"reason": "a late file"}).status_code == 302
        assert not period(SEPTEMBER).final
        assert client.get(reopen).status_code == 404
        assert Entry.objects.get(verb="period.reopened").reason == "a late file"

    def test_waiting_changes_are_counted_and_named(self, client: Client) -> None:
        Change.objects.all().delete()
        row = ChangeRow(topic="call", person_id=1, team_id=None, first_day=SEPTEMBER, last_day=SEPTEMBER)
        changes.write(rows=[row], cause="batch 1", at=AT)
        page = client.post(reverse("period-close", args=[2026, 9]), follow=True).content.decode()
        assert "1 changes to September 2026 are still being computed" in page
        assert not period(SEPTEMBER).final

    def test_this_month_is_running(self, client: Client) -> None:
        now = today()
        page = client.post(reverse("period-close", args=[now.year, now.month]), follow=True).content.decode()
        assert "is not over yet" in page
        assert client.post(reverse("period-close", args=[2026, 13])).status_code == 404


class TestNotices:
    def test_they_are_read_and_marked(self, client: Client, steward: User) -> None:
        person = steward.person
        assert "You were given the role Data steward" in client.get(reverse("notices")).content.decode()
        notify(person_ids=[person.pk], code="no.such", values={}, url="/x/", at=AT)
        page = client.get(reverse("notices")).content.decode()
        assert 'href="/x/"' in page
        assert "· new" in page
        assert client.get(reverse("notices-read")).status_code == 405
        client.post(reverse("notices-read"))
        assert "· new" not in client.get(reverse("notices")).content.decode()
        assert not person.notices.filter(read_at__isnull=True).exists()

    def test_other_people_s_notices_stay(self, client: Client, company: Company) -> None:
        bob = company.person("Bob")
        notify(person_ids=[bob.pk], code="role.granted", values={"role": "hr"}, at=AT)
        client.post(reverse("notices-read"), {"notice": [bob.notices.get().pk]})
        assert bob.notices.get().read_at is None

    def test_every_code_has_a_sentence_whose_values_are_named(self) -> None:
        notices.register("test.code", "%(who)s did it")
        assert notices.sentence("test.code", {"who": "Ann"}) == "Ann did it"
        assert notices.sentence("test.code", {}) == "test.code"
        assert notices.sentence("unknown", {}) == "unknown"


class TestRosterFile:
    FILE = "number,name,team,from\n1,Ann,East,2026-01-01\n2,<script>alert(1)</script>,East,2026-01-01\n"

    def upload(self, client: Client, text: str, name: str = "people.csv") -> str:
        file = SimpleUploadedFile(name, text.encode())
        return client.post(reverse("people:import"), {"file": file}).content.decode()

    def confirm(self, client: Client, page: str) -> str:
        token = page.split('name="confirm" value="')[1].split('"', maxsplit=1)[0]
        return client.post(reverse("people:import"), {"confirm": token}, follow=True).content.decode()

    def test_it_is_looked_at_before_it_is_imported(self, client: Client) -> None:
        before = Person.objects.count()
        page = self.upload(client, self.FILE)
        assert "2 rows read. Nothing has been written yet." in page
        assert Person.objects.count() == before
        page = self.confirm(client, page)
        assert "2 people new, 0 changed" in page
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page
        assert Person.objects.count() == before + 2
        assert "Everything in this file is known already." in self.upload(client, self.FILE)

    def test_a_second_click_says_that_it_is_done(self, client: Client) -> None:
        page = self.upload(client, self.FILE)
        self.confirm(client, page)
        assert "Upload it again" in self.confirm(client, page)
        assert Person.objects.filter(name="Ann").count() == 1

    def test_errors_name_row_column_value_and_remedy(self, client: Client) -> None:
        page = self.upload(client, self.FILE.replace("2026-01-01\n2", "01/02/2026\n2"))
        for text in ("1 cell cannot be taken", "01/02/2026", "Write the date as 2026-03-31"):
            assert text in page
        assert 'name="confirm"' not in page

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            ("", "empty"),
            ("number,name\n", "no rows of people"),
            ("number,team\n1,E\n", "no column with names"),
            ("<html></html>", "neither a CSV nor an XLSX"),
        ],
    )
    def test_a_file_that_is_none_is_told(self, client: Client, content: str, told: str) -> None:
        assert told in self.upload(client, content)

    def test_a_day_closed_in_between_stops_it(self, client: Client, company: Company, steward: User) -> None:
        page = self.upload(client, self.FILE)
        close_period(month=SEPTEMBER, by=steward, at=AT)
        page = self.confirm(client, page)
        assert "closed day" in page
        assert not Person.objects.filter(name="Ann").exists()
