"""A line with weekly targets in a monthly scorecard.

The mean of the weeks that end in the month (rules §2.5).
"""

from datetime import date
from fractions import Fraction

import pytest

from apps.performance.queries import person_performance, team_performance
from tests import floor
from tests.floor import NOV

pytestmark = pytest.mark.django_db

# Weeks that end in November 2026 (on Sundays 1, 8, 15, 22, 29).
MONDAYS = [date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23)]
SUNDAY = date(2026, 11, 22)


@pytest.fixture
def home() -> floor.Team:
    floor.organisation()
    row = floor.team("Outbound A")
    floor.published(row, floor.line("outbound_calls", 100, 100, grain="week"))
    floor.delivered(SUNDAY)
    return row


def weeks_of(row: floor.Person, *calls: int) -> None:
    for monday, made in zip(MONDAYS, calls, strict=False):
        floor.cell("outbound_calls", row, made, grain="week", starts=monday)


def test_each_week_is_capped_before_the_mean(home: floor.Team) -> None:
    amy = floor.agent("Amy", home)
    weeks_of(amy, 100, 300, 50, 100)
    line = person_performance(amy.pk, NOV, on=date(2026, 11, 24)).lines[0]
    assert [week.achievement for week in line.weeks] == [1, 3, Fraction(1, 2), 1]
    assert line.achievement == Fraction(4, 4)  # (1 + 1.5 + 0.5 + 1) / 4
    assert (line.actual, line.target_value) == (Fraction(550, 4), 100)
    assert (line.expected, line.projected) == (None, line.actual)


def test_a_week_that_is_not_complete_yet_does_not_count(home: floor.Team) -> None:
    amy = floor.agent("Amy", home)
    weeks_of(amy, 100, 100, 100, 100, 3)
    line = person_performance(amy.pk, NOV, on=date(2026, 11, 24)).lines[0]
    assert [week.starts for week in line.weeks] == MONDAYS[:4]
    assert line.achievement == 1


def test_a_complete_week_without_records_counts_zero(home: floor.Team) -> None:
    amy = floor.agent("Amy", home)
    weeks_of(amy, 100, 100, 100)
    line = person_performance(amy.pk, NOV, on=date(2026, 11, 24)).lines[0]
    assert line.achievement == Fraction(3, 4)


def test_targets_follow_the_working_time_of_each_week(home: floor.Team) -> None:
    amy = floor.agent("Amy", home, starts=date(2026, 11, 11))  # three of five days of the week of 9 November
    weeks_of(amy, 0, 0, 60, 100)
    line = person_performance(amy.pk, NOV, on=date(2026, 11, 24)).lines[0]
    assert [(week.starts, week.target.value) for week in line.weeks] == [(MONDAYS[2], 60), (MONDAYS[3], 100)]
    assert (line.achievement, line.target_value) == (1, 80)


def test_a_week_of_leave_is_left_out(home: floor.Team) -> None:
    amy = floor.agent("Amy", home)
    floor.away(amy, MONDAYS[1], date(2026, 11, 6))
    weeks_of(amy, 100, 0, 50, 100)
    line = person_performance(amy.pk, NOV, on=date(2026, 11, 24)).lines[0]
    assert line.achievement == Fraction(5, 6)


def test_a_teams_week_is_the_sum_of_its_agents(home: floor.Team) -> None:
    floor.agent("Amy", home)
    floor.agent("Ben", home, share=500)
    for monday in MONDAYS[:4]:
        floor.cell("outbound_calls", home, 120, grain="week", starts=monday)
    line = team_performance(home.pk, NOV, on=date(2026, 11, 24)).lines[0]
    assert [week.target.value for week in line.weeks] == [150] * 4
    assert (line.achievement, line.target_value) == (Fraction(4, 5), 150)
