"""The pages of scorecards, targets and objectives, through the client, by role."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from apps.goals.models import Acknowledgement, Objective, Scorecard
from apps.people import clock
from tests import floor
from tests.floor import DEC, NOV
from tests.functional.goals.visiting import AT, complete, signed_in, typed, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with patch("apps.people.clock.timezone.now", return_value=AT):
        yield


@pytest.fixture
def home() -> floor.Team:
    floor.organisation()
    return floor.team("Outbound A")


@pytest.fixture
def manager(home: floor.Team) -> Client:
    return signed_in(floor.leader("Dora Ho", home))


class TestList:
    def test_by_month_team_and_state(self, manager: Client, home: floor.Team) -> None:
        floor.published(home, floor.line("outbound_calls", 100, 1), name="Now")
        complete(home, starts=DEC, name="Later")
        url = reverse("scorecards")
        assert {name for name in ("Now", "Later") if name in manager.get(url).content.decode()} == {
            "Now",
            "Later",
        }
        for query, found in (
            ({"month": "2026-12-01"}, "Later"),
            ({"state": "published"}, "Now"),
            ({"team": str(home.pk), "state": "draft"}, "Later"),
        ):
            page = manager.get(url, query).content.decode()
            other = {"Now": "Later", "Later": "Now"}[found]
            assert f">{found}</a>" in page
            assert f">{other}</a>" not in page
        assert "No scorecard matches" in manager.get(url, {"state": "retired"}).content.decode()

    def test_counts_who_has_acknowledged(self, manager: Client, home: floor.Team) -> None:
        card = floor.published(home, floor.line("outbound_calls", 100, 1))
        for name in ("Amy", "Ben", "Cy"):
            row = floor.agent(name, home)
        Acknowledgement.objects.create(scorecard=card, person=row, at=AT)
        assert "1 of 3" in manager.get(reverse("scorecards")).content.decode()

    def test_names_the_teams_that_have_none(self, manager: Client, home: floor.Team) -> None:
        floor.agent("Amy", home)
        page = manager.get(reverse("scorecards"), {"month": "2026-12-01"}).content.decode()
        assert "Teams without a scorecard" in page
        floor.published(home, floor.line("outbound_calls", 100, 1), starts=DEC)
        page = manager.get(reverse("scorecards"), {"month": "2026-12-01"}).content.decode()
        assert "Teams without a scorecard" not in page

    def test_says_what_to_do_where_there_is_none(self, manager: Client) -> None:
        assert "Write the first one" in manager.get(reverse("scorecards")).content.decode()

    @pytest.mark.parametrize("scorecards", [1, 12])
    def test_the_number_of_queries_does_not_grow(
        self, manager: Client, home: floor.Team, scorecards: int, django_assert_num_queries: object
    ) -> None:
        for number in range(scorecards):
            complete(home, name=f"Card {number}")
        with django_assert_num_queries(12):  # type: ignore[operator]
            manager.get(reverse("scorecards"))


class TestNew:
    def test_empty_or_copied(self, manager: Client, home: floor.Team) -> None:
        source = complete(home)
        url = reverse("scorecard-new")
        sent = {"team": home.pk, "month": "2026-12-01", "months": "2", "source": ""}
        manager.post(url, sent)
        manager.post(url, sent | {"source": source.pk})
        empty, copy = Scorecard.objects.exclude(pk=source.pk).order_by("pk")
        assert (empty.name, empty.lines.count(), copy.lines.count()) == ("Outbound A December 2026", 0, 2)
        assert (empty.starts, empty.last_month) == (DEC, floor.date(2027, 1, 1))

    def test_only_for_teams_one_leads(self, manager: Client) -> None:
        other = floor.team("B")
        page = manager.post(
            reverse("scorecard-new"), {"team": other.pk, "month": "2026-12-01", "months": "1"}
        )
        assert page.status_code == 200
        assert "Select a valid choice" in page.content.decode()
        assert not Scorecard.objects.exists()


class TestPublished:
    def test_is_read_retired_with_a_reason_and_copied(self, manager: Client, home: floor.Team) -> None:
        floor.agent("Amy Lau", home)
        card = floor.published(home, floor.line("outbound_calls", 100, 2100))
        page = manager.get(reverse("scorecard", args=[card.pk])).content.decode()
        assert "2,100" in page
        assert "Amy Lau" in page
        assert 'name="outbound_calls-target"' not in page
        url = reverse("scorecard-retire", args=[card.pk])
        assert "give the reason" in manager.post(url, {"version": "1"}, follow=True).content.decode()
        page = manager.post(url, {"version": "1", "reason": "wrong list"}, follow=True).content.decode()
        assert "wrong list" in page
        card.refresh_from_db()
        assert card.state == "retired"

    def test_cannot_be_changed_by_an_old_page(self, manager: Client, home: floor.Team) -> None:
        card = complete(home)
        sent = typed(card, action="publish")
        manager.post(reverse("scorecard", args=[card.pk]), sent)
        manager.post(reverse("scorecard", args=[card.pk]), typed(card, **{"outbound_calls-target": "1"}))
        assert card.lines.get(position=1).target_micros == 1_210_000_000


class TestOwnTargets:
    def test_an_agent_reads_prorated_targets_and_acknowledges_once(self, home: floor.Team) -> None:
        amy = floor.agent("Amy Lau", home, share=500, sign_in=True)
        card = floor.published(
            home, floor.line("outbound_calls", 60, 2100), floor.line("conversion_rate", 40, "0.05")
        )
        client = signed_in(amy.user)
        page = client.get(reverse("targets")).content.decode()
        assert "<b>1,050</b>" in page
        assert "<b>5.0\u00a0%</b>" in page
        assert "10.5 of 21.0 working days" in page
        url = reverse("targets-acknowledge", args=[card.pk])
        for _click in range(2):
            page = client.post(url, follow=True).content.decode()
        assert "Acknowledged on" in page
        assert Acknowledgement.objects.count() == 1

    def test_an_own_target_is_named(self, home: floor.Team) -> None:
        amy = floor.agent("Amy Lau", home, sign_in=True)
        floor.published(home, floor.line("outbound_calls", 100, 2100), own={amy: floor.micros(999)})
        page = signed_in(amy.user).get(reverse("targets")).content.decode()
        assert "<b>999</b>" in page
        assert "your own" in page

    def test_a_strangers_scorecard_and_a_draft_are_404(self, home: floor.Team) -> None:
        amy = floor.agent("Amy Lau", home, sign_in=True)
        other = floor.published(floor.team("B"), floor.line("outbound_calls", 100, 1))
        for card in (other, complete(home)):
            assert signed_in(amy.user).post(reverse("targets-acknowledge", args=[card.pk])).status_code == 404

    def test_without_targets_the_page_says_so(self, home: floor.Team) -> None:
        amy = floor.agent("Amy Lau", home, sign_in=True)
        assert "No targets yet" in signed_in(amy.user).get(reverse("targets")).content.decode()


class TestObjectives:
    def test_written_and_changed(self, manager: Client) -> None:
        sent = {"name": "Grow", "focus": "growth", "starts": "2026-01-01", "last_day": "2026-12-31"}
        manager.post(reverse("objective-new"), sent)
        row = Objective.objects.get()
        assert (row.last_day.isoformat(), row.ends.isoformat()) == ("2026-12-31", "2027-01-01")
        page = manager.post(reverse("objective", args=[row.pk]), sent | {"last_day": "2025-12-31"})
        assert "ends before it starts" in page.content.decode()
        manager.post(reverse("objective", args=[row.pk]), sent | {"name": "Grow net sales"})
        assert "Grow net sales" in manager.get(reverse("objectives")).content.decode()

    def test_shows_what_serves_it(self, manager: Client, home: floor.Team) -> None:
        goal = Objective.objects.create(name="Keep", focus="retention", starts=NOV, ends=DEC)
        floor.published(home, floor.line("outbound_calls", 100, 1, objective=goal))
        page = manager.get(reverse("objectives")).content.decode()
        assert 'data-l="KPIs that serve it">1<' in page


class TestWhoMay:
    """404 for everyone outside their scope; the whole matrix is the portal's own test."""

    @pytest.mark.parametrize(
        ("role", "reads"),
        [
            (floor.Role.AGENT, False),
            (floor.Role.MANAGER, False),
            (floor.Role.HR, True),
            (floor.Role.STEWARD, True),
            (floor.Role.DIRECTOR, True),
            (floor.Role.ADMINISTRATOR, False),
        ],
    )
    def test_others_read_or_see_nothing_and_never_write(
        self, home: floor.Team, role: floor.Role, reads: bool
    ) -> None:
        card, client = complete(home), visitor(role)
        wanted = 200 if reads else 404
        assert client.get(reverse("scorecard", args=[card.pk])).status_code == wanted
        assert client.get(reverse("scorecard-agent", args=[card.pk])).status_code == wanted
        assert client.get(reverse("scorecards")).status_code == wanted
        for name in ("scorecard", "scorecard-people", "scorecard-discard", "scorecard-retire"):
            assert client.post(reverse(name, args=[card.pk]), typed(card)).status_code == 404
        assert client.get(reverse("scorecard-new")).status_code == 404
        assert client.get(reverse("scorecard-line", args=[card.pk])).status_code == 404
        card.refresh_from_db()
        assert (card.version, card.state) == (1, "draft")

    def test_a_manager_of_another_team_sees_nothing(self, home: floor.Team) -> None:
        card = complete(home)
        stranger = signed_in(floor.leader("Stranger", floor.team("B")))
        assert stranger.get(reverse("scorecard", args=[card.pk])).status_code == 404
        assert stranger.post(reverse("scorecard", args=[card.pk]), typed(card)).status_code == 404

    def test_a_manager_above_may_write(self, home: floor.Team) -> None:
        below = floor.team("Below", home)
        card = complete(below)
        above = signed_in(floor.leader("Above", home))
        above.post(reverse("scorecard", args=[card.pk]), typed(card))
        card.refresh_from_db()
        assert card.version == 2


class TestNumberOfQueries:
    """Constant, whatever the number of agents and lines."""

    KPIS = ("outbound_calls", "answered", "offered", "resolved", "new_customers")

    @pytest.mark.parametrize(("agents", "lines"), [(1, 1), (15, 5)])
    def test_of_the_editor(
        self, manager: Client, home: floor.Team, agents: int, lines: int, django_assert_num_queries: object
    ) -> None:
        card = floor.draft(home, *(floor.line(code, 20, 1) for code in self.KPIS[:lines]))
        for number in range(agents):
            floor.agent(f"Agent {number}", home)
        clock.organisation()  # kept by the process
        with django_assert_num_queries(33):  # type: ignore[operator]
            manager.get(reverse("scorecard", args=[card.pk]))

    @pytest.mark.parametrize(("agents", "lines"), [(1, 1), (15, 5)])
    def test_of_a_published_scorecard(
        self, manager: Client, home: floor.Team, agents: int, lines: int, django_assert_num_queries: object
    ) -> None:
        card = floor.published(home, *(floor.line(code, 20, 1) for code in self.KPIS[:lines]))
        for number in range(agents):
            floor.agent(f"Agent {number}", home)
        clock.organisation()
        with django_assert_num_queries(18):  # type: ignore[operator]
            manager.get(reverse("scorecard", args=[card.pk]))

    @pytest.mark.parametrize("lines", [1, 5])
    def test_of_ones_own_targets(
        self, home: floor.Team, lines: int, django_assert_num_queries: object
    ) -> None:
        amy = floor.agent("Amy Lau", home, sign_in=True)
        floor.published(home, *(floor.line(code, 20, 1) for code in self.KPIS[:lines]))
        client = signed_in(amy.user)
        clock.organisation()
        with django_assert_num_queries(14):  # type: ignore[operator]
            client.get(reverse("targets"))
