"""Figures by campaign, product, market, queue, hour, fiscal month and year: read from the facts by range."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.engine.periods import Grain
from apps.metrics.choices import Level, ReadGrain
from apps.metrics.definitions import definitions
from apps.metrics.facts import Names, compute, compute_hours
from apps.metrics.reading import periods, spans_of
from apps.metrics.sql.dimensions import utc_offsets
from apps.people import clock, operations
from apps.people.models import Person, Team
from apps.people.operations import fiscal
from apps.people.queries.fiscal import FiscalSpan, fiscal_gap
from tests import floor, records
from tests.records import call, day, order, refund

pytestmark = pytest.mark.django_db
NOVEMBER = {"first": day("11-01"), "ends": day("12-01")}


@pytest.fixture(autouse=True)
def outbound() -> Team:
    records.organisation("HKD")
    return records.team("outbound")


@pytest.fixture
def amy(outbound: Team) -> Person:
    return records.person("Amy", outbound)


@pytest.fixture
def ben() -> Person:
    return records.person("Ben", records.team("other"))


def by(level: Level, kpi: str, grain: Grain = Grain.MONTH, **options: Any) -> dict[tuple[str, date], str]:
    """group, period -> numerator/denominator."""
    names = Names()
    found = compute(definitions([kpi]), level=level, grain=grain, names=names, **{**NOVEMBER, **options})
    called = names.by_number()
    return {
        (called[group], starts): str(p.numerator)
        if p.denominator is None
        else f"{p.numerator}/{p.denominator}"
        for (_, group, starts), p in found.items()
    }


def one(level: Level, kpi: str, **options: Any) -> dict[str, str]:
    return {group: value for (group, _), value in by(level, kpi, **options).items()}


class TestGroups:
    def test_a_group_counts_its_own_records_and_blank_is_a_group(self, amy: Person, ben: Person) -> None:
        call(amy, "11-02", campaign="spring", talk_seconds=100)
        call(ben, "11-03", campaign="spring", talk_seconds=50)
        call(amy, "11-04", campaign="summer", talk_seconds=9)
        call(amy, "11-05", talk_seconds=1)
        assert one(Level.CAMPAIGN, "talk_time") == {"spring": "150/2", "summer": "9/1", "": "1/1"}
        assert one(Level.CAMPAIGN, "talk_time", agent=amy.pk)["spring"] == "100/1"

    def test_only_the_records_of_a_team_on_their_day(self, amy: Person, ben: Person, outbound: Team) -> None:
        amy.placements.all().delete()
        records.placed(amy, outbound, "2025-01-01", "11-03")
        for who, when in ((amy, "11-02"), (amy, "11-03"), (ben, "11-02")):
            call(who, when, market="north")
        assert one(Level.MARKET, "outbound_calls") == {"north": "3"}
        assert one(Level.MARKET, "outbound_calls", team=outbound.pk) == {"north": "1"}

    def test_distinct_customers_are_counted_anew_in_each_group(self, amy: Person, ben: Person) -> None:
        """Rules §2.1: the same customer in two products is one of each, and one of the company."""
        for product in ("a", "b"):
            call(amy, "11-02", 1, product=product)
            call(ben, "11-03", 1, product=product)
        order(amy, "11-04", 1, product="a")
        assert one(Level.PRODUCT, "conversion_rate") == {"a": "1/1", "b": "0/1"}

    def test_a_buyer_was_contacted_in_the_same_group(self, amy: Person) -> None:
        call(amy, "11-02", 1, campaign="spring")
        order(amy, "11-04", 1, campaign="summer")
        assert one(Level.CAMPAIGN, "conversion_rate") == {"spring": "0/1"}
        assert one(Level.CAMPAIGN, "uncontacted_buyers") == {"summer": "1"}

    def test_a_refund_lowers_the_group_of_its_order(self, amy: Person) -> None:
        refund(order(amy, "10-20", amount=900, market="north"), "11-03", 200)
        order(amy, "11-05", amount=500, market="south")
        assert one(Level.MARKET, "sales_amount") == {"north": "-200", "south": "500"}

    def test_retention_of_a_market_has_the_base_of_that_market(self, amy: Person) -> None:
        for market in ("north", "south"):
            order(amy, "10-05", 1, market=market)
        order(amy, "11-05", 1, market="north")
        assert one(Level.MARKET, "retention_rate") == {"north": "1/1", "south": "0/1"}

    def test_queues_are_of_calls_only(self, amy: Person) -> None:
        call(amy, "11-02", out=False, wait_seconds=10, queue="care")
        call(amy, "11-02", out=False, wait_seconds=30, queue="care")
        order(amy, "11-02")
        assert one(Level.QUEUE, "service_level") == {"care": "1/2"}
        assert one(Level.QUEUE, "sales_amount") == {}

    def test_each_period_on_its_own(self, amy: Person) -> None:
        for when in ("11-01", "11-02", "11-08"):
            call(amy, when, campaign="spring")
        assert by(Level.CAMPAIGN, "outbound_calls", Grain.WEEK) == {
            ("spring", day("10-26")): "1",
            ("spring", day("11-02")): "2",
        }

    def test_one_statement_whatever_the_number_of_groups(self, amy: Person) -> None:
        counts = []
        clock.organisation()  # read once a minute
        for size in (1, 20):
            for n in range(size):
                call(amy, "11-02", n, campaign=f"c{n}")
                order(amy, "11-03", n, campaign=f"c{n}")
            with CaptureQueriesContext(connection) as asked:
                compute(definitions(), level=Level.CAMPAIGN, grain=Grain.MONTH, names=Names(), **NOVEMBER)
            counts.append(len(asked))
        assert counts[0] == counts[1] == 2


class TestHours:
    def at(self, who: Person, when: str, **values: Any) -> None:
        at = datetime.fromisoformat(when).replace(tzinfo=UTC)
        call(who, at.date().isoformat(), started_at=at, **values)

    def hours(self, kpi: str, **options: Any) -> dict[int, str]:
        found = compute_hours(definitions([kpi]), level=Level.COMPANY, **{**NOVEMBER, **options})
        return {hour: f"{p.numerator}/{p.denominator or p.n}" for (_, _, hour), p in found.items()}

    def test_the_hour_is_the_local_one_over_all_days(self, amy: Person) -> None:
        """Hong Kong is eight hours ahead of UTC."""
        for when in ("2026-11-02T01:59:59", "2026-11-03T01:00:00", "2026-11-03T02:00:00"):
            self.at(amy, when, talk_seconds=60)
        call(amy, "11-04")  # says no time
        assert self.hours("outbound_calls") == {9: "2/2", 10: "1/1"}
        assert self.hours("talk_time") == {9: "120/2", 10: "60/1"}

    def test_by_queue_and_hour(self, amy: Person) -> None:
        self.at(amy, "2026-11-02T01:00:00", out=False, queue="care")
        self.at(amy, "2026-11-02T03:00:00", out=False, queue="care")
        names = Names()
        found = compute_hours(definitions(["offered"]), level=Level.QUEUE, names=names, **NOVEMBER)
        called = names.by_number()
        assert {(called[g], hour): p.n for (_, g, hour), p in found.items()} == {
            ("care", 9): 1,
            ("care", 11): 1,
        }

    def test_what_has_no_hour_has_no_figure(self, amy: Person) -> None:
        order(amy, "11-02")
        assert self.hours("sales_amount") == {}

    def test_summer_time_moves_the_hour(self, amy: Person) -> None:
        row = records.organisation("HKD")
        row.time_zone = "Europe/Vienna"  # summer time ended on 25 October 2026 at 01:00 UTC
        row.save()
        for when in (
            "2026-10-24T07:30:00",
            "2026-10-25T00:59:00",
            "2026-10-25T01:00:00",
            "2026-10-26T07:30:00",
        ):
            self.at(amy, when)
        found = self.hours("outbound_calls", first=day("10-24"), ends=day("10-27"))
        assert found == {9: "1/1", 2: "2/2", 8: "1/1"}

    def test_offsets_change_in_their_minute(self) -> None:
        offsets = utc_offsets(ZoneInfo("Europe/Vienna"), day("10-01"), day("12-01"))
        assert offsets[0] == (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), 7200)
        assert offsets[-1][1] == 3600
        assert [seconds for _, seconds in utc_offsets(ZoneInfo("Asia/Kolkata"), **NOVEMBER)] == [19800]


class TestFiscalMonthsAndYears:
    @pytest.fixture
    def _from_the_26th(self) -> None:
        operations.set_fiscal_months(months=operations.months_from_day(26), by=None, at=records.AT)

    @pytest.mark.usefixtures("_from_the_26th")
    def test_a_fiscal_month_holds_its_own_days_and_the_base_is_the_one_before(self, amy: Person) -> None:
        for when in ("10-25", "10-26", "11-25", "11-26"):
            order(amy, when, 1)
        days = {"first": day("10-26"), "ends": day("12-26")}
        spans = spans_of(**days)
        versions = {v.code: v for v in definitions(["retention_rate", "sales_amount"])}
        found = compute(list(versions.values()), level=Level.AGENT, grain=Grain.MONTH, spans=spans, **days)
        of = {(kpi, starts): (p.numerator, p.denominator) for (kpi, _, starts), p in found.items()}
        sales, retention = versions["sales_amount"].kpi_id, versions["retention_rate"].kpi_id
        assert of == {
            (sales, day("10-26")): (20_000, None),
            (sales, day("11-26")): (10_000, None),
            (retention, day("10-26")): (1, 1),
            (retention, day("11-26")): (1, 1),
        }
        assert [p.label for p in periods(ReadGrain.FISCAL, **days)] == ["2026-11", "2026-12"]

    @pytest.mark.usefixtures("_from_the_26th")
    def test_no_gap_where_each_day_has_its_month(self) -> None:
        assert fiscal_gap(day("10-20"), day("12-30")) is None
        operations.set_fiscal_months(
            months=[FiscalSpan(name="a", starts=day("11-02"), ends=day("11-30"))], by=None, at=records.AT
        )
        assert fiscal_gap(day("11-01"), day("11-03")) == day("11-01")
        assert fiscal_gap(day("11-02"), day("11-30")) == day("11-30")

    @pytest.mark.parametrize(
        ("months", "refusal"),
        [
            ([("a", "11-02", "11-02")], fiscal.FiscalMonthReversed),
            ([("a", "11-02", "11-30"), ("b", "12-01", "12-28")], fiscal.FiscalMonthsApart),
            ([("a", "11-02", "11-30"), ("b", "11-29", "12-28")], fiscal.FiscalMonthsApart),
            ([("a", "11-02", "11-30"), ("a", "11-30", "12-28")], fiscal.FiscalMonthNamedTwice),
        ],
    )
    def test_wrong_months_are_refused(self, months: list[tuple[str, str, str]], refusal: type) -> None:
        spans = [FiscalSpan(name=name, starts=day(starts), ends=day(ends)) for name, starts, ends in months]
        with pytest.raises(refusal):
            operations.set_fiscal_months(months=spans, by=None, at=records.AT)

    def test_years(self, amy: Person) -> None:
        for when in ("2025-12-31", "2026-01-01", "2026-12-31"):
            order(amy, when, 1)
        days = {"first": day("2025-07-01"), "ends": day("2027-01-01")}
        for level, whose in ((Level.AGENT, amy.pk), (Level.COMPANY, 0)):
            found = compute(definitions(["retention_rate"]), level=level, grain=Grain.YEAR, **days)
            assert {(s, starts): (p.numerator, p.denominator) for (_, s, starts), p in found.items()} == {
                (whose, day("2026-01-01")): (1, 1)
            }
            found = compute(definitions(["sales_amount"]), level=level, grain=Grain.YEAR, **days)
            assert [p.n for _, p in sorted(found.items())] == [1, 2]

    def test_a_definition_of_a_year_is_that_of_its_first_day(self, amy: Person) -> None:
        call(amy, "11-02", 1)
        order(amy, "11-20", 1)
        records.new_version("conversion_rate", "06-01", look_back_days=7)
        days = {"first": day("01-01"), "ends": day("2027-01-01")}
        found = compute(definitions(["conversion_rate"]), level=Level.AGENT, grain=Grain.YEAR, **days)
        assert [(p.numerator, p.denominator) for p in found.values()] == [(1, 1)]


class TestExport:
    @pytest.fixture
    def _calls(self, amy: Person) -> Iterator[None]:
        for hour in (1, 3):
            at = datetime(2026, 11, 2, hour, tzinfo=UTC)
            call(amy, "11-02", out=False, wait_seconds=5, queue="care", campaign="spring", started_at=at)
        order(amy, "11-03", campaign="spring")
        return

    def rows(self, capsys: pytest.CaptureFixture[str], *kpis: str, **options: str) -> list[dict[str, str]]:
        chosen = {"from": "2026-11-01", "to": "2026-11-30", "grain": "month", "by": "campaign", **options}
        arguments = [f"--{name}={value}" for name, value in chosen.items()]
        call_command("export_kpis", *arguments, *(["--kpi", *kpis] if kpis else []))
        return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))

    @pytest.mark.usefixtures("_calls")
    def test_a_group_has_every_kpi_that_its_records_say(self, capsys: pytest.CaptureFixture[str]) -> None:
        rows = self.rows(capsys)
        found = {row["kpi"]: row["value"] for row in rows}
        assert {row["campaign"] for row in rows} == {"spring"}
        assert (found["offered"], found["sales_amount"]) == ("2", "100")
        assert "customer_satisfaction" not in found

    @pytest.mark.usefixtures("_calls")
    def test_hours_of_a_queue_are_zero_where_the_source_delivered(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        floor.delivered(day("11-30"), ["call"], first=day("11-01"))
        rows = self.rows(capsys, "offered", "service_level", grain="hour", by="queue")
        offered = {row["period"]: row["value"] for row in rows if row["kpi"] == "offered"}
        assert len(offered) == 24
        assert {hour: n for hour, n in offered.items() if n != "0"} == {"09:00": "1", "11:00": "1"}
        levels = {row["period"]: row["value"] for row in rows if row["kpi"] == "service_level"}
        assert (levels["09:00"], levels["10:00"]) == ("1", "")

    @pytest.mark.usefixtures("_calls")
    def test_years_and_fiscal_months(self, capsys: pytest.CaptureFixture[str]) -> None:
        year = {"from": "2026-01-01", "to": "2026-12-31", "grain": "year"}
        assert [row["value"] for row in self.rows(capsys, "offered", **year)] == ["2"]
        with pytest.raises(CommandError, match="No fiscal month is set that holds 2026-11-01"):
            self.rows(capsys, "offered", grain="fiscal")
        operations.set_fiscal_months(months=operations.months_from_day(3), by=None, at=records.AT)
        rows = self.rows(capsys, "offered", "sales_amount", grain="fiscal")
        assert [(row["period"], row["kpi"], row["value"]) for row in rows if row["value"]] == [
            ("2026-11", "offered", "2"),
            ("2026-12", "sales_amount", "100"),
        ]

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"by": "queue"}, "records of sales_amount do not say their queue"),
            ({"by": "agent", "grain": "hour"}, "records of sales_amount do not say their hour"),
        ],
    )
    def test_what_cannot_be_told_apart_is_named(
        self, options: dict[str, str], message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(CommandError, match=message):
            self.rows(capsys, "sales_amount", **options)
