"""The sentences of the notices that coaching leaves."""

from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.metrics.catalogue import kpi_name

SENTENCES: Final[dict[str, str | Promise]] = {
    "coaching.assigned": _("%(coach)s will coach you on %(topic)s until %(due)s. See why, in figures."),
    "coaching.given": _("You coach %(person)s on %(topic)s until %(due)s. See why, in figures."),
    "coaching.session": _("%(by)s wrote down your talk of %(day)s."),
    "coaching.closed": _("Your coaching was closed: see what came of it."),
    "coaching.asked": _("%(person)s asks you for coaching. See on what."),
    "coaching.handed_on": _("%(coach)s will coach you from now on."),
    "coaching.taken_over": _("You coach %(person)s from now on. See why, in figures."),
    "coaching.declined": _("A coaching of yours will not be held. See why."),
    "coaching.view": _("The person you coach has written their view of the cause."),
    "coaching.plan": _("Your coach wrote down what you agreed. Read and confirm it."),
    "coaching.confirmed": _("The plan of your coaching is confirmed by both."),
    "coaching.decide": _("The other of you has decided what happens now. It is your turn."),
    "coaching.renewed": _("Your coaching goes on with another round."),
    "coaching.check": _("The figures of day %(days)s after your talk are in."),
    "coaching.outcome": _("Day %(days)s after your talk: see the outcome and decide together."),
    "coaching.item_done": _("Done: %(text)s"),
    "coaching.due": _("Your talk with %(person)s is due on %(due)s."),
    "coaching.escalated": _("A talk of %(coach)s with %(person)s was due on %(due)s and has not been held."),
    "coaching.consent": _("The library would like to show a record of yours. Say yes or no."),
    "coaching.praise": _("%(by)s praised you. See why."),
}


def topic_words(topic: Sequence[str]) -> str:
    """What a coaching is about, from the KPI's code and stored name; the score where both are empty."""
    code, name = topic
    return kpi_name(code, name) if code else str(_("Score"))
