"""How states and fates of intake look: their tone, their icon, their words."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.intake.choices import BatchState
from apps.intake.models import Batch
from apps.intake.queries.desk import is_at_work
from apps.intake.queries.rows import Fates

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A badge: its tone, icon and words."""

    tone: str
    icon: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FateShown:
    """One fate of rows: class of its colour, words, how many, and their share of all rows."""

    code: str
    css: str
    icon: str
    text: Text
    note: Text
    rows: int
    share: Fraction


STATES: Final[dict[str, Look]] = {
    BatchState.RECEIVED: Look(tone="info", icon="inbox-arrow-down", text=BatchState.RECEIVED.label),
    BatchState.PROFILING: Look(tone="info", icon="arrow-path", text=_("Being read")),
    BatchState.READY: Look(tone="info", icon="eye", text=_("Preview ready")),
    BatchState.HELD: Look(tone="warn", icon="pause-circle", text=BatchState.HELD.label),
    BatchState.REFUSED: Look(tone="bad", icon="x-circle", text=BatchState.REFUSED.label),
    BatchState.IMPORTING: Look(tone="info", icon="arrow-path", text=BatchState.IMPORTING.label),
    BatchState.IMPORTED: Look(tone="ok", icon="check-circle", text=BatchState.IMPORTED.label),
    BatchState.FAILED: Look(tone="bad", icon="exclamation-triangle", text=_("Stopped")),
    BatchState.CANCELLED: Look(tone="mut", icon="no-symbol", text=BatchState.CANCELLED.label),
    BatchState.WITHDRAWN: Look(tone="mut", icon="arrow-uturn-left", text=BatchState.WITHDRAWN.label),
}
WAITS_FOR_WORKER: Final = Look(tone="info", icon="clock", text=_("Waits for a worker"))

FRESHNESS: Final[dict[str, Look]] = {
    "fresh": Look(tone="ok", icon="check-circle", text=_("On time")),
    "late": Look(tone="warn", icon="clock", text=pgettext_lazy("a source", "Late")),
    "never": Look(tone="mut", icon="minus-circle", text=_("Nothing yet")),
    "single": Look(tone="mut", icon="archive-box", text=_("Single export")),
}
CELLS: Final[dict[str, Look]] = {
    "ok": Look(tone="ok", icon="check", text=_("Delivered")),
    "late": Look(tone="late", icon="clock", text=_("Delivered late")),
    "partial": Look(tone="partial", icon="minus-circle", text=_("Partial: few rows against the usual")),
    "empty": Look(tone="ok", icon="minus", text=_("Nothing happened")),
    "missing": Look(tone="missing", icon="x-mark", text=_("Missing")),
    "held": Look(tone="held", icon="pause", text=_("Held")),
    "ready": Look(tone="ready", icon="eye", text=_("Preview ready")),
    "now": Look(tone="now", icon="bolt", text=_("Arriving")),
    "due": Look(tone="due", icon="ellipsis-horizontal", text=_("Not here yet, not late")),
    "none": Look(tone="none", icon="", text=_("Not due")),
}
FATES: Final[dict[str, tuple[str, str, Text, Text]]] = {
    "new": ("new", "plus-circle", pgettext_lazy("rows", "New"), _("not seen before")),
    "changed": ("chg", "pencil-square", pgettext_lazy("rows", "Changed"), _("old value is kept")),
    "unchanged": ("same", "equals", pgettext_lazy("rows", "Unchanged"), _("nothing to do")),
    "rejected": ("rej", "x-circle", pgettext_lazy("rows", "Rejected"), _("stay out until mended")),
    "parked": ("park", "user", pgettext_lazy("rows", "Parked"), _("wait for their agent")),
    "queued": ("queue", "lock-closed", pgettext_lazy("rows", "Queued"), _("closed or frozen days")),
    "skipped": ("skip", "forward", pgettext_lazy("rows", "Skipped"), _("totals, doubles, filtered")),
}


def look_of(batch: Batch) -> Look:
    """The badge of a batch."""
    if batch.state == BatchState.READY and is_at_work(batch):
        return WAITS_FOR_WORKER
    return STATES[batch.state]


def fates_shown(fates: Fates) -> list[FateShown]:
    """Every fate in the order of the page."""
    return [
        FateShown(
            code=code,
            css=css,
            icon=icon,
            text=text,
            note=note,
            rows=fates.counts[code],
            share=Fraction(fates.counts[code], fates.rows or 1),
        )
        for code, (css, icon, text, note) in FATES.items()
    ]
