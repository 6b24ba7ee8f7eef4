"""The editor of a scorecard, through the client."""

from collections.abc import Iterator
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from apps.goals.models import PersonTarget
from apps.metrics.models import Kpi
from tests import floor
from tests.functional.goals.visiting import AT, complete, signed_in, typed

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


class TestEditor:
    def test_shows_lines_total_and_what_is_missing(self, manager: Client, home: floor.Team) -> None:
        card = floor.draft(home, floor.line("outbound_calls", 95, 210))
        page = manager.get(reverse("scorecard", args=[card.pk])).content.decode()
        assert 'name="outbound_calls-target" value="210"' in page
        assert "Give the 5.00 % that are left to a KPI" in page
        assert 'data-w=""' in page
        assert "style=" not in page

    def test_saves_what_was_typed_in_the_unit_of_each_kpi(self, manager: Client, home: floor.Team) -> None:
        card = complete(home)
        answer = manager.post(reverse("scorecard", args=[card.pk]), typed(card), follow=True)
        assert "Draft saved." in answer.content.decode()
        calls, conversion = card.lines.order_by("position")
        assert (calls.target_micros, calls.grain, calls.weight) == (1_210_000_000, "week", 6000)
        amounts = (conversion.threshold_micros, conversion.target_micros, conversion.stretch_micros)
        assert amounts == (40_000, 50_000, 60_000)

    @pytest.mark.parametrize(
        ("field", "text", "told"),
        [
            ("outbound_calls-target", "many", "“many” cannot be read as a number"),
            ("outbound_calls-target", "-5", "below zero"),
            ("outbound_calls-target", "", "This field is required"),
            ("conversion_rate-target", "0.00001", "too many decimals"),
            ("outbound_calls-weight", "33.333", "is not a weight"),
            ("outbound_calls-weight", "0", "is not a weight"),
        ],
    )
    def test_says_at_the_field_what_cannot_be_read_and_keeps_what_was_typed(
        self, manager: Client, home: floor.Team, field: str, text: str, told: str
    ) -> None:
        card = complete(home)
        page = manager.post(
            reverse("scorecard", args=[card.pk]), typed(card, **{field: text})
        ).content.decode()
        assert told in page
        assert f'id="id_{field}_error"' in page
        assert 'value="6 %"' in page
        assert card.lines.get(position=1).target_micros == floor.micros(210)

    def test_one_kpi_twice(self, manager: Client, home: floor.Team) -> None:
        card = complete(home)
        sent = typed(card) | {"kpi": ["outbound_calls", "outbound_calls"]}
        page = manager.post(reverse("scorecard", args=[card.pk]), sent).content.decode()
        assert "“Outbound calls” is on this scorecard twice" in page

    @pytest.mark.parametrize(
        ("weight", "told"),
        [("39.99", "total 99.99 %, not 100.00 %"), ("40.01", "total 100.01 %"), ("40", None)],
    )
    def test_submits_only_a_hundred(
        self, manager: Client, home: floor.Team, weight: str, told: str | None
    ) -> None:
        card = complete(home)
        sent = typed(card, **{"conversion_rate-weight": weight, "action": "submit", "reason": "New"})
        page = manager.post(reverse("scorecard", args=[card.pk]), sent, follow=True).content.decode()
        card.refresh_from_db()
        if told:
            assert told in page
            assert (card.is_draft, card.version) == (True, 1)
        else:
            assert card.state == "submitted"
            assert card.submitted_because == "New"
            assert card.lines.get(position=1).target_micros == 1_210_000_000

    def test_a_refusal_about_a_line_stands_at_its_field(self, manager: Client, home: floor.Team) -> None:
        card = complete(home)
        sent = typed(card, **{"conversion_rate-threshold": "7", "action": "submit"})
        page = manager.post(reverse("scorecard", args=[card.pk]), sent).content.decode()
        assert "The threshold of “Conversion rate” (7.0) is above its target (5.0)" in page
        assert 'id="id_conversion_rate-threshold_error"' in page

    def test_the_second_editor_sees_who_saved_and_what_differs_and_may_save_over_it(
        self, manager: Client, home: floor.Team
    ) -> None:
        card = complete(home)
        other = signed_in(floor.leader("Eve Yu", home))
        other.post(reverse("scorecard", args=[card.pk]), typed(card, **{"conversion_rate-target": "6"}))
        sent = typed(card)
        page = manager.post(reverse("scorecard", args=[card.pk]), sent).content.decode()
        assert "eve.yu changed this scorecard at 2026-11-24 12:00" in page
        assert "yours differs on" in page
        assert "<li>Conversion rate</li>" in page
        assert "<li>Outbound calls</li>" not in page
        assert 'name="version" value="2"' in page
        assert card.lines.get(position=2).target_micros == 60_000
        manager.post(reverse("scorecard", args=[card.pk]), sent | {"version": "2"})
        assert card.lines.get(position=2).target_micros == 50_000

    def test_a_new_line_comes_with_the_fields_of_its_direction(
        self, manager: Client, home: floor.Team
    ) -> None:
        card = complete(home)
        url = reverse("scorecard-line", args=[card.pk])
        row = manager.get(url, {"add": "talk_time", "kpi": ["outbound_calls"]}).content.decode()
        assert 'name="talk_time-low_limit"' in row
        assert 'name="talk_time-target"' not in row
        assert manager.get(url, {"add": "outbound_calls", "kpi": ["outbound_calls"]}).status_code == 204
        assert manager.get(url, {"add": "nonsense"}).status_code == 204

    def test_a_band_is_typed_as_four_bounds(self, manager: Client, home: floor.Team) -> None:
        card = floor.draft(home)
        bounds = {"low_limit": "1:00", "low": "180", "high": "5:00", "high_limit": "600"}
        sent = {
            "name": "x",
            "no_data": "zero",
            "minimum_days": "0",
            "version": "1",
            "kpi": "talk_time",
            "talk_time-weight": "100",
            "talk_time-grain": "month",
            **{f"talk_time-{name}": text for name, text in bounds.items()},
        }
        manager.post(reverse("scorecard", args=[card.pk]), sent)
        line = card.lines.get()
        assert (line.low_limit_micros, line.low_micros, line.high_micros, line.high_limit_micros) == (
            60_000_000,
            180_000_000,
            300_000_000,
            600_000_000,
        )

    def test_a_draft_is_thrown_away_once(self, manager: Client, home: floor.Team) -> None:
        card = complete(home)
        url = reverse("scorecard-discard", args=[card.pk])
        assert "changed" in manager.post(url, {"version": "9"}, follow=True).content.decode()
        assert "thrown away" in manager.post(url, {"version": "1"}, follow=True).content.decode()
        assert manager.post(url, {"version": "1"}).status_code == 404

    def test_single_targets(self, manager: Client, home: floor.Team) -> None:
        card = complete(home)
        amy = floor.agent("Amy Lau", home)
        url = reverse("scorecard-people", args=[card.pk])
        sent = {"person": amy.pk, "line": card.lines.get(position=2).pk, "target": "7.5", "version": "1"}
        assert "7.5\u00a0%" in manager.post(url, sent, follow=True).content.decode()
        assert PersonTarget.objects.get().target_micros == 75_000
        page = manager.post(url, sent | {"target": "lots", "version": "2"}).content.decode()
        assert "cannot be read as a number" in page
        manager.post(url, sent | {"target": "", "version": "2"})
        assert not PersonTarget.objects.exists()


def test_the_weights_of_the_page_agree_with_the_database(manager: Client, home: floor.Team) -> None:
    """Thirds: 33.33 + 33.33 + 33.34 is exactly a hundred."""
    kpis = Kpi.objects.filter(code__in=("outbound_calls", "answered", "offered")).order_by("code")
    card = floor.draft(
        home, *(floor.line(kpi.code, w, 1) for kpi, w in zip(kpis, ("33.33", "33.33", "33.34"), strict=True))
    )
    page = manager.get(reverse("scorecard", args=[card.pk])).content.decode()
    assert "Total <span data-total>100 %</span>" in page
    assert "Every KPI has its target" in page or "every KPI has its target" in page
    assert sum(Decimal(line.weight) for line in card.lines.all()) == 10_000
