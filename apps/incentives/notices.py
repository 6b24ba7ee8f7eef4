"""The sentences of the notices that incentives leaves."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Final[dict[str, str | Promise]] = {
    "payout.final": _("Your bonus for %(month)s is final. See how each amount came about."),
    "question.asked": _("A question about the pay of %(month)s waits for an answer."),
    "question.answered": _("Your question about the pay of %(month)s is answered."),
    "nomination.made": _("Nominated for %(rule)s: %(name)s. Please decide."),
    "honour.awarded": _("You were honoured: %(honour)s, %(month)s. Congratulations!"),
}
