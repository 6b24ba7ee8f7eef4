"""Names in a file become persons and customers."""

from apps.intake.matching.agents import Roster, load_roster, match_agents
from apps.intake.matching.attribution import attribute, no_calls
from apps.intake.matching.customers import CUSTOMERS, CustomerBook, match_customers
from apps.intake.matching.teams import match_teams

__all__ = [
    "CUSTOMERS",
    "CustomerBook",
    "Roster",
    "attribute",
    "load_roster",
    "match_agents",
    "match_customers",
    "match_teams",
    "no_calls",
]
