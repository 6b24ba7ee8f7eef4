"""Composing a KPI: its values meanwhile, what is wrong at its field, versions and what they move."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Entry
from apps.metrics.models import Cell, Kpi
from apps.metrics.operations import consume_all
from apps.people.choices import Role
from apps.people.models import Change, Period, Person, Team
from tests import floor, records
from tests.records import call, day, order

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Care calls",
    "numerator": "outbound_calls",
    "denominator": "",
    "unit": "count",
    "decimals": "0",
    "direction": "higher",
    "category": "efficiency",
    "horizon": "short",
    "min_sample": "0",
}


@pytest.fixture
def team() -> Team:
    floor.organisation()
    return records.team("Outbound A")


@pytest.fixture
def amy(team: Team) -> Person:
    amy = records.person("Amy", team)
    for when, campaign in (("10-20", "Care"), ("11-02", "Care"), ("11-03", "Win-back")):
        call(amy, when, campaign=campaign)
    order(amy, "11-03", amount=50_000)
    return amy


def client(*roles: Role) -> Client:
    made = Client()
    held = roles or (Role.STEWARD,)
    user = floor.person(f"Somebody of {held[0]}", *held, sign_in=True).user
    assert user is not None
    made.force_login(user)
    return made


def post(name: str, typed: dict[str, Any], who: Client, **args: str) -> Any:
    return who.post(reverse(name, kwargs=args), {**TYPED, **typed})


def test_values_appear_and_it_is_composed_with_its_filter(amy: Person, team: Team) -> None:
    steward = client()
    typed = {"numerator_campaign": ["Care"]}
    shown = post("kpi-tried", typed, steward).content.decode()
    assert "2026-10" in shown
    assert shown.count('<td class="num">1<div class="cell-2">n 1</div></td>') == 4  # everybody and the team
    assert post("kpi-new", typed, steward).status_code == 302
    consume_all()
    kpi = Kpi.objects.get(code="own_care_calls")
    assert Cell.objects.get(kpi=kpi, subject="agent", grain="quarter").numerator == 2
    page = steward.get(reverse("kpis")).content.decode()
    assert "outbound calls [Campaign: Care]" in page
    assert Entry.objects.filter(verb="kpi.composed").count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"denominator": "outbound_calls"}, "divides a measure by itself"),
        ({"unit": "money"}, "This unit does not fit what is measured. It can be: Count."),
        ({"numerator": "order_amount", "denominator": "talk_seconds"}, "they do not go together"),
        ({"numerator": "calls_by_hour"}, "says nothing by itself"),
        ({"numerator_campaign": ["Never"]}, "Select a valid choice"),
        ({"numerator_direction": ["in"]}, "it would never count"),
        ({"denominator": "survey_responses", "unit": "rate"}, "nothing to divide by"),
        ({"numerator_amount_from": "5"}, "cannot be narrowed by this"),
        (
            {
                "numerator": "orders",
                "numerator_amount_from": "9",
                "numerator_amount_to": "9",
            },
            "must be above the lower one",
        ),
        ({"numerator": "measured_value", "unit": "points"}, "Which measurement?"),
        ({"band_bottom": "1", "band_low": "2"}, "all four bounds"),
        (
            {"direction": "band", "band_bottom": "9", "band_low": "3", "band_high": "2", "band_top": "1"},
            "The band is upside down",
        ),
        ({"band_bottom": "1", "band_low": "2", "band_high": "3", "band_top": "4"}, "has a band"),
        ({"decimals": "99"}, "less than or equal to 4"),
        ({"name": "Outbound calls"}, "a KPI of this name already"),
    ],
)
def test_bad_input_gets_a_sentence(amy: Person, typed: dict[str, Any], sentence: str) -> None:
    steward = client()
    answer = post("kpi-new", typed, steward)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Kpi.objects.filter(code__startswith="own_").exists()


def test_a_new_version_shows_first_what_it_moves(amy: Person) -> None:
    """From November on only calls of the campaign count: 2 become 1; October stays as it was judged."""
    Change.objects.all().delete()
    steward = client()
    typed = {"name": "Outbound calls", "numerator_campaign": ["Care"], "starts": "2026-11-01"}
    shown = post("kpi-change", typed, steward, code="outbound_calls").content.decode()
    assert "2 figures of months since 1 Nov 2026" in shown
    kpi = Kpi.objects.get(code="outbound_calls")
    assert kpi.versions.count() == 1
    saved = post("kpi-change", {**typed, "save": "1"}, steward, code="outbound_calls")
    assert saved.status_code == 302
    consume_all()
    cells = Cell.objects.filter(kpi=kpi, subject="agent", grain="month").order_by("starts")
    assert [(cell.starts, cell.numerator) for cell in cells] == [(day("11-01"), 1)]
    again = post("kpi-change", {**typed, "save": "1"}, steward, code="outbound_calls")
    assert "There is a version from this day on already" in again.content.decode()


def test_closed_months_need_a_stewards_yes_and_a_reason(amy: Person) -> None:
    Period.objects.filter(starts=day("11-01")).delete()
    Period.objects.create(
        starts=day("11-01"), ends=day("12-01"), state="closed", close_number=1, closed_at=records.AT
    )
    typed = {
        "name": "Outbound calls",
        "numerator_campaign": ["Care"],
        "starts": "2026-11-01",
        "save": "1",
    }
    hr = client(Role.HR)
    assert "figures of closed months (November 2026)" in _text(
        post("kpi-change", typed, hr, code="outbound_calls")
    )
    typed["accept"] = "on"
    assert "data steward&#x27;s yes only" in _text(post("kpi-change", typed, hr, code="outbound_calls"))
    steward = client()
    assert "Please give a reason" in _text(post("kpi-change", typed, steward, code="outbound_calls"))
    typed["reason"] = "care is what the board asks for"
    assert post("kpi-change", typed, steward, code="outbound_calls").status_code == 302


def test_a_unit_stays(amy: Person) -> None:
    typed = {
        "name": "Outbound calls",
        "numerator": "order_amount",
        "unit": "money",
        "starts": "2026-11-01",
        "save": "1",
    }
    answer = post("kpi-change", typed, client(), code="outbound_calls")
    assert "compose another KPI for another unit" in _text(answer)


def test_a_variant_is_switched_on_and_off(amy: Person) -> None:
    Change.objects.all().delete()
    steward = client()
    for active in (True, False):
        assert post("kpi-switch", {}, steward, code="sales_amount_paid").status_code == 302
        assert Kpi.objects.get(code="sales_amount_paid").active is active
    assert Change.objects.filter(topic="definition").count() == 1


def _text(answer: Any) -> str:
    return str(answer.content.decode())
