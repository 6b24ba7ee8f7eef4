"""Talks and due days as a calendar file (RFC 5545): one event each, the same one when it is fetched again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.coaching.choices import AssignmentState
from apps.coaching.models import Assignment
from apps.coaching.sentences import topic

HALF_AN_HOUR: Final = timedelta(minutes=30)
LINE: Final = 74  # octets a line may have before it is folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry: at an instant for half an hour, or for a whole day."""

    uid: str
    title: str
    starts: datetime | date
    lasts: timedelta = HALF_AN_HOUR


def calendar_file(events: Iterable[Event], *, at: datetime) -> str:
    """The file, with the line ends and folds that the format asks for."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//KPI Portal//EN", "CALSCALE:GREGORIAN"]
    for event in events:
        lines += _event(event, at)
    return "\r\n".join(folded for line in [*lines, "END:VCALENDAR"] for folded in _folded(line)) + "\r\n"


def coaching_calendar(assignments: QuerySet[Assignment], *, at: datetime) -> str:
    """The open coaching of a coach: talks at their time, the others on their due day."""
    rows = assignments.filter(state=AssignmentState.OPEN).select_related("person").order_by("due_day", "pk")
    return calendar_file([_of(row) for row in rows], at=at)


def _of(row: Assignment) -> Event:
    words = {"person": row.person.name, "topic": topic(row)}
    if row.talk_at is not None:
        return Event(
            uid=f"coaching-{row.pk}",
            title=_("Talk with %(person)s: %(topic)s") % words,
            starts=row.talk_at,
        )
    title = _("Talk with %(person)s is due: %(topic)s") % words
    return Event(uid=f"coaching-{row.pk}", title=title, starts=row.due_day)


def _event(event: Event, at: datetime) -> list[str]:
    if isinstance(event.starts, datetime):
        ends = event.starts + event.lasts
        times = [f"DTSTART:{_instant(event.starts)}", f"DTEND:{_instant(ends)}"]
    else:
        times = [
            f"DTSTART;VALUE=DATE:{event.starts:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.starts + timedelta(days=1):%Y%m%d}",
        ]
    uid = f"UID:{event.uid}@kpi-portal"
    return [
        "BEGIN:VEVENT",
        uid,
        f"DTSTAMP:{_instant(at)}",
        *times,
        f"SUMMARY:{_text(event.title)}",
        "END:VEVENT",
    ]


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> Iterable[str]:
    """The line in pieces of at most 74 octets, no character cut; those after the first begin with a space."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > LINE:
            yield piece
            piece = " "
        piece += character
    yield piece
