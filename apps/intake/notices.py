"""The sentences of the notices that stewards get."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Final[dict[str, Promise]] = {
    "order.given": _("Order %(order)s, which names no agent, counts for %(person)s now."),
    "claim.made": _("%(person)s claims order %(order)s. Please answer."),
    "claim.accepted": _("Your claim of order %(order)s was accepted: %(answer)s"),
    "claim.declined": _("Your claim of order %(order)s was declined: %(answer)s"),
    "intake.held": _("%(source)s: %(file)s is held until you decide."),
    "intake.late": _("%(source)s is late: it reaches to %(last)s and should reach to %(expected)s."),
    "intake.never": _("%(source)s is late: nothing has come yet, and it should reach to %(expected)s."),
    "intake.refused": _("%(source)s: %(file)s from the watched folder was refused."),
    "intake.unreadable": _("%(source)s: %(file)s in the watched folder cannot be read."),
}
