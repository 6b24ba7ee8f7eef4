"""Reads of people: where someone was placed, who leads, how much was worked, which periods are closed."""

from apps.people.queries.lookup import (
    NameSpan,
    NumberSpan,
    RosterLookup,
    current_number,
    numbers,
    roster_lookup,
)
from apps.people.queries.notices import latest_notices, unread_notices
from apps.people.queries.periods import PeriodView, closed_periods, period, periods_between
from apps.people.queries.places import PlacementSpan, home_team, placements, team_on, teams_on
from apps.people.queries.teams import ancestors, descendant_ids, leader_of, leaders_of
from apps.people.queries.work import WorkTime, days_worked, working_days, working_time

__all__ = [
    "NameSpan",
    "NumberSpan",
    "PeriodView",
    "PlacementSpan",
    "RosterLookup",
    "WorkTime",
    "ancestors",
    "closed_periods",
    "current_number",
    "days_worked",
    "descendant_ids",
    "home_team",
    "latest_notices",
    "leader_of",
    "leaders_of",
    "numbers",
    "period",
    "periods_between",
    "placements",
    "roster_lookup",
    "team_on",
    "teams_on",
    "unread_notices",
    "working_days",
    "working_time",
]
