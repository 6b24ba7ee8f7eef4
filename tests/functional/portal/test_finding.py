"""Search within one's scope, the catalogue in words, and one number opened."""

from datetime import date

import pytest
from django.urls import reverse

from apps.metrics.operations import consume_all
from apps.people import changes
from tests import floor, records
from tests.functional.portal.visiting import Floor, make, signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_24th")]


@pytest.fixture
def scene() -> Floor:
    return make()


@pytest.mark.parametrize(
    ("reader", "words", "found", "hidden"),
    [
        ("daniel", "lau", "Amy Lau", "Ben Ho"),
        ("daniel", "dan fu", "Nothing found", "Dan Fu</a>"),
        ("daniel", "outbound", "Outbound A", "Outbound B"),
        ("director", "outbound b", "Outbound B", "Outbound A"),
        ("hr", "sales 2026", "Incentive plans", "Nothing found"),
        ("daniel", "sales 2026", "Nothing found", "Incentive plans</h2>"),
        ("agent", "conversion", "Conversion rate", "Nothing found"),
        ("agent", "ben", "Nothing found", "Ben Ho"),
        ("administrator", "lau", "Amy Lau", "Nothing found"),
        ("daniel", "", "What are you looking for?", "Nothing found"),
        ("daniel", "%", "Nothing found", "Amy Lau</a>"),
    ],
)
def test_search_stays_in_scope(scene: Floor, reader: str, words: str, found: str, hidden: str) -> None:
    readers = {
        "daniel": scene.daniel,
        "director": scene.scene.director,
        "hr": scene.scene.hr,
        "agent": scene.user("Amy Lau"),
        "administrator": scene.administrator,
    }
    response = signed_in(readers[reader]).get(reverse("search"), {"q": words})
    page = response.content.decode()
    assert found in page
    assert hidden not in page


def test_the_catalogue_explains_each_kpi(scene: Floor) -> None:
    page = text(signed_in(scene.user("Amy Lau")), "kpis")
    assert "at most 30 days before" in page
    stranger = floor.User.objects.create_user("stranger", password="secret")
    text(signed_in(stranger), "kpis", status=404)


def month_of_facts(scene: Floor) -> None:
    """Two outbound calls, one inbound, an order of 100.00 with a refund of 30.00."""
    amy = scene.person("Amy Lau")
    floor.Cell.objects.all().delete()
    for when in ("11-03", "11-04"):
        records.call(amy, when, 1)
    records.call(amy, "11-05", out=False)
    order = records.order(amy, "11-06", 1)
    records.refund(order, "11-09", 3_000)
    rows = [
        changes.ChangeRow(
            topic=topic,
            person_id=amy.pk,
            team_id=None,
            first_day=date(2026, 11, 1),
            last_day=date(2026, 11, 20),
        )
        for topic in ("call", "order", "refund")
    ]
    changes.write(rows=rows, cause="test", at=floor.NOON)
    consume_all()


def test_a_number_opens_to_its_parts_and_records(scene: Floor) -> None:
    month_of_facts(scene)
    amy = scene.person("Amy Lau")
    client = signed_in(scene.user("Amy Lau"))
    page = text(client, "figure", "sales_amount", "agent", amy.pk, "2026-11")
    for words in ("HK$70<", "7,000", "2 records", "HK$100.00", "HK$30.00", "Refunds", "Outbound A", "row "):
        assert words in page, words
    page = text(client, "figure", "outbound_calls", "agent", amy.pk, "2026-11")
    assert "2 records" in page
    page = text(client, "figure", "conversion_rate", "agent", amy.pk, "2026-11")
    assert "1 ÷ 1 = 100.0 %" in page
    page = text(client, "figure", "sales_amount", "agent", amy.pk, "2026-11", query="?to=2026-11-06")
    assert "HK$100<" in page
    assert "1 record<" in page


def test_a_team_s_number_names_the_agents(scene: Floor) -> None:
    month_of_facts(scene)
    page = text(signed_in(scene.daniel), "figure", "outbound_calls", "team", scene.team.pk, "2026-11")
    assert "2 records" in page
    assert "Amy Lau" in page


def test_no_records_is_no_data(scene: Floor) -> None:
    amy = scene.person("Amy Lau")
    page = text(signed_in(scene.daniel), "figure", "quality_score", "agent", amy.pk, "2026-11")
    assert "no data, which is not zero" in page
    assert "No records in these days" in page


@pytest.mark.parametrize(
    ("args", "query"),
    [
        (("no_such_kpi", "agent", "amy", "2026-11"), ""),
        (("sales_amount", "site", "amy", "2026-11"), ""),
        (("sales_amount", "agent", "ben", "2026-11"), ""),
        (("sales_amount", "agent", "amy", "2026-13"), ""),
        (("sales_amount", "agent", "amy", "2026-11"), "?page=0"),
        (("sales_amount", "agent", "amy", "2026-11"), "?page=2"),
        (("sales_amount", "agent", "amy", "2026-11"), "?page=x"),
        (("sales_amount", "agent", "amy", "2026-11"), "?to=2026-12-01"),
        (("sales_amount", "agent", "amy", "2026-11"), "?to=soon"),
        (("sales_amount", "team", "team", "2026-11"), ""),
    ],
)
def test_what_is_not_theirs_or_not_there_is_not_found(
    scene: Floor, args: tuple[str, str, str, str], query: str
) -> None:
    ids = {"amy": scene.person("Amy Lau").pk, "ben": scene.person("Ben Ho").pk, "team": scene.team.pk}
    client = signed_in(scene.user("Amy Lau"))
    text(client, "figure", args[0], args[1], ids[args[2]], args[3], query=query, status=404)
