"""The lines of a coach's week: who, why, what has been written, and whether it is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from apps.coaching.choices import Origin, RuleBasis, Voice
from apps.coaching.models import Assignment
from apps.coaching.web.shown import Shown, shown
from apps.people.clock import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkLine:
    """A talk of the week, or one that waits."""

    shown: Shown
    kind: str
    icon: str
    note: str
    waited: int


def talk_lines(rows: Iterable[Assignment], on: date) -> list[TalkLine]:
    """Each of them."""
    return [_line(row, on) for row in rows]


def _line(row: Assignment, on: date) -> TalkLine:
    kind, icon = _kind(row)
    wrote = any(view.voice == Voice.AGENT for view in row.views.all())
    return TalkLine(
        shown=shown(row, on),
        kind=kind,
        icon=icon,
        note=_("Has written their view.") if wrote else _("Has not written their view yet."),
        waited=max(0, (on - local_day(row.opened_at)).days),
    )


def _kind(row: Assignment) -> tuple[str, str]:
    if row.origin == Origin.ASKED:
        return _("Asked for it"), "hand-raised"
    if row.rule is not None and row.rule.basis == RuleBasis.PATTERN:
        return _("Pattern"), "bolt"
    if row.rule is not None and row.rule.basis == RuleBasis.NEWCOMER:
        return _("Newcomer"), "academic-cap"
    if getattr(row, "rounds", None):
        return _("Another round"), "arrow-path"
    return _("First talk"), "chat-bubble-left-right"
