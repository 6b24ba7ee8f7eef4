"""The scorecard on a statement: each row computes, and says what was wanted in its unit."""

import re
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from apps.incentives import pdf
from tests import bonus, floor
from tests.bonus import OCT

pytestmark = pytest.mark.django_db
NB = "\N{NO-BREAK SPACE}"


def rows() -> list[str]:
    """Amy's scorecard as its rows read; nothing is known of complaints."""
    scene = bonus.scene(scorecard=False)
    floor.published(
        scene.team,
        floor.line("outbound_calls", 50, 100),
        floor.line("talk_time", 20, None, low=180, high=300, low_limit=60, high_limit=600),
        floor.line("deals_closed", 10, 5, grain="week"),
        floor.line("complaint_rate", 20, "0.02"),
        starts=OCT,
    )
    amy = scene.agent("Amy Lau", 90)
    floor.cell("talk_time", amy, 24_000, 100, starts=OCT)
    run = scene.calculated(scene.plan())
    client = Client()
    client.force_login(scene.hr)
    page = client.get(reverse("payee", args=[run.pk, amy.pk])).content.decode().replace(NB, " ")
    table = page.split('<table class="slip">', 1)[1].split("</table>", 1)[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", f"<tr{row}").split()) for row in table.split("<tr")[2:]]


def test_each_row_computes_with_the_weight_that_counted_and_a_band_and_a_week_are_said() -> None:
    calls, talk, deals, complaints, score = rows()
    assert calls == "Outbound calls 90 against a target of 100, 90 records 90 % × 62.50 % agreed: 50 % 56.25"
    assert talk == ("Talk time 4:00 against a target of 3:00–5:00, 100 records 100 % × 25 % agreed: 20 % 25")
    assert deals == (
        "Deals closed mean of its weeks: 0 against a target of 5 a week, 0 records"
        " 0 % × 12.50 % agreed: 10 % 0"
    )
    assert complaints == (
        "Complaint rate – against a target of 2.00 %, 0 records"
        " · no data: its weight goes to the other KPIs – × 0 % agreed: 20 % 0"
    )
    assert score == "Score 81.25 %"  # 56.25 + 25 + 0 + 0


def test_a_pdf_is_offered_only_where_it_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = bonus.scene()
    amy = scene.agent("Amy Lau", 105)
    run = scene.calculated(scene.plan())
    client = Client()
    client.force_login(scene.hr)
    page, file = (reverse(name, args=[run.pk, amy.pk]) for name in ("payee", "payee-pdf"))

    class Drawn:
        def __init__(self, **given: object) -> None:
            self.given = given

        def write_pdf(self, *, stylesheets: list[object]) -> bytes:
            return f"%PDF {len(stylesheets)} {self.given['string']}".encode()

    for package, offered in ((None, False), (SimpleNamespace(HTML=Drawn, CSS=Drawn), True)):
        monkeypatch.setattr(pdf, "_weasyprint", lambda package=package: package)
        assert (file in client.get(page).content.decode()) is offered
        response = client.get(file)
        assert response.status_code == (200 if offered else 404)
        assert not offered or "HK$9,200.00" in response.content.decode()
