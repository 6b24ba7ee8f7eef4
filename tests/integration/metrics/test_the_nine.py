"""The nine KPIs as rules of calculation §1 define them, each edge on both sides."""

import pytest

from apps.engine.periods import Grain
from apps.metrics.choices import Level
from apps.metrics.definitions import definitions
from apps.metrics.facts import compute
from apps.people.models import Person, Team
from tests import records
from tests.records import call, complaint, day, enquiry, order, refund

pytestmark = pytest.mark.django_db
MONTH = (day("11-01"), day("12-01"))


@pytest.fixture(autouse=True)
def _organisation() -> None:
    records.organisation("HKD")


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
    """numerator/denominator of November as the facts say: `3/10`, `250`, `-`."""
    return values(kpi, subject, grain).get(day("11-01"), "-")


def values(kpi: str, subject: Person | Team | None, grain: Grain) -> dict[object, str]:
    level = {Person: Level.AGENT, Team: Level.TEAM, type(None): Level.COMPANY}[type(subject)]
    ids = [subject.pk] if subject is not None else None
    found = compute(definitions([kpi]), level=level, grain=grain, first=MONTH[0], ends=MONTH[1], ids=ids)
    return {
        starts: str(p.numerator) if p.denominator is None else f"{p.numerator}/{p.denominator}"
        for (_, _, starts), p in found.items()
    }


class TestSalesAmount:
    def test_refund_lowers_its_own_day_with_the_orders_agent(self, amy: Person) -> None:
        sold = order(amy, "10-20", amount=50_000)
        refund(sold, "11-03", 12_000)
        order(amy, "11-05", amount=30_000)
        assert value("sales_amount", amy) == "18000"
        assert values("sales_amount", amy, Grain.DAY) == {day("11-03"): "-12000", day("11-05"): "30000"}

    def test_cancellation_takes_the_rest_on_its_day(self, amy: Person) -> None:
        sold = order(amy, "11-02", amount=50_000, cancelled="11-20")
        refund(sold, "11-10", 12_000)
        assert values("sales_amount", amy, Grain.DAY) == {
            day("11-02"): "50000",
            day("11-10"): "-12000",
            day("11-20"): "-38000",
        }
        assert value("refund_amount", amy) == "50000"

    def test_refund_after_the_cancellation_pays_out_what_that_took_off(self, amy: Person) -> None:
        sold = order(amy, "11-02", amount=50_000, cancelled="11-20")
        refund(sold, "11-20", 20_000)
        refund(sold, "11-21", 30_000)
        assert value("sales_amount", amy) == "0"
        assert value("refund_amount", amy) == "50000"

    def test_a_refund_dated_before_its_order_counts_on_the_orders_day(self, amy: Person) -> None:
        sold = order(amy, "11-10", amount=500)
        refund(sold, "11-09", 100)
        refund(sold, "11-10", 50)
        refund(sold, "11-11", 25)
        assert values("refund_amount", amy, Grain.DAY) == {day("11-10"): "150", day("11-11"): "25"}

    def test_more_refunded_than_sold_leaves_no_rest(self, amy: Person) -> None:
        refund(order(amy, "11-02", amount=100, cancelled="11-20"), "11-10", 150)
        assert value("refund_amount", amy) == "150"

    @pytest.mark.parametrize(
        ("cancelled", "amount"), [("11-09", "-"), ("11-10", "0"), ("11-11", "0"), ("12-01", "500")]
    )
    def test_cancelled_before_booked_never_counts(self, amy: Person, cancelled: str, amount: str) -> None:
        order(amy, "11-10", amount=500, cancelled=cancelled)
        assert value("sales_amount", amy) == amount

    def test_other_currency_is_never_added(self, amy: Person) -> None:
        order(amy, "11-10", amount=500)
        order(amy, "11-10", amount=900, currency="USD")
        assert value("sales_amount", amy) == "500"
        assert value("average_order_value", amy) == "500/1"

    def test_refund_counts_for_the_team_of_the_orders_day(self, amy: Person, outbound: Team) -> None:
        amy.placements.all().delete()
        other = records.team("renewals")
        records.placed(amy, outbound, "2025-01-01", "11-08")
        records.placed(amy, other, "11-08")
        refund(order(amy, "11-07", amount=50_000), "11-12", 50_00)
        order(amy, "11-09", amount=7_00)
        assert value("sales_amount", outbound) == "45000"
        assert value("sales_amount", other) == "700"

    def test_refund_of_an_unknown_order_waits(self, amy: Person) -> None:
        waiting = refund(order(amy, "11-02", amount=500), "11-03", 100)
        type(waiting).objects.update(order=None)
        assert value("sales_amount", amy) == "500"


class TestAverageOrderValue:
    def test_refunds_do_not_lower_it(self, amy: Person) -> None:
        refund(order(amy, "11-02", amount=400), "11-03", 400)
        order(amy, "11-04", amount=800)
        assert value("average_order_value", amy) == "1200/2"

    def test_no_order_is_no_data(self, amy: Person) -> None:
        call(amy, "11-02", 1)
        assert value("average_order_value", amy) == "-"


class TestConversion:
    @pytest.mark.parametrize(
        ("contact", "bought"), [("10-11", True), ("10-10", False), ("11-10", True), ("11-11", False)]
    )
    def test_look_back_is_thirty_days_before_the_purchase(
        self, amy: Person, contact: str, *, bought: bool
    ) -> None:
        call(amy, contact, 1)
        order(amy, "11-10", 1)
        assert value("uncontacted_buyers", amy) == ("-" if bought else "1")
        reached = 1 if bought or contact >= "11-01" else 0
        assert value("conversion_rate", amy) == (f"{int(bought)}/{reached}" if reached else "-")

    def test_never_above_all(self, amy: Person) -> None:
        """Bought in November, contacted only in October: both above and below."""
        call(amy, "10-25", 1)
        order(amy, "11-10", 1)
        order(amy, "11-12", 1)
        assert value("conversion_rate", amy) == "1/1"

    @pytest.mark.parametrize(
        "made",
        [
            {"answered": False},
            {"out": False},
        ],
    )
    def test_only_connected_outbound_calls_are_contacts(self, amy: Person, made: dict[str, bool]) -> None:
        call(amy, "11-02", 1, **made)
        order(amy, "11-10", 1)
        assert value("conversion_rate", amy) == "-"
        assert value("uncontacted_buyers", amy) == "1"

    def test_contact_and_order_without_customer_are_nobody(self, amy: Person) -> None:
        call(amy, "11-02", None)
        order(amy, "11-02", None)
        assert value("conversion_rate", amy) == "-"

    def test_a_colleagues_contact_counts_for_the_team_only(
        self, amy: Person, ben: Person, outbound: Team, floor: Team
    ) -> None:
        call(amy, "11-02", 1)
        order(ben, "11-03", 1)
        assert value("conversion_rate", amy) == "0/1"
        assert value("conversion_rate", ben) == "-"
        assert [value("conversion_rate", t) for t in (outbound, floor, None)] == ["1/1"] * 3
        assert value("uncontacted_buyers", ben) == "1"
        assert value("uncontacted_buyers", outbound) == "-"

    def test_a_contact_counts_for_the_team_of_its_day(self, amy: Person, outbound: Team, floor: Team) -> None:
        amy.placements.all().delete()
        other = records.team("renewals", parent=floor)
        records.placed(amy, outbound, "2025-01-01", "11-08")
        records.placed(amy, other, "11-08")
        call(amy, "11-07", 1)
        order(amy, "11-09", 1)
        assert value("conversion_rate", amy) == "1/1"
        assert value("conversion_rate", outbound) == "0/1"
        assert value("conversion_rate", other) == "-"
        assert value("conversion_rate", floor) == "1/1"

    def test_ratios_roll_up_from_their_parts(self, amy: Person, ben: Person, outbound: Team) -> None:
        """Rules §2.1: 1/2 and 9/100 make 10/102, not 29.5 %."""
        for buyer in range(2):
            call(amy, "11-02", buyer)
        for buyer in range(100, 200):
            call(ben, "11-02", buyer)
        order(amy, "11-03", 0)
        for buyer in range(100, 109):
            order(ben, "11-03", buyer)
        assert value("conversion_rate", amy) == "1/2"
        assert value("conversion_rate", ben) == "9/100"
        assert value("conversion_rate", outbound) == "10/102"

    def test_a_common_customer_is_one_customer_of_the_team(
        self, amy: Person, ben: Person, outbound: Team
    ) -> None:
        call(amy, "11-02", 1)
        call(ben, "11-03", 1)
        assert value("conversion_rate", outbound) == "0/1"

    def test_another_look_back_is_a_parameter_of_the_version(self, amy: Person) -> None:
        version = definitions(["conversion_rate"])
        assert version[0].parameters["look_back_days"] == 30
        call(amy, "11-02", 1)
        order(amy, "11-10", 1)
        records.new_version("conversion_rate", "11-01", look_back_days=7)
        assert value("conversion_rate", amy) == "0/1"
        records.new_version("conversion_rate", "11-02", look_back_days=8)
        assert value("conversion_rate", amy) == "0/1", "a month keeps the definition of its first day"
        assert values("conversion_rate", amy, Grain.DAY)[day("11-10")] == "1/1"


class TestRetention:
    def test_customers_of_the_previous_period_who_bought_again(self, amy: Person) -> None:
        for buyer in (1, 2, 3):
            order(amy, "10-05", buyer)
        for buyer in (2, 3, 4):
            order(amy, "11-30", buyer)
        assert value("retention_rate", amy) == "2/3"

    @pytest.mark.parametrize(
        ("base", "rate"), [("09-30", "-"), ("10-01", "1/1"), ("10-31", "1/1"), ("11-01", "-")]
    )
    def test_base_is_the_period_before(self, amy: Person, base: str, rate: str) -> None:
        order(amy, base, 1)
        order(amy, "11-15", 1)
        assert value("retention_rate", amy) == rate

    def test_a_colleagues_order_keeps_the_customer_for_the_team(
        self, amy: Person, ben: Person, outbound: Team
    ) -> None:
        order(amy, "10-05", 1)
        order(ben, "11-05", 1)
        assert value("retention_rate", amy) == "0/1"
        assert value("retention_rate", outbound) == "1/1"

    def test_weeks_and_days_have_their_own_base(self, amy: Person) -> None:
        order(amy, "11-03", 1)  # a Tuesday
        order(amy, "11-04", 1)
        order(amy, "11-09", 1)
        assert values("retention_rate", amy, Grain.DAY) == {
            day("11-04"): "1/1",
            day("11-05"): "0/1",
            day("11-10"): "0/1",
        }
        assert values("retention_rate", amy, Grain.WEEK) == {day("11-09"): "1/1", day("11-16"): "0/1"}

    def test_a_total_has_none(self, amy: Person) -> None:
        order(amy, "10-05", 1)
        order(amy, "11-05", 1)
        assert value("retention_rate", amy, Grain.TOTAL) == "-"


class TestComplaintRate:
    def test_over_distinct_customers_served_by_call_enquiry_or_order(self, amy: Person) -> None:
        call(amy, "11-02", 1)
        call(amy, "11-02", 1, out=False)
        call(amy, "11-02", 2, answered=False)
        enquiry(amy, "11-03", 3)
        order(amy, "11-04", 4)
        order(amy, "11-04", 3)
        order(amy, "11-05", 5, cancelled="11-04")
        complaint(amy, "11-20")
        assert value("complaint_rate", amy) == "1/3"

    def test_nobody_served_is_no_data(self, amy: Person) -> None:
        complaint(amy, "11-20")
        found = compute(
            definitions(["complaint_rate"]),
            level=Level.AGENT,
            grain=Grain.MONTH,
            first=MONTH[0],
            ends=MONTH[1],
        )
        assert [(p.numerator, p.denominator) for p in found.values()] == [(1, 0)]


class TestCallsAndSurveys:
    def test_talk_time_over_answered_calls_with_a_time(self, amy: Person) -> None:
        call(amy, "11-02", talk_seconds=100)
        call(amy, "11-02", talk_seconds=50, out=False)
        call(amy, "11-02", talk_seconds=None)
        call(amy, "11-02", talk_seconds=9, answered=False)
        assert value("talk_time", amy) == "150/2"

    def test_response_time_over_answered_inbound_calls(self, amy: Person) -> None:
        call(amy, "11-02", out=False, wait_seconds=20)
        call(amy, "11-02", out=False, wait_seconds=21)
        call(amy, "11-02", out=False, wait_seconds=5, answered=False)
        call(amy, "11-02", out=False, wait_seconds=None)
        call(amy, "11-02", wait_seconds=9)
        assert value("response_time", amy) == "41/2"
        assert value("service_level", amy) == "1/4"
        assert value("answer_rate", amy) == "3/4"
        assert value("outbound_calls", amy) == "1"

    def test_a_call_of_which_nobody_says_whether_it_was_answered_is_no_data(self, amy: Person) -> None:
        call(amy, "11-02", out=False, wait_seconds=5)
        call(amy, "11-02", out=False, answered=None)
        call(amy, "11-02", 1, answered=None)
        assert value("answer_rate", amy) == "1/1"
        assert value("outbound_calls", amy) == "1"
        assert value("conversion_rate", amy) == "-"

    def test_a_service_level_within_a_version_of_its_own(self, amy: Person) -> None:
        """A sum follows the version of each day, so that the month is the sum of its days."""
        for when in ("11-02", "11-20"):
            call(amy, when, out=False, wait_seconds=25)
        records.new_version("service_level", "11-10", within_seconds=30)
        assert value("service_level", amy) == "1/2"

    @pytest.mark.parametrize(("score", "top"), [(399, 0), (400, 1), (500, 1)])
    def test_top_score(self, amy: Person, score: int, top: int) -> None:
        records.survey(amy, "11-02", score, attitude=300)
        assert value("top_score_share", amy) == f"{top}/1"
        assert value("customer_satisfaction", amy) == f"{score}/1"
        assert value("attitude", amy) == "300/1"
        assert value("professionalism", amy) == "-"


class TestDeals:
    def test_opened_and_closed_have_their_own_days(self, amy: Person) -> None:
        records.opportunity(amy, "10-20", "11-05", stage="won")
        records.opportunity(amy, "11-20", "12-05", stage="lost")
        records.opportunity(amy, "11-21", "11-22", stage="lost")
        records.opportunity(amy, None)
        assert value("opportunities", amy) == "2"
        assert value("win_rate", amy) == "1/2"

    def test_a_total_counts_those_without_a_day_too(self, amy: Person, outbound: Team) -> None:
        records.opportunity(amy, "11-20")
        records.opportunity(amy, "12-01")
        records.opportunity(amy, None)
        for subject in (amy, outbound, None):
            assert value("opportunities", subject, Grain.TOTAL) == "2"


def test_a_customer_is_new_once_for_the_company(amy: Person, ben: Person) -> None:
    order(amy, "11-05", 1)
    order(ben, "11-04", 1)
    order(ben, "11-03", 1, cancelled="11-02")
    order(amy, "11-05", 2)
    order(amy, "11-05", 2)
    assert value("new_customers", amy) == "1"
    assert value("new_customers", ben) == "1"
    assert value("new_customers", None) == "2"


def test_periods_are_half_open(amy: Person) -> None:
    for when in ("10-31", "11-01", "11-30", "12-01"):
        call(amy, when)
    assert value("outbound_calls", amy) == "2"
    weeks = values("outbound_calls", amy, Grain.WEEK)
    assert weeks == {day("10-26"): "1", day("11-30"): "1"}, "cut at the range, named after their Monday"
    assert sum(map(int, values("outbound_calls", amy, Grain.DAY).values())) == 2


def test_an_unplaced_agent_counts_for_the_company_only(outbound: Team) -> None:
    leaver = records.person("Leaver")
    call(leaver, "11-02")
    assert value("outbound_calls", leaver) == "1"
    assert value("outbound_calls", outbound) == "-"
    assert value("outbound_calls", None) == "1"


def test_an_empty_range_has_nothing(amy: Person) -> None:
    call(amy, "11-01")
    assert compute(definitions(), level=Level.AGENT, grain=Grain.DAY, first=MONTH[0], ends=MONTH[0]) == {}
