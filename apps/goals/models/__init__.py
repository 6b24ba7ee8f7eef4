"""Rows of goals. One subject a file."""

from apps.goals.models.agreement import Acknowledgement, Answer, Change, ChangeLine, Consent, Reminder
from apps.goals.models.objective import FocusShare, FocusTemplateLine, MeasureTaken, Objective
from apps.goals.models.rules import GoalRules
from apps.goals.models.scorecard import (
    FIXED,
    MICROS,
    Line,
    LineMonth,
    LineQuerySet,
    PersonMonth,
    PersonTarget,
    Scorecard,
    ScorecardMonth,
    ScorecardPerson,
    ScorecardQuerySet,
    Version,
)

__all__ = [
    "FIXED",
    "MICROS",
    "Acknowledgement",
    "Answer",
    "Change",
    "ChangeLine",
    "Consent",
    "FocusShare",
    "FocusTemplateLine",
    "GoalRules",
    "Line",
    "LineMonth",
    "LineQuerySet",
    "MeasureTaken",
    "Objective",
    "PersonMonth",
    "PersonTarget",
    "Reminder",
    "Scorecard",
    "ScorecardMonth",
    "ScorecardPerson",
    "ScorecardQuerySet",
    "Version",
]
