"""Rows of goals. One subject a file."""

from apps.goals.models.agreement import Acknowledgement
from apps.goals.models.objective import MeasureTaken, Objective
from apps.goals.models.scorecard import (
    MICROS,
    Line,
    LineQuerySet,
    PersonTarget,
    Scorecard,
    ScorecardMonth,
    ScorecardQuerySet,
)

__all__ = [
    "MICROS",
    "Acknowledgement",
    "Line",
    "LineQuerySet",
    "MeasureTaken",
    "Objective",
    "PersonTarget",
    "Scorecard",
    "ScorecardMonth",
    "ScorecardQuerySet",
]
