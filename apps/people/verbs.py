"""What people's own verbs are called in the trail."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, Promise]] = {
    "calendar.removed": _("Calendar day removed"),
    "calendar.set": _("Calendar day set"),
    "freeze.made": _("Days frozen"),
    "login.closed": _("Sign-in closed"),
    "login.created": _("Sign-in created"),
    "login.language_set": _("Language chosen"),
    "login.opened": _("Sign-in opened again"),
    "login.password_set": _("Password set"),
    "organisation.changed": _("Organisation changed"),
    "organisation.fiscal_months_set": _("Fiscal months set"),
    "period.closed": _("Period closed"),
    "period.reopened": _("Period reopened"),
    "person.added": _("Person added"),
    "person.contract_changed": _("Contract changed"),
    "person.exported": _("All that is kept about a person taken away"),
    "person.imported": _("Person imported"),
    "downtime.logged": _("Downtime logged"),
    "downtime.removed": _("Downtime taken back"),
    "person.deputy_ended": _("Deputy ended"),
    "person.deputy_named": _("Deputy named"),
    "person.leave_removed": _("Leave taken back"),
    "person.leave_set": _("Leave entered"),
    "person.left": _("Person left"),
    "person.lent": _("Person lent"),
    "person.loan_ended": _("Loan ended"),
    "person.number_given": _("Employee number given"),
    "person.renamed": _("Person renamed"),
    "person.team_changed": _("Team changed"),
    "role.ended": _("Role ended"),
    "role.granted": _("Role granted"),
    "roster.imported": _("Roster imported"),
    "site.added": _("Site added"),
    "team.added": _("Team added"),
    "team.changed": _("Team changed in the tree"),
    "team.imported": _("Team imported"),
    "team.leader_ended": _("Leader ended"),
    "team.leader_set": _("Leader set"),
    "token.issued": _("Key for the API issued"),
    "token.revoked": _("Key for the API revoked"),
}
