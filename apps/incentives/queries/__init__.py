"""Reads of incentives. One noun a file; what other apps call is here."""

from apps.incentives.queries.bonus import BonusLine, BonusView, TeamBonus, projected_bonus, team_bonus
from apps.incentives.queries.honours import awards_of, latest_honours
from apps.incentives.queries.payouts import PayoutView, payout_view, payouts_of
from apps.incentives.queries.plans import plan_list, version_in_force
from apps.incentives.queries.runs import run_list

__all__ = [
    "BonusLine",
    "BonusView",
    "PayoutView",
    "TeamBonus",
    "awards_of",
    "latest_honours",
    "payout_view",
    "payouts_of",
    "plan_list",
    "projected_bonus",
    "run_list",
    "team_bonus",
    "version_in_force",
]
