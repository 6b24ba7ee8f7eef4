"""Reads of goals: what is wanted of whom in a month, and how far the agreement on it has come."""

from apps.goals.queries.agreement import OnScorecard, acknowledged, agreement, judged_counts, people_on
from apps.goals.queries.lists import (
    ScorecardRow,
    last_change,
    recent_changes,
    scorecard_rows,
    single_targets,
    stored_lines,
    teams_without,
)
from apps.goals.queries.measures import measures_for, measures_in
from apps.goals.queries.objectives import alive_in, objective_rows
from apps.goals.queries.scorecards import (
    LineView,
    ScorecardView,
    held_months,
    holders,
    person_targets,
    scorecard_by_id,
    scorecard_view,
    scorecards_for,
    scorecards_of,
)

__all__ = [
    "LineView",
    "OnScorecard",
    "ScorecardRow",
    "ScorecardView",
    "acknowledged",
    "agreement",
    "alive_in",
    "held_months",
    "holders",
    "judged_counts",
    "last_change",
    "measures_for",
    "measures_in",
    "objective_rows",
    "people_on",
    "person_targets",
    "recent_changes",
    "scorecard_by_id",
    "scorecard_rows",
    "scorecard_view",
    "scorecards_for",
    "scorecards_of",
    "single_targets",
    "stored_lines",
    "teams_without",
]
