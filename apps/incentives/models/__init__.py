"""Plans, payout runs, their lines and files; honours."""

from apps.incentives.models.honour import Award, HonourRound, HonourRule
from apps.incentives.models.plan import Plan, PlanVersion
from apps.incentives.models.run import PayoutRun, PayrollFile, RunException, RunInput, RunLine

__all__ = [
    "Award",
    "HonourRound",
    "HonourRule",
    "PayoutRun",
    "PayrollFile",
    "Plan",
    "PlanVersion",
    "RunException",
    "RunInput",
    "RunLine",
]
