"""The sentences of the notices that goals leaves for people."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Final[dict[str, str | Promise]] = {
    "scorecard.published": _(
        "Your targets from %(month)s on are published: please read and acknowledge them."
    ),
    "scorecard.submitted": _("%(who)s asks you to approve the scorecard “%(scorecard)s”."),
    "scorecard.returned": _("The scorecard “%(scorecard)s” came back: %(reason)s"),
    "scorecard.change_proposed": _("A change to “%(scorecard)s” waits for your approval: %(reason)s"),
    "scorecard.changed": _(
        "Your targets “%(scorecard)s” change from %(day)s on: %(reason)s Please answer: harder ones hold "
        "only "
        "once you agree."
    ),
    "scorecard.answered": _("%(person)s proposes another target on “%(scorecard)s”."),
    "scorecard.answer_accepted": _("Your proposal on “%(scorecard)s” was accepted. %(reason)s"),
    "scorecard.answer_declined": _("Your proposal on “%(scorecard)s” was declined: %(reason)s"),
    "scorecard.reminder": _("Please read and acknowledge your targets “%(scorecard)s”, or answer them."),
    "scorecard.retired": _("The targets “%(scorecard)s” were taken out of force: %(reason)s"),
}
