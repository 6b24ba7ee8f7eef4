"""Plans, payout runs, their lines and files; what they settle; questions; honours."""

from apps.incentives.models.honour import Award, HonourRound, HonourRule
from apps.incentives.models.job import RunJob
from apps.incentives.models.manual import ManualLine
from apps.incentives.models.nomination import Nomination, NominationRule
from apps.incentives.models.payroll import PayrollAnswer, PayrollFile, PayrollMapping
from apps.incentives.models.plan import Plan, PlanVersion
from apps.incentives.models.proposal import Proposal
from apps.incentives.models.question import Question, QuestionPost
from apps.incentives.models.run import PayoutRun, RunException, RunInput, RunLine
from apps.incentives.models.settling import Correction, Hold, OpeningBalance

__all__ = [
    "Award",
    "Correction",
    "Hold",
    "HonourRound",
    "HonourRule",
    "ManualLine",
    "Nomination",
    "NominationRule",
    "OpeningBalance",
    "PayoutRun",
    "PayrollAnswer",
    "PayrollFile",
    "PayrollMapping",
    "Plan",
    "PlanVersion",
    "Proposal",
    "Question",
    "QuestionPost",
    "RunException",
    "RunInput",
    "RunJob",
    "RunLine",
]
