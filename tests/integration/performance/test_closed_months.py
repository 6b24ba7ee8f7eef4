"""Closed months are final, stored once for each closing, and read as that closing left them."""

import threading
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from apps.audit.models import Entry
from apps.metrics.choices import Subject
from apps.metrics.models import Cell, Kpi
from apps.people.operations import close_period, reopen_period
from apps.performance.models import PeriodSnapshot, Result
from apps.performance.operations import snapshot_month
from apps.performance.queries import (
    payout_inputs,
    people_performance,
    person_performance,
    score_history,
    team_performance,
)
from apps.performance.tasks import snapshot_closed
from tests import floor
from tests.floor import NOV

AT = datetime(2026, 12, 2, 4, 0, tzinfo=UTC)
DAY = date(2026, 12, 2)


def company() -> tuple[floor.Team, floor.Person, floor.Person, floor.User]:
    floor.organisation()
    steward = floor.person("Steward", floor.Role.STEWARD, sign_in=True).user
    home = floor.team("Outbound A")
    floor.published(
        home,
        floor.line("outbound_calls", 50, 210, threshold=150, stretch=250),
        floor.line("conversion_rate", 40, "0.05"),
        floor.line("answered", 10, 10, grain="week"),
    )
    amy, ben = floor.agent("Amy", home), floor.agent("Ben", home, share=500)
    floor.delivered(date(2026, 11, 27))
    for subject, calls, bought, contacted in ((amy, 200, 50, 1000), (ben, 120, 3, 7), (home, 320, 53, 1007)):
        floor.cell("outbound_calls", subject, calls)
        floor.cell("conversion_rate", subject, bought, contacted)
        floor.cell("answered", subject, 9, grain="week", starts=date(2026, 11, 9))
    return home, amy, ben, steward  # type: ignore[return-value]


@pytest.mark.django_db
class TestSnapshot:
    def test_reads_back_exactly_what_was_computed(self) -> None:
        home, amy, _, steward = company()
        close_period(month=NOV, by=steward, at=AT)
        computed = team_performance(home.pk, NOV, on=DAY)
        person = person_performance(amy.pk, NOV, on=DAY)
        assert snapshot_month(month=NOV, at=AT) is not None
        stored = team_performance(home.pk, NOV, on=DAY)
        for was, now in ((computed, stored), (person, person_performance(amy.pk, NOV, on=DAY))):
            assert [_plain(line) for line in was.lines] == [_plain(line) for line in now.lines]
            assert (was.score, was.state, was.reason) == (now.score, now.state, now.reason)
            assert (was.worked, was.planned, was.all_days) == (now.worked, now.planned, now.all_days)
        assert [(p.name, p.place, p.days_worked) for p in computed.people] == [
            (p.name, p.place, p.days_worked) for p in stored.people
        ]
        assert people_performance([home.pk], NOV, on=DAY) == list(stored.people)

    def test_a_closed_month_counts_what_was_achieved_not_what_was_projected(self) -> None:
        _home, amy, _, steward = company()
        close_period(month=NOV, by=steward, at=AT)
        found = person_performance(amy.pk, NOV, on=DAY)
        assert (found.headline, found.final, found.data_through) == ("final", True, date(2026, 11, 30))
        assert found.lines[0].headline == found.lines[0].achievement == Fraction(200, 210)

    def test_later_corrections_leave_the_stored_month_but_show_in_payout_inputs(self) -> None:
        home, amy, _, steward = company()
        close_period(month=NOV, by=steward, at=AT)
        snapshot_month(month=NOV, at=AT)
        kpi = Kpi.objects.get(code="outbound_calls")
        Cell.objects.filter(kpi=kpi, subject="agent", subject_id=amy.pk, grain="month").update(numerator=210)
        assert person_performance(amy.pk, NOV, on=DAY).lines[0].actual == 200
        [again] = [p for p in payout_inputs([home.pk], NOV) if p.person_id == amy.pk]
        assert again.lines[0].actual == 210

    def test_a_second_closing_is_stored_beside_the_first_and_read(self) -> None:
        _home, amy, _, steward = company()
        close_period(month=NOV, by=steward, at=AT)
        snapshot_month(month=NOV, at=AT)
        reopen_period(month=NOV, reason="late file", by=steward, at=AT)
        assert person_performance(amy.pk, NOV, on=DAY).headline == "projected"
        kpi = Kpi.objects.get(code="outbound_calls")
        Cell.objects.filter(kpi=kpi, subject="agent", subject_id=amy.pk, grain="month").update(numerator=210)
        close_period(month=NOV, by=steward, at=AT)
        snapshot_month(month=NOV, at=AT)
        assert PeriodSnapshot.objects.count() == 2
        assert person_performance(amy.pk, NOV, on=DAY).lines[0].actual == 210
        [point] = score_history(Subject.AGENT, [amy.pk], [NOV])[amy.pk]
        assert point.score == person_performance(amy.pk, NOV, on=DAY).score

    def test_an_open_month_and_a_stored_closing_are_left_alone(self) -> None:
        _, _, _, steward = company()
        assert snapshot_month(month=NOV, at=AT) is None
        close_period(month=NOV, by=steward, at=AT)
        assert snapshot_closed() == 1
        assert snapshot_closed() == 0
        assert Result.objects.count() == 3
        assert Entry.objects.filter(verb="results.stored").count() == 1

    def test_reading_a_closed_month_is_at_most_four_queries(self) -> None:
        home, amy, _, steward = company()
        close_period(month=NOV, by=steward, at=AT)
        snapshot_month(month=NOV, at=AT)
        with CaptureQueriesContext(connection) as of_team:
            team_performance(home.pk, NOV, on=DAY)
        with CaptureQueriesContext(connection) as of_person:
            person_performance(amy.pk, NOV, on=DAY)
        assert (len(of_team), len(of_person)) == (3, 2)

    def test_someone_without_a_scorecard_stays_without_a_score(self) -> None:
        *_, steward = company()
        alone = floor.agent("Alone", floor.team("Elsewhere"))
        close_period(month=NOV, by=steward, at=AT)
        snapshot_month(month=NOV, at=AT)
        found = person_performance(alone.pk, NOV, on=DAY)
        assert (found.reason, found.final, found.team_name) == ("no_scorecard", True, "Elsewhere")
        assert team_performance(found.team_id or 0, NOV, on=DAY).reason == "no_scorecard"


@pytest.mark.django_db
def test_payout_inputs_of_an_open_month_never_use_projections() -> None:
    home, amy, _, _ = company()
    [found] = [p for p in payout_inputs([home.pk], NOV) if p.person_id == amy.pk]
    assert found.headline == "final"
    assert found.lines[0].headline == Fraction(200, 210)


@pytest.mark.django_db
def test_history_gives_every_month_asked_for_in_one_query() -> None:
    _home, amy, ben, steward = company()
    close_period(month=NOV, by=steward, at=AT)
    snapshot_month(month=NOV, at=AT)
    months = [date(2026, 10, 1), NOV]
    with CaptureQueriesContext(connection) as queries:
        history = score_history(Subject.AGENT, [amy.pk, ben.pk], months)
    assert len(queries) == 1
    assert [(point.month, point.score is None) for point in history[amy.pk]] == [
        (months[0], True),
        (NOV, False),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_workers_store_a_closing_once() -> None:
    *_, steward = company()
    close_period(month=NOV, by=steward, at=AT)
    start, failures = threading.Barrier(2), []

    def work() -> None:
        try:
            start.wait()
            snapshot_month(month=NOV, at=AT)
        except Exception as error:  # noqa: BLE001  told to the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert PeriodSnapshot.objects.count() == 1
    assert Result.objects.count() == 3
    assert Entry.objects.filter(verb="results.stored").count() == 1


def _plain(line: object) -> dict[str, object]:
    """All fields of a line but the KPI's own, of which only what is shown is stored."""
    values = {name: getattr(line, name) for name in line.__slots__}  # type: ignore[attr-defined]
    kpi = values.pop("kpi")
    return values | {"code": kpi.code, "unit": kpi.unit, "name": kpi.name, "min_sample": kpi.min_sample}
