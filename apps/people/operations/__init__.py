"""Writes of people. One noun a file; everything callers need is here."""

from apps.people.contracts import Contract
from apps.people.operations.calendar import ensure_calendar
from apps.people.operations.deputies import end_deputy, name_deputy
from apps.people.operations.downtime import log_downtime, remove_downtime
from apps.people.operations.fiscal import months_from_day, set_fiscal_months
from apps.people.operations.freezes import FreezeSpan, freeze_days
from apps.people.operations.leave import remove_leave, set_leave
from apps.people.operations.logins import create_login, set_login_open, set_password
from apps.people.operations.memberships import end_loan, lend_person, set_membership
from apps.people.operations.notices import Letter, mark_notices_read, notify, notify_each
from apps.people.operations.organisation import remove_exception, set_exception, set_organisation
from apps.people.operations.people import (
    add_person,
    change_contract,
    end_employment,
    give_number,
    rename_person,
)
from apps.people.operations.periods import close_period, ensure_periods, hold_periods, reopen_period
from apps.people.operations.placements import place
from apps.people.operations.preferences import set_language
from apps.people.operations.roles import end_role, grant_role
from apps.people.operations.roster import RosterResult, import_roster
from apps.people.operations.teams import (
    add_site,
    add_team,
    change_team,
    end_leadership,
    rebuild_paths,
    set_leader,
)

__all__ = [
    "Contract",
    "FreezeSpan",
    "Letter",
    "RosterResult",
    "add_person",
    "add_site",
    "add_team",
    "change_contract",
    "change_team",
    "close_period",
    "create_login",
    "end_deputy",
    "end_employment",
    "end_leadership",
    "end_loan",
    "end_role",
    "ensure_calendar",
    "ensure_periods",
    "freeze_days",
    "give_number",
    "grant_role",
    "hold_periods",
    "import_roster",
    "lend_person",
    "log_downtime",
    "mark_notices_read",
    "months_from_day",
    "name_deputy",
    "notify",
    "notify_each",
    "place",
    "rebuild_paths",
    "remove_downtime",
    "remove_exception",
    "remove_leave",
    "rename_person",
    "reopen_period",
    "set_exception",
    "set_fiscal_months",
    "set_language",
    "set_leader",
    "set_leave",
    "set_login_open",
    "set_membership",
    "set_organisation",
    "set_password",
]
