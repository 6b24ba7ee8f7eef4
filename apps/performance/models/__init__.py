"""Snapshots of results, and insights with their rules."""

from apps.performance.models.insights import Insight, InsightLetter, InsightOff, InsightRound, InsightRule
from apps.performance.models.results import PeriodSnapshot, Result

__all__ = [
    "Insight",
    "InsightLetter",
    "InsightOff",
    "InsightRound",
    "InsightRule",
    "PeriodSnapshot",
    "Result",
]
