"""Coaching: rules, assignments, conversations, plans with their checks, the library, praise."""

from apps.coaching.models.assignment import Assignment, Session, Step
from apps.coaching.models.library import Cause, GuideQuestion, Material
from apps.coaching.models.plan import CauseView, Check, PlanItem, TalkPlan
from apps.coaching.models.policy import CoachingPolicy, CoachSlots
from apps.coaching.models.praise import Praise
from apps.coaching.models.rule import CoachingRule, Met, RuleRound

__all__ = [
    "Assignment",
    "Cause",
    "CauseView",
    "Check",
    "CoachSlots",
    "CoachingPolicy",
    "CoachingRule",
    "GuideQuestion",
    "Material",
    "Met",
    "PlanItem",
    "Praise",
    "RuleRound",
    "Session",
    "Step",
    "TalkPlan",
]
