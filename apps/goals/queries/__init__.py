"""Reads of goals: what is wanted of whom in a month, and how far the agreement on it has come."""

from apps.goals.queries.agreement import OnScorecard, acknowledged, agreement, judged_counts, people_on
from apps.goals.queries.check import CardCheck, LineCheck, check_scorecard
from apps.goals.queries.effective import person_targets
from apps.goals.queries.focus import focus_shares, template_of
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
from apps.goals.queries.rules import goal_rules
from apps.goals.queries.scorecards import (
    Judging,
    LineView,
    ScorecardView,
    held_months,
    holders,
    judging_for,
    judging_of,
    scorecard_by_id,
    scorecard_view,
    scorecards_for,
    scorecards_of,
)

__all__ = [
    "CardCheck",
    "Judging",
    "LineCheck",
    "LineView",
    "OnScorecard",
    "ScorecardRow",
    "ScorecardView",
    "acknowledged",
    "agreement",
    "alive_in",
    "check_scorecard",
    "focus_shares",
    "goal_rules",
    "held_months",
    "holders",
    "judged_counts",
    "judging_for",
    "judging_of",
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
    "template_of",
]
