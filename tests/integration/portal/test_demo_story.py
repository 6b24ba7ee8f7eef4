"""The whole demo company, built by operations: its stories are in the figures, its months are paid."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db.models import Sum

from apps.audit.models import Entry
from apps.coaching.choices import AssignmentState, Outcome
from apps.coaching.models import Assignment, Session
from apps.goals.models import Acknowledgement, Scorecard
from apps.incentives.choices import RunState
from apps.incentives.models import Award, PayoutRun
from apps.incentives.queries.payroll import payroll_rows
from apps.intake.choices import BatchState, RecordType, RowFate
from apps.intake.models import Batch, HeldRow, Order, Refund
from apps.intake.queries import complete_through, sources_freshness
from apps.metrics.choices import Subject
from apps.metrics.models import Cell
from apps.metrics.operations import verify_cells
from apps.metrics.queries import kpi_infos, recomputed
from apps.metrics.records import Part, records
from apps.people import changes
from apps.people.choices import PeriodState
from apps.people.models import CalendarException, Freeze, Leave, Membership, Period, Person, Team, User
from apps.people.policies import roles_of
from apps.performance.models import PeriodSnapshot
from apps.performance.queries import people_performance
from apps.performance.rows import PersonPerformance
from apps.portal.demo.company import STAFF
from apps.portal.demo.logins import LOGINS, PASSWORD, shown_logins
from apps.portal.demo.story import Story
from apps.reviews.choices import ActionState, ReviewGrain, ReviewState
from apps.reviews.models import Action, Finding, Review
from tests.demo import NOW, UNTIL, build_here, open_database

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
SUMMED = ("accepted", "unchanged", "rejected", "parked", "queued", "skipped")


@pytest.fixture(scope="module", autouse=True)
def story(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    with open_database(django_db_blocker):
        yield build_here(tmp_path_factory.mktemp("demo"), small=False)


@pytest.fixture(scope="module")
def outbound_a(story: Story) -> dict[str, PersonPerformance]:
    return judged("OUT-A", NOVEMBER)


def judged(team: str, month: date) -> dict[str, PersonPerformance]:
    people = people_performance([Team.objects.get(code=team).pk], month, on=UNTIL + timedelta(days=1))
    return {one.name: one for one in people}


def line(person: PersonPerformance, kpi: str) -> Any:
    return next(line for line in person.lines if line.kpi.code == kpi)


# What the data say


def test_every_record_went_in_and_every_row_is_accounted_for() -> None:
    assert set(Batch.objects.values_list("state", flat=True)) == {BatchState.IMPORTED}
    for batch in Batch.objects.all():
        assert batch.read == sum(getattr(batch, name) for name in SUMMED)
    sums = Batch.objects.aggregate(read=Sum("read"), queued=Sum("queued"))
    assert sums["read"] > 145_000
    assert sums["queued"] == 0


def test_every_source_reaches_yesterday() -> None:
    assert {one.covered_last for one in sources_freshness(UNTIL + timedelta(days=1))} == {UNTIL}
    assert complete_through(RecordType.values[:3]) == UNTIL


def test_what_is_left_for_the_steward_are_four_rows_of_the_last_files() -> None:
    held = list(HeldRow.objects.order_by("pk").values_list("fate", "value"))
    assert sorted(held) == [
        (RowFate.PARKED, "E1099"),
        (RowFate.PARKED, "E1099"),
        (RowFate.REJECTED, "n/a"),
        (RowFate.REJECTED, "two minutes"),
    ]


def test_nothing_waits_to_be_computed() -> None:
    assert changes.waiting() == 0


@pytest.mark.thorough
def test_every_cell_is_what_the_facts_say() -> None:
    found = verify_cells()
    assert (found.different, found.waiting) == (0, 0)
    assert found.compared > 100_000


# The stories


def test_the_records_behind_a_sample_of_figures_make_the_stored_ones() -> None:
    last = date(2026, 10, 31)
    infos = {info.id: info for info in kpi_infos(last).values()}
    cells = Cell.objects.filter(grain="month", starts=OCTOBER).order_by("kpi_id", "subject", "subject_id")
    sample = list({(cell.kpi_id, cell.subject): cell for cell in cells}.values())
    assert len(sample) > 40
    for cell in sample:
        info, subject = infos[cell.kpi_id], Subject(cell.subject)
        asked: Any = {"subject": subject, "subject_id": cell.subject_id, "first": OCTOBER, "last": last}
        found = recomputed(info, **asked)
        assert found is not None, (info.code, subject)
        assert (found.numerator, found.denominator, found.n) == (cell.numerator, cell.denominator, cell.n)
        if info.code in {"talk_time", "response_time", "customer_satisfaction", "quality_score"}:
            page = records(info, **asked, offset=0, limit=100_000, part=Part.NUMERATOR)
            assert sum(one.value or 0 for one in page.records) == cell.numerator, info.code
            assert page.total == cell.n
        elif info.code in {"outbound_calls", "offered", "won"}:
            assert records(info, **asked, offset=0, limit=1).total == cell.numerator, info.code
        elif info.code == "conversion_rate":
            for part, count in ((Part.NUMERATOR, cell.numerator), (Part.DENOMINATOR, cell.denominator)):
                page = records(info, **asked, offset=0, limit=100_000, part=part)
                assert len({one.customer_id for one in page.records}) == count


def test_the_blind_dialler_calls_most_and_sells_least(outbound_a: dict[str, PersonPerformance]) -> None:
    full_time = {name: one for name, one in outbound_a.items() if one.days_worked >= 10 and one.place}
    calls = {name: line(one, "outbound_calls").actual for name, one in full_time.items()}
    conversion = {name: line(one, "conversion_rate").actual for name, one in full_time.items()}
    assert max(calls, key=lambda name: calls[name]) == "Jason Yip"
    assert min(conversion, key=lambda name: conversion[name]) == "Jason Yip"
    assert conversion["Jason Yip"] < Fraction(3, 100)


def test_the_best_are_above_target(outbound_a: dict[str, PersonPerformance]) -> None:
    assert (outbound_a["Karen Tse"].score or 0) > 1


def test_a_rank_never_rests_on_a_tiny_sample(outbound_a: dict[str, PersonPerformance]) -> None:
    owen = outbound_a["Owen Tsui"]
    assert (owen.place, str(owen.reason)) == (None, "small_sample")
    assert 0 < line(owen, "conversion_rate").n < 30
    assert line(owen, "conversion_rate").actual > line(outbound_a["Karen Tse"], "conversion_rate").actual


def test_the_joiner_has_a_part_of_the_target_and_no_rank_yet(
    outbound_a: dict[str, PersonPerformance],
) -> None:
    joiner, other = outbound_a["Liu Peng"], outbound_a["Karen Tse"]
    assert (joiner.place, str(joiner.reason)) == (None, "below_minimum_days")
    # 14 of the 21 working days of November
    assert line(joiner, "sales_amount").target_value == line(other, "sales_amount").target_value * 14 / 21


def test_the_part_timer_works_three_days_in_five_for_three_fifths_of_the_target() -> None:
    team = judged("OUT-B", OCTOBER)
    sales = {name: line(team[name], "sales_amount").target_value for name in ("Kitty Law", "Tommy Lam")}
    assert sales["Kitty Law"] == sales["Tommy Lam"] * 6 / 10


def test_the_leaver_is_judged_until_leaving_and_not_paid_for_that_month() -> None:
    person = Person.objects.get(name="Eric Hui")
    ended = person.employments.get().ends
    assert ended == UNTIL - timedelta(days=64)
    run = PayoutRun.objects.get(month=ended.replace(day=1), plan_version__plan__code="sales-hk")
    lines = run.lines.filter(person=person)
    assert lines.aggregate(total=Sum("amount"))["total"] in {0, None}
    assert "not_employed_on_pay_date" in str(list(lines.values("code", "values")))


def test_payroll_is_told_who_employs_and_which_team_bears_the_costs() -> None:
    for run in PayoutRun.objects.exclude(state=RunState.DRAFT):
        rows = payroll_rows(run)
        assert all(row.legal_entity and row.payroll_group == "Sales" and row.cost_centre for row in rows)
    mover = Person.objects.get(name="Fiona Mak").employments.order_by("starts")
    assert list(mover.values_list("legal_entity", "cost_centre")) == [("HK01", "4120"), ("HK01", "4110")]


def test_who_moved_is_judged_where_the_month_ended() -> None:
    assert "Fiona Mak" in judged("OUT-A", OCTOBER)
    assert "Fiona Mak" in judged("OUT-B", date(2026, 7, 1))
    assert Membership.objects.filter(person__name="Fiona Mak").count() == 2


def test_leave_a_loan_holidays_refunds_and_cancellations_are_there() -> None:
    assert Leave.objects.count() == 5
    assert Membership.objects.filter(kind="loan").count() == 1
    assert CalendarException.objects.filter(day=date(2026, 2, 17)).exists()
    assert Refund.objects.count() > 80
    assert Order.objects.filter(cancelled_day__isnull=False).count() > 20


def test_the_figures_of_the_floor_are_those_of_a_real_one() -> None:
    people = [one for code in ("OUT-A", "OUT-B", "RENEW") for one in judged(code, OCTOBER).values()]
    buyers = [line(one, "conversion_rate") for one in people]
    rate = sum(one.actual * one.n for one in buyers) / sum(one.n for one in buyers)
    assert Fraction(4, 100) < rate < Fraction(6, 100)
    scores = sorted(one.score for one in people if one.score is not None)
    assert Fraction(85, 100) < scores[len(scores) // 2] < Fraction(110, 100)


# Months


def test_twelve_months_are_closed_stored_and_paid_and_the_current_one_is_open(story: Story) -> None:
    closed = Period.objects.filter(state=PeriodState.CLOSED).order_by("starts")
    assert list(closed.values_list("starts", flat=True)) == story.closed_months
    assert PeriodSnapshot.objects.count() == 12
    assert PayoutRun.objects.count() == 24
    waits = PayoutRun.objects.exclude(state=RunState.ACKNOWLEDGED).get()
    assert (waits.state, f"{waits.month:%Y-%m}") == (RunState.SUBMITTED, "2026-10")
    assert waits.corrections.filter(amount__lt=0).count() == waits.holds.count() == 1
    assert not PayoutRun.objects.filter(month=NOVEMBER).exists()


def test_every_run_is_the_sum_of_its_lines_and_its_files_are_there() -> None:
    for run in PayoutRun.objects.locked():
        assert run.lines.aggregate(total=Sum("amount"))["total"] == run.total_minor
        assert run.inputs.aggregate(total=Sum("total_minor"))["total"] == run.total_minor
        assert run.total_minor > 2_000_000
        assert run.files.count() in {2, 4}
        assert Freeze.objects.filter(reason__contains=str(run)).count() >= run.inputs.count()
        assert not run.exceptions.filter(cleared_at__isnull=True).exists()


def test_runs_were_made_by_different_people() -> None:
    for run in PayoutRun.objects.locked():
        assert run.calculated_by != run.approved_by
        assert (str(run.calculated_by), str(run.approved_by), str(run.locked_by)) == (
            "Michael Wong",
            "Irene Chan",
            "Grace Cheng",
        )


def test_the_plan_changed_once_and_later_months_are_paid_by_the_new_version() -> None:
    versions = PayoutRun.objects.filter(plan_version__plan__code="sales-hk").order_by("month")
    assert list(versions.values_list("plan_version__version", flat=True)) == [1] * 7 + [2] * 5


def test_somebody_is_honoured_every_month() -> None:
    months = set(Award.objects.values_list("round__month", flat=True))
    assert len(months) == 12


# Goals, coaching, reviews


def test_most_have_acknowledged_the_targets_of_the_open_month_and_some_have_not() -> None:
    cards = Scorecard.objects.published().filter(starts=NOVEMBER)
    done = Acknowledgement.objects.filter(scorecard__in=cards)
    assert cards.count() == 3
    assert done.count() == 38 - 6
    assert not done.filter(person__name__in=("Amy Lau", "Jason Yip", "Liu Peng")).exists()


def test_the_draft_of_the_next_month_gives_95_percent() -> None:
    draft = Scorecard.objects.drafts().get()
    assert (draft.team.code, draft.starts) == ("OUT-A", DECEMBER)
    assert Decimal(draft.lines.aggregate(total=Sum("weight"))["total"]) / 100 == Decimal("95.00")


def test_coaching_is_under_way_with_outcomes_of_several_kinds() -> None:
    jason = Assignment.objects.filter(person__name="Jason Yip", kpi_code="conversion_rate")
    open_ones = jason.filter(state=AssignmentState.OPEN)
    assert sorted(open_ones.values_list("rule__code", flat=True)) == [
        "blind-dialling",
        "conversion",
        "conversion-sure",
    ]
    outcomes = set(Assignment.objects.exclude(outcome="").values_list("outcome", flat=True))
    assert {Outcome.REACHED, Outcome.IMPROVED, Outcome.NOT_IMPROVED} <= outcomes
    assert Session.objects.filter(assignment__state=AssignmentState.OPEN).exists()
    assert not Assignment.objects.filter(person__name="Owen Tsui", kpi_code="").exists()


def test_reviews_have_causes_and_actions_done_open_and_overdue() -> None:
    assert Review.objects.filter(grain=ReviewGrain.MONTH).count() == 36
    last_week = Review.objects.filter(grain=ReviewGrain.WEEK, starts=date(2026, 11, 16))
    assert set(last_week.values_list("state", flat=True)) == {ReviewState.OPEN}
    assert last_week.count() == 3
    assert len(set(Finding.objects.values_list("cause", flat=True))) == 3
    waiting = Action.objects.filter(state=ActionState.OPEN)
    late = waiting.filter(due_day__lte=UNTIL)
    assert late.filter(review__grain=ReviewGrain.WEEK).get().team.code == "OUT-A"
    # every seventh takes up to twenty days longer
    assert not late.filter(due_day__lte=UNTIL - timedelta(days=20)).exists()
    assert waiting.filter(due_day__gt=UNTIL).exists()
    assert Action.objects.filter(state=ActionState.DONE).count() > 40


# Who signs in, and the trail


def test_each_demo_sign_in_gets_in_and_has_its_role(story: Story) -> None:
    assert [login.username for login in shown_logins()] == [login.username for login in LOGINS]
    wanted = {person.name: person.role for person in STAFF} | {"Daniel Ho": "manager", "Amy Lau": "agent"}
    for login in LOGINS:
        user = authenticate(username=login.username, password=PASSWORD)
        assert user is not None
        assert roles_of(user, UNTIL) == {wanted[login.name]}
        assert login.role == next(iter(roles_of(user, UNTIL))).label


def test_the_others_have_no_password() -> None:
    others = User.objects.exclude(username__in=[login.username for login in LOGINS])
    assert others.count() == 42
    assert not any(user.has_usable_password() for user in others)


def test_the_trail_reads_like_history_and_ends_today(story: Story) -> None:
    assert not Entry.objects.filter(at__gt=NOW + timedelta(minutes=5)).exists()
    first = Entry.objects.order_by("at", "pk").first()
    assert first is not None
    assert first.at.astimezone(NOW.tzinfo).date() == story.go_live
    by_portal = set(Entry.objects.filter(actor_id=None).values_list("verb", flat=True))
    assert {"results.stored", "honour.awarded"} <= by_portal
    assert "payout_run.approved" not in by_portal
