"""The measures beyond the nine, each by hand on one small company; edges on both sides."""

from datetime import UTC, datetime

import pytest

from apps.engine.periods import Grain
from apps.metrics.choices import Level, Subject
from apps.metrics.definitions import definitions
from apps.metrics.facts import compute
from apps.metrics.figures import KpiInfo
from apps.metrics.models import Kpi
from apps.metrics.queries import kpi_infos
from apps.metrics.records import Part
from apps.metrics.records import records as listed
from apps.people.models import Person, Team
from tests import records
from tests.records import call, day, enquiry, follow_up, line, measurement, order, refund, session, survey

pytestmark = pytest.mark.django_db
MONTH = (day("11-01"), day("12-01"))


@pytest.fixture(autouse=True)
def _organisation() -> None:
    records.organisation("HKD")
    Kpi.objects.update(active=True)


@pytest.fixture
def floor() -> Team:
    return records.team("floor")


@pytest.fixture
def outbound(floor: Team) -> Team:
    return records.team("outbound", parent=floor)


@pytest.fixture
def amy(outbound: Team) -> Person:
    return records.person("Amy", outbound)


@pytest.fixture
def ben(outbound: Team) -> Person:
    return records.person("Ben", outbound)


def value(kpi: str, subject: Person | Team | None = None, grain: Grain = Grain.MONTH) -> str:
    """numerator/denominator (n) of November as the facts say: `3/10 n10`, `250 n2`, `-`."""
    level = {Person: Level.AGENT, Team: Level.TEAM, type(None): Level.COMPANY}[type(subject)]
    ids = [subject.pk] if subject is not None else None
    found = compute(definitions([kpi]), level=level, grain=grain, first=MONTH[0], ends=MONTH[1], ids=ids)
    parts = next((p for (_, _, starts), p in found.items() if starts == day("11-01")), None)
    if parts is None:
        return "-"
    below = "" if parts.denominator is None else f"/{parts.denominator}"
    return f"{parts.numerator}{below} n{parts.n}"


def info(kpi: str) -> KpiInfo:
    return kpi_infos(day("11-24"))[kpi]


def test_calls(amy: Person) -> None:
    for answered in (True, True, False, None):  # not said: neither answered nor not
        call(amy, "11-03", answered=answered, wrap_up_seconds=30 if answered else None)
    for abandoned, resolved in ((True, None), (False, True), (False, False), (None, None)):
        call(amy, "11-03", out=False, answered=not abandoned, abandoned=abandoned, resolved=resolved)
    call(amy, "12-01", wrap_up_seconds=999)
    assert value("contact_rate", amy) == "2/3 n3"
    assert value("wrap_up_time", amy) == "60/2 n2"
    assert value("abandoned_rate", amy) == "1/3 n3"
    assert value("first_contact_resolution", amy) == "1/2 n2"
    survey(amy, "11-04", 500)
    assert value("response_rate", amy) == "1/5 n5"


def test_calls_per_hour_logged_in(amy: Person) -> None:
    """Six dialled and one answered in two hours: 3.5 an hour; a login without its logout says nothing."""
    for _ in range(6):
        call(amy, "11-03", answered=False)
    call(amy, "11-03", out=False, answered=True)
    call(amy, "11-03", out=False, answered=False)
    session(amy, "11-03", 3600, break_seconds=300)
    at = datetime(2026, 11, 3, 1, tzinfo=UTC)
    session(amy, "11-03", None, logged_in_at=at, logged_out_at=at.replace(hour=2))
    session(amy, "11-04", None, logged_in_at=at)
    assert value("calls_per_hour", amy) == f"{7 * 3600}/7200 n2"


@pytest.mark.parametrize(
    ("due", "done", "expected"),
    [
        ("11-10", "11-10", "1/1 n1"),
        ("11-10", "11-11", "0/1 n1"),
        ("11-10", None, "0/1 n1"),
        (None, "11-10", "-"),
        ("12-01", "11-10", "-"),
    ],
)
def test_callbacks_count_on_the_day_they_are_due(
    amy: Person, due: str | None, done: str | None, expected: str
) -> None:
    follow_up(amy, "11-02", due, done)
    assert value("callbacks_on_time", amy) == expected


@pytest.mark.parametrize(("minute", "kept"), [(0, 1), (1, 0)])
def test_a_callback_promised_for_a_time_is_kept_by_that_time(amy: Person, minute: int, kept: int) -> None:
    due = datetime(2026, 11, 10, 7, 0, tzinfo=UTC)
    done = due.replace(minute=minute)
    follow_up(amy, "11-02", "11-10", "11-10", due_at=due, done_at=done)
    assert value("callbacks_on_time", amy) == f"{kept}/1 n1"


def test_surveys(amy: Person) -> None:
    """Of five answers two promote (5), one is lukewarm (4), two detract (3 and less): 100 × (2 − 2) / 5."""
    for score in (500, 500, 400, 300, 100):
        survey(amy, "11-03", score)
    assert value("net_promoter_score", amy) == "0/5 n5"
    records.new_version("net_promoter_score", "11-01", promoter_from=400, detractor_to=100)
    assert value("net_promoter_score", amy) == "200/5 n5"


def test_measurements_are_of_agents_or_of_teams(amy: Person, outbound: Team, floor: Team) -> None:
    measurement("11-05", "brand_reputation", 72_500_000, of=outbound)
    measurement("11-20", "brand_reputation", 70_000_000, who=amy)
    measurement("11-20", "something_else", 1, of=floor)
    assert value("brand_reputation", amy) == "70000000/1 n1"
    assert value("brand_reputation", outbound) == value("brand_reputation", floor) == "142500000/2 n2"
    assert value("brand_reputation") == "142500000/2 n2"
    page = listed(
        info("brand_reputation"),
        subject=Subject.TEAM,
        subject_id=outbound.pk,
        first=MONTH[0],
        last=day("11-30"),
        offset=0,
        limit=9,
        part=Part.BOTH,
    )
    assert [(r.table, r.person_id, r.value) for r in page.records] == [
        ("measurement", amy.pk, 70_000_000),
        ("measurement", None, 72_500_000),
    ]


def test_refunds_and_sales_per_contact(amy: Person) -> None:
    sold = order(amy, "11-02", amount=40_000)
    order(amy, "11-02", amount=60_000)
    refund(sold, "11-05", 15_000)
    call(amy, "11-02")
    call(amy, "11-02", answered=False)
    assert value("refund_rate", amy) == "15000/100000 n2"
    assert value("sales_per_contact", amy) == "85000/1 n1"


def test_orders_per_buyer_are_counted_again_for_the_team(amy: Person, ben: Person, outbound: Team) -> None:
    for who, buyer in ((amy, 1), (amy, 1), (amy, 2), (ben, 1), (ben, None)):
        order(who, "11-02", buyer)
    assert value("orders_per_buyer", amy) == "3/2 n2"
    assert value("orders_per_buyer", outbound) == "4/2 n2"


def test_lines(amy: Person) -> None:
    """Two orders with lines, of 2 + 1.5 and 1 pieces; the third has none, the fourth was cancelled before."""
    pair, alone = order(amy, "11-02"), order(amy, "11-03")
    order(amy, "11-04")
    void = order(amy, "11-10", cancelled="11-09")
    for of, product, quantity in (
        (pair, "A", 2000),
        (pair, "B", 1500),
        (alone, "A", None),
        (void, "A", 9000),
    ):
        line(of, product, quantity)
    assert value("items_per_order", amy) == "4500/2 n2"
    assert value("attach_rate", amy) == "1/2 n2"


def test_cross_selling_looks_at_what_anybody_sold_before(amy: Person, ben: Person) -> None:
    order(ben, "03-01", 1, product="A")
    for buyer, product in ((1, "B"), (1, "B"), (1, "A"), (2, "B"), (1, "")):
        order(amy, "11-02", buyer, product=product)
    assert value("cross_sell_share", amy) == "1/5 n5"


@pytest.mark.parametrize(("before", "new"), [("2025-11-02", False), ("2025-11-01", True)])
def test_a_customer_may_be_won_back(amy: Person, ben: Person, before: str, *, new: bool) -> None:
    order(ben, before, 1)
    order(amy, "11-02", 1)
    assert value("new_customers", amy) == "-"
    assert value("new_customers_months", amy) == ("1 n1" if new else "-")


@pytest.mark.parametrize(("first", "new"), [("2025-11-03", True), ("2025-11-02", False)])
def test_new_markets(amy: Person, ben: Person, first: str, *, new: bool) -> None:
    order(ben, first, market="Macau")
    order(amy, "11-02", amount=30_000, market="Macau")
    order(amy, "11-02", amount=70_000)
    assert value("new_market_share", amy) == ("30000/100000 n2" if new else "0/100000 n2")


def test_retention_over_months(amy: Person) -> None:
    """Of the buyers from August to October, 2 of 3 bought again in November; one of July is not asked for."""
    for when, buyer in (("07-31", 9), ("08-01", 1), ("09-15", 2), ("10-31", 3), ("11-02", 1), ("11-03", 3)):
        order(amy, when, buyer)
    order(amy, "11-04", 9)
    assert value("retention_rate_months", amy) == "2/3 n3"
    assert value("retention_rate_months", amy, Grain.WEEK) == "-"
    assert value("retention_rate_months", amy, Grain.TOTAL) == "-"


def test_order_states(amy: Person, outbound: Team) -> None:
    """Counted on the day it was paid, with the team of the order; cancelled before that it never counts."""
    other = records.team("other")
    amy.placements.all().delete()
    records.placed(amy, outbound, "2025-01-01", "11-01")
    records.placed(amy, other, "11-01")
    paid = order(amy, "10-25", amount=50_000, paid_day=day("11-03"), verified_day=day("10-26"))
    order(amy, "10-26", amount=900, paid_day=day("11-05"), cancelled="11-04")
    order(amy, "11-02", amount=70)
    refund(paid, "11-01", 1_000)  # before it was paid: on that day
    refund(paid, "11-20", 2_000)
    assert value("sales_amount_paid", amy) == "47000 n3"
    assert value("sales_amount_paid", outbound) == "47000 n3"
    assert value("sales_amount_paid", other) == "-"
    assert value("sales_amount_verified", amy) == "-3000 n2"
    assert value("sales_amount", amy) == "-3830 n4"


def test_contacts_may_be_dialled_or_offered(amy: Person) -> None:
    call(amy, "11-02", 1, answered=False)
    call(amy, "11-02", 2, out=False)
    order(amy, "11-03", 1)
    order(amy, "11-03", 2)
    assert value("conversion_rate", amy) == "-"
    assert value("conversion_rate_dialled", amy) == "1/1 n1"
    assert value("conversion_rate_offered", amy) == "1/1 n1"


def test_enquiries(amy: Person) -> None:
    enquiry(amy, "11-02", seconds=None)
    enquiry(amy, "11-03")
    assert value("enquiries", amy) == "2 n2"


class TestCredits:
    """100.00 by three is 33.34, 33.33, 33.33; the order counts once for each person and once for the team."""

    def test_to_the_last_cent(self, amy: Person, ben: Person, outbound: Team) -> None:
        cat = records.person("Cat", outbound)
        sold = order(amy, "11-02", 1, amount=10_000)
        for who, share in ((amy, 3_334), (ben, 3_333), (cat, 3_333)):
            records.credit(sold, who, share)
        refund(sold, "11-05", 100)
        assert [value("average_order_value", who) for who in (amy, ben, cat)] == [
            "3334/1 n1",
            "3333/1 n1",
            "3333/1 n1",
        ]
        assert value("average_order_value", outbound) == "10000/1 n1"
        assert [value("refund_amount", who) for who in (amy, ben, cat)] == ["34 n1", "33 n1", "33 n1"]
        assert value("sales_amount", outbound) == "9900 n4"

    def test_what_shares_leave_stays_with_the_orders_agent(self, amy: Person, ben: Person) -> None:
        sold = order(amy, "11-02", amount=10_001)
        records.credit(sold, ben, 5_000)
        assert value("sales_amount", amy) == "5000 n1"
        assert value("sales_amount", ben) == "5001 n1"
        order(amy, "11-03", amount=1)
        assert value("average_order_value", amy) == "5001/2 n2"

    def test_more_than_the_whole_counts_in_proportion(self, amy: Person, ben: Person) -> None:
        sold = order(amy, "11-02", amount=9_000)
        records.credit(sold, amy, 10_000)
        records.credit(sold, ben, 5_000)
        assert (value("sales_amount", amy), value("sales_amount", ben)) == ("6000 n1", "3000 n1")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "4/4 n4"),
        ({"numerator": {"campaign": ["A"]}}, "2/4 n4"),
        ({"numerator": {"campaign": ["A", "B"]}, "denominator": {"direction": ["out"]}}, "3/4 n4"),
        ({"denominator": {"campaign": ["C"]}}, "4/0 n0"),
        ({"denominator": {"campaign": ["C'; --%s{"]}}, "4/0 n0"),
        (
            {"numerator": {"scenario": ["care"], "campaign": ["A"]}, "denominator": {"campaign": ["A"]}},
            "1/2 n2",
        ),
    ],
)
def test_a_version_may_narrow_each_part(amy: Person, filters: dict[str, object], expected: str) -> None:
    for campaign, scenario in (("A", "care"), ("A", ""), ("B", ""), ("C'", "care")):
        call(amy, "11-02", campaign=campaign, scenario=scenario)
    records.new_version("contact_rate", "11-01", filters=filters)
    assert value("contact_rate", amy) == expected


def test_amounts_are_bounded_from_and_below(amy: Person) -> None:
    for amount in (999, 1_000, 1_999, 2_000):
        order(amy, "11-02", amount=amount)
    bounds = {"amount_from": [1_000], "amount_to": [2_000]}
    records.new_version("average_order_value", "11-01", filters={"numerator": bounds, "denominator": bounds})
    assert value("average_order_value", amy) == "2999/2 n2"


def test_a_narrowed_conversion_looks_back_at_the_same_calls(amy: Person) -> None:
    call(amy, "11-02", 1, campaign="A")
    call(amy, "11-02", 2, campaign="B")
    order(amy, "11-03", 1)
    order(amy, "11-03", 2)
    chosen = {"campaign": ["A"]}
    records.new_version("conversion_rate", "11-01", filters={"numerator": chosen, "denominator": chosen})
    assert value("conversion_rate", amy) == "1/1 n1"
    page = listed(
        info("conversion_rate"),
        subject=Subject.AGENT,
        subject_id=amy.pk,
        first=MONTH[0],
        last=day("11-30"),
        offset=0,
        limit=9,
        part=Part.NUMERATOR,
    )
    assert page.total >= 1
