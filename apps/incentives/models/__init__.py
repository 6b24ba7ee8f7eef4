"""Plans, payout runs, their lines and files; honours."""

from apps.incentives.models.honour import Award, HonourRound, HonourRule
from apps.incentives.models.plan import Plan, PlanVersion
from apps.incentives.models.run import PayrollFile, PayoutRun, RunException, RunInput, RunLine

__all__ = [
    "Award",
    "HonourRound",
    "HonourRule",
    "PayrollFile",
    "PayoutRun",
    "Plan",
    "PlanVersion",
    "RunException",
    "RunInput",
    "RunLine",
]
