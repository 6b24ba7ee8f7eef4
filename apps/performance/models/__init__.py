"""Snapshots of results, insights with their rules, leaderboards and wallboards of teams."""

from apps.performance.models.boards import BoardSetting
from apps.performance.models.insights import Insight, InsightLetter, InsightOff, InsightRound, InsightRule
from apps.performance.models.results import PeriodSnapshot, Result
from apps.performance.models.wallboards import Wallboard

__all__ = [
    "BoardSetting",
    "Insight",
    "InsightLetter",
    "InsightOff",
    "InsightRound",
    "InsightRule",
    "PeriodSnapshot",
    "Result",
    "Wallboard",
]
