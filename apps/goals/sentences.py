"""The words of goals' events, in the language that is active now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.audit.models import Entry

_EVENTS: Final[dict[str, str | Promise]] = {
    "scorecard.created": _("Draft made"),
    "scorecard.copied": _("Draft copied"),
    "scorecard.saved": _("Draft saved"),
    "scorecard.person_target": _("Target of one agent changed"),
    "scorecard.published": _("Published"),
    "scorecard.retired": _("Taken out of force"),
    "scorecard.acknowledged": _("Acknowledged"),
    "scorecard.answer_accepted": _("Proposal of an agent accepted"),
    "scorecard.answer_declined": _("Proposal of an agent declined"),
    "scorecard.answered": _("Another target proposed by an agent"),
    "scorecard.approved": _("Approved"),
    "scorecard.change_answered": _("Change of targets answered by an agent"),
    "scorecard.change_approved": _("Change of targets approved"),
    "scorecard.change_declined": _("Change of targets declined"),
    "scorecard.change_proposed": _("Change of targets proposed"),
    "scorecard.deemed_seen": _("Targets deemed seen"),
    "scorecard.returned": _("Returned"),
    "scorecard.split": _("Team target split over its agents"),
    "scorecard.submitted": _("Submitted"),
    "scorecard.taken_back": _("Taken back"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a trail."""

    at: datetime
    who: str
    text: str
    reason: str


def trail(entries: Iterable[Entry]) -> list[Event]:
    """Entries of the trail in words."""
    return [
        Event(at=entry.at, who=entry.who, text=event_text(entry.verb), reason=entry.reason)
        for entry in entries
    ]


def event_text(verb: str) -> str:
    """What happened, in two or three words."""
    return str(_EVENTS.get(verb, verb))
