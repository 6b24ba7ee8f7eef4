"""Who works here, in which team, when; periods, freezes and the change feed."""

from apps.people.models.attempts import Attempt
from apps.people.models.calendar import CalendarDay, CalendarException, Downtime, DowntimeTeam, Leave
from apps.people.models.feed import Change, Freeze, Period, WorkerBeat
from apps.people.models.organisation import (
    FiscalMonth,
    Leadership,
    Membership,
    Organisation,
    Placement,
    Site,
    Team,
    TeamPath,
)
from apps.people.models.person import Deputy, EmployeeNumber, Employment, Notice, Person, RoleGrant, User

__all__ = [
    "Attempt",
    "CalendarDay",
    "CalendarException",
    "Change",
    "Deputy",
    "Downtime",
    "DowntimeTeam",
    "EmployeeNumber",
    "Employment",
    "FiscalMonth",
    "Freeze",
    "Leadership",
    "Leave",
    "Membership",
    "Notice",
    "Organisation",
    "Period",
    "Person",
    "Placement",
    "RoleGrant",
    "Site",
    "Team",
    "TeamPath",
    "User",
    "WorkerBeat",
]
