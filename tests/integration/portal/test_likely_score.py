"""Where a score likely ends: drawn from one's own days, around the projection, nothing in a closed month."""

from datetime import date
from fractions import Fraction

import pytest

from apps.performance.queries import person_performance, team_performance
from apps.portal.queries.likely_score import likely_score
from tests import floor
from tests.floor import NOV

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 20)
DAYS = (2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20)


def scene(calls: list[int]) -> tuple[floor.Team, floor.Person]:
    floor.organisation()
    floor.delivered(FRIDAY)
    team = floor.team("Outbound A")
    floor.published(team, floor.line("outbound_calls", 60, 210), floor.line("conversion_rate", 40, "0.05"))
    amy = floor.agent("Amy", team)
    for who in (amy, team):
        for day, count in zip(DAYS, calls, strict=False):
            floor.cell("outbound_calls", who, count, grain="day", starts=date(2026, 11, day))
        floor.cell("outbound_calls", who, sum(calls), starts=NOV)
        floor.cell("conversion_rate", who, 50, 1000)
    return team, amy


def test_equal_days_leave_no_doubt() -> None:
    team, amy = scene([10] * 15)
    for found in (person_performance(amy.pk, NOV, on=TODAY), team_performance(team.pk, NOV, on=TODAY)):
        assert found.score == 1
        assert likely_score(found) == (1, 1)


def test_unequal_days_give_a_range_around_the_projection() -> None:
    _team, amy = scene([2, 18] * 7 + [10])
    found = person_performance(amy.pk, NOV, on=TODAY)
    likely = likely_score(found)
    assert likely is not None
    assert found.score == 1
    assert likely[0] < found.score < likely[1]
    assert likely[1] - likely[0] < Fraction(30, 100)


def test_few_days_or_none_left_give_no_range() -> None:
    _team, amy = scene([10] * 15)
    early = person_performance(amy.pk, date(2026, 12, 1), on=TODAY)
    assert likely_score(early) is None
