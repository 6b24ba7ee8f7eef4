"""Agents in a month that is still open.

Figures to the last complete day, targets by working time, projections.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from apps.performance.queries import person_performance
from apps.performance.rows import PersonPerformance
from tests import floor
from tests.floor import NOV

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 20)  # the 15th of November's 21 working days


@pytest.fixture(autouse=True)
def _company() -> None:
    floor.organisation()


def judged(row: floor.Person, on: date = TODAY) -> PersonPerformance:
    return person_performance(row.pk, NOV, on=on)


def sales_only(target: int = 210) -> tuple[floor.Team, floor.Person]:
    home = floor.team("Outbound A")
    floor.published(home, floor.line("outbound_calls", 100, target))
    return home, floor.agent("Amy Lau", home)


def test_a_volume_is_projected_from_the_working_days_with_complete_data() -> None:
    _, amy = sales_only(target=210)
    floor.delivered(FRIDAY)
    floor.cell("outbound_calls", amy, 120)
    line = (found := judged(amy)).lines[0]
    assert (found.elapsed_days, found.all_days, found.data_through) == (15, 21, FRIDAY)
    assert line.actual == 120
    assert line.expected == 150
    assert line.projected == 168
    assert line.achievement == Fraction(120, 210)
    assert line.projected_achievement == Fraction(168, 210)
    assert found.score == Fraction(80, 100)
    assert (found.headline, line.state, found.final) == ("projected", "behind", False)


@pytest.mark.parametrize(
    ("calls", "state"),
    [(210, "met"), (209, "on_pace"), (143, "on_pace"), (142, "behind"), (120, "behind"), (119, "at_risk")],
)
def test_state_of_a_volume_at_each_edge(calls: int, state: str) -> None:
    """Projected 95 % is 142.5 of the 150 expected by now, 80 % is 120; met only once it is reached."""
    _, amy = sales_only(target=210)
    floor.delivered(FRIDAY)
    floor.cell("outbound_calls", amy, calls)
    assert judged(amy).lines[0].state == state


@pytest.mark.parametrize(
    ("buyers", "state"),
    [(100, "met"), (99, "close"), (95, "close"), (94, "behind"), (80, "behind"), (79, "at_risk")],
)
def test_a_ratio_is_compared_as_it_stands(buyers: int, state: str) -> None:
    home = floor.team("Outbound A")
    floor.published(home, floor.line("conversion_rate", 100, "0.05"))
    amy = floor.agent("Amy Lau", home)
    floor.delivered(FRIDAY)
    floor.cell("conversion_rate", amy, buyers, 2000)
    line = judged(amy).lines[0]
    assert line.projected == line.actual == Fraction(buyers, 2000)
    assert line.expected is None
    assert line.state == state


def test_projected_score_mixes_volumes_at_pace_and_ratios_as_they_stand() -> None:
    """Rules §2.6: weights 30/70 with 12.5 % and 50 % make 38.75 %."""
    home = floor.team("Outbound A")
    floor.published(home, floor.line("outbound_calls", 30, 210), floor.line("conversion_rate", 70, "0.10"))
    amy = floor.agent("Amy Lau", home)
    floor.delivered(FRIDAY)
    floor.cell("outbound_calls", amy, 15 * 10 // 8)  # 18, projected 25.2 of 210 = 12 %
    floor.cell("conversion_rate", amy, 50, 1000)
    found = judged(amy)
    assert found.score == Fraction(30, 100) * Fraction(12, 100) + Fraction(70, 100) * Fraction(1, 2)
    assert sum(line.points for line in found.lines) == found.score


def test_no_cell_is_zero_only_where_the_source_is_complete() -> None:
    _home, amy = sales_only()
    floor.delivered(FRIDAY, topics=["order"])
    assert judged(amy).lines[0].actual is None
    assert judged(amy).reason == "no_day_yet"
    floor.delivered(FRIDAY, topics=["call"], code="dialer")
    assert judged(amy).lines[0].actual == 0
    assert judged(amy).score == 0


def test_a_gap_in_the_deliveries_is_not_zero_calls() -> None:
    _, amy = sales_only()
    floor.delivered(date(2026, 11, 10), topics=["call"], first=NOV)
    floor.delivered(FRIDAY, topics=["call"], first=date(2026, 11, 12))
    found = judged(amy)
    assert found.data_through == FRIDAY
    assert found.lines[0].actual is None
    assert found.reason == "too_little_measured"


def test_figures_stop_at_the_slowest_source_and_say_so() -> None:
    home = floor.team("Outbound A")
    floor.published(
        home, floor.line("outbound_calls", 50, 210), floor.line("customer_satisfaction", 50, "4.5")
    )
    amy = floor.agent("Amy Lau", home)
    floor.delivered(date(2026, 11, 23), topics=["call"], code="dialer")
    floor.delivered(date(2026, 11, 13), topics=["survey"], code="survey")
    assert judged(amy).data_through == date(2026, 11, 13)
    assert judged(amy).elapsed_days == 10


def test_records_after_the_last_complete_day_show_beside_as_so_far() -> None:
    _, amy = sales_only(target=210)
    floor.delivered(FRIDAY)
    floor.cell("outbound_calls", amy, 150)  # the month with everything that has arrived
    floor.cell("outbound_calls", amy, 120, grain="day", starts=FRIDAY)
    floor.cell("outbound_calls", amy, 30, grain="day", starts=date(2026, 11, 24))
    line = judged(amy).lines[0]
    assert (line.actual, line.so_far) == (120, 150)
    assert line.projected == 168


def test_nothing_counts_before_the_first_complete_day() -> None:
    _, amy = sales_only()
    floor.delivered(date(2026, 10, 31))
    floor.cell("outbound_calls", amy, 3)
    found = judged(amy, on=date(2026, 11, 2))
    assert (found.score, found.reason, found.data_through) == (None, "no_day_yet", None)
    assert (found.lines[0].actual, found.lines[0].so_far) == (None, 3)


def test_on_the_last_day_the_projection_is_the_result() -> None:
    _, amy = sales_only(target=210)
    floor.delivered(date(2026, 11, 30))
    floor.cell("outbound_calls", amy, 200)
    line = judged(amy, on=date(2026, 12, 1)).lines[0]
    assert line.projected == 200
    assert line.state == "close"


class TestWorkingTime:
    """Volume targets scale by the agent's working time over the month's (rules §2.7)."""

    def target(self, row: floor.Person) -> Fraction | None:
        return judged(row).lines[0].target_value

    def home(self, target: int = 2100) -> floor.Team:
        home = floor.team("Outbound A")
        floor.published(home, floor.line("outbound_calls", 100, target, threshold=1680, stretch=2520))
        floor.delivered(FRIDAY)
        return home

    def test_full_time(self) -> None:
        assert self.target(floor.agent("Amy", self.home())) == 2100

    def test_a_joiner_on_the_eleventh_has_fourteen_of_twenty_one_days(self) -> None:
        liu = floor.agent("Liu Peng", self.home(), starts=date(2026, 11, 11))
        found = judged(liu)
        assert found.lines[0].target_value == 1400
        assert (found.lines[0].threshold, found.lines[0].stretch) == (1120, 1680)
        assert (found.worked, found.planned, found.days_worked) == (14_000, 21_000, 8)

    def test_a_leaver_after_five_days(self) -> None:
        assert self.target(floor.agent("Leaver", self.home(), ends=date(2026, 11, 7))) == 500

    def test_part_time_at_half(self) -> None:
        assert self.target(floor.agent("Part", self.home(), share=500)) == 1050

    def test_leave_of_three_working_days(self) -> None:
        row = floor.agent("Away", self.home())
        floor.away(row, date(2026, 11, 19), date(2026, 11, 23))
        assert self.target(row) == 1800

    def test_away_all_month_has_no_target_and_no_score(self) -> None:
        row = floor.agent("Away", self.home())
        floor.away(row, NOV, date(2026, 11, 30))
        found = judged(row)
        assert (found.lines[0].target, found.score, found.reason) == (None, None, "no_working_time")

    def test_a_ratio_target_does_not_scale(self) -> None:
        home = floor.team("Outbound A")
        floor.published(home, floor.line("conversion_rate", 100, "0.05"))
        floor.delivered(FRIDAY)
        assert self.target(floor.agent("Part", home, share=500)) == Fraction(1, 20)

    def test_an_own_target_is_prorated_too(self) -> None:
        home = self.home()
        row = floor.agent("Own", home, share=500)
        line = home.scorecards.get().lines.get()
        floor.own_target(line.scorecard, line.kpi.code, row, floor.micros(4200))
        assert self.target(row) == 2100

    def test_pace_follows_the_agents_own_days(self) -> None:
        liu = floor.agent("Liu Peng", self.home(), starts=date(2026, 11, 11))
        floor.cell("outbound_calls", liu, 800)  # in 8 of 14 days
        line = judged(liu).lines[0]
        assert (line.expected, line.projected) == (800, 1400)


class TestWhoJudges:
    def two_teams(self) -> tuple[floor.Team, floor.Team]:
        first, second = floor.team("Outbound A"), floor.team("Outbound B")
        floor.published(first, floor.line("outbound_calls", 100, 2100))
        floor.published(second, floor.line("outbound_calls", 100, 1050))
        floor.delivered(FRIDAY)
        return first, second

    def test_a_mover_is_judged_by_the_team_of_the_last_day_with_all_records(self) -> None:
        first, second = self.two_teams()
        row = floor.agent("Mover", first)
        floor.place(row, (first, floor.START, date(2026, 11, 16)), (second, date(2026, 11, 16), None))
        floor.cell("outbound_calls", row, 700)
        found = judged(row)
        assert found.team_id == second.pk
        assert (found.lines[0].target_value, found.lines[0].actual) == (1050, 700)

    def test_a_loan_at_the_end_does_not_change_the_scorecard(self) -> None:
        first, second = self.two_teams()
        row = floor.agent("Lent", first)
        floor.place(row, (first, floor.START, None), loans=[(second, date(2026, 11, 23), date(2026, 12, 5))])
        assert judged(row).team_id == first.pk
        assert judged(row).lines[0].target_value == 2100

    def test_a_team_without_its_own_takes_the_nearest_scorecard_above(self) -> None:
        top = floor.team("Sales")
        middle = floor.team("Outbound", top)
        low = floor.team("Outbound A", middle)
        floor.published(top, floor.line("outbound_calls", 100, 999))
        floor.published(middle, floor.line("outbound_calls", 100, 500))
        floor.delivered(FRIDAY)
        assert judged(floor.agent("Amy", low)).lines[0].target_value == 500

    def test_without_any_scorecard_there_is_no_score(self) -> None:
        found = judged(floor.agent("Amy", floor.team("Outbound A")))
        assert (found.score, found.reason, found.lines) == (None, "no_scorecard", ())

    def test_someone_without_a_team_has_none_either(self) -> None:
        found = judged(floor.person("Visitor"))
        assert (found.team_id, found.reason) == (None, "no_scorecard")


@pytest.mark.parametrize(
    ("policy", "score"),
    [("redistribute", Fraction(1, 2)), ("zero", Fraction(3, 10)), ("full", Fraction(7, 10))],
)
def test_no_data_policy_decides_what_a_line_without_records_counts(policy: str, score: Fraction) -> None:
    home = floor.team("Outbound A")
    floor.published(
        home,
        floor.line("conversion_rate", 60, "0.10"),
        floor.line("customer_satisfaction", 40, "4.5"),
        no_data=policy,
    )
    amy = floor.agent("Amy", home)
    floor.delivered(FRIDAY)
    floor.cell("conversion_rate", amy, 50, 1000)
    found = judged(amy)
    assert (found.score, found.measured) == (score, Decimal(60))
    assert [line.state for line in found.lines] == ["at_risk", "no_data"]


@pytest.mark.parametrize(("responses", "reason"), [(9, "small_sample"), (10, "")])
def test_a_line_below_its_minimum_sample_takes_no_part(responses: int, reason: str) -> None:
    home = floor.team("Outbound A")
    floor.published(
        home, floor.line("conversion_rate", 60, "0.10"), floor.line("customer_satisfaction", 40, "4.5")
    )
    amy = floor.agent("Amy", home)
    floor.delivered(FRIDAY)
    floor.cell("conversion_rate", amy, 50, 1000)
    floor.cell("customer_satisfaction", amy, 450 * responses, responses)
    found = judged(amy)
    assert found.lines[1].reason == reason
    assert found.score == (Fraction(1, 2) if reason else Fraction(7, 10))


def test_less_than_half_of_the_weight_measured_is_no_score() -> None:
    home = floor.team("Outbound A")
    floor.published(
        home,
        floor.line("conversion_rate", "49.99", "0.10"),
        floor.line("customer_satisfaction", "50.01", "4.5"),
    )
    amy = floor.agent("Amy", home)
    floor.delivered(FRIDAY)
    floor.cell("conversion_rate", amy, 50, 1000)
    found = judged(amy)
    assert (found.score, found.reason) == (None, "too_little_measured")
    assert found.reason_values == {"measured": Decimal("49.99")}


@pytest.mark.parametrize(
    ("seconds", "achievement"),
    [(180, 1), (300, 1), (120, Fraction(1, 2)), (450, Fraction(1, 2)), (60, 0), (600, 0)],
)
def test_a_band_falls_to_zero_at_its_limits(seconds: int, achievement: Fraction) -> None:
    home = floor.team("Outbound A")
    band = {"low": 180, "high": 300, "low_limit": 60, "high_limit": 600}
    floor.published(home, floor.line("talk_time", 100, None, **band))
    amy = floor.agent("Amy", home)
    floor.delivered(FRIDAY)
    floor.cell("talk_time", amy, seconds * 100, 100)
    assert judged(amy).lines[0].achievement == achievement


@pytest.mark.parametrize(
    ("complaints", "achievement"),
    [(20, 1), (10, Fraction(3, 2)), (30, Fraction(1, 2)), (40, 0), (50, 0)],
)
def test_lower_is_better_against_twice_the_target(complaints: int, achievement: Fraction) -> None:
    home = floor.team("Outbound A")
    floor.published(home, floor.line("complaint_rate", 100, "0.02"))
    amy = floor.agent("Amy", home)
    floor.delivered(FRIDAY)
    floor.cell("complaint_rate", amy, complaints, 1000)
    assert judged(amy).lines[0].achievement == achievement


def test_what_counts_is_capped_and_said() -> None:
    _, amy = sales_only(target=210)
    floor.delivered(FRIDAY)
    floor.cell("outbound_calls", amy, 300)  # projected 420: 200 %
    line = judged(amy).lines[0]
    assert (line.projected_achievement, line.counted, line.reason) == (2, Fraction(3, 2), "capped")
