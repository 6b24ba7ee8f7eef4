"""What people add: notes to a part of the meeting, and lessons of complaints and lost customers."""

from datetime import date, datetime

from django.db import transaction

from apps.audit import operations as audit
from apps.people.clock import local_day
from apps.people.models import User
from apps.reviews.choices import LessonKind
from apps.reviews.models import Lesson, Note, Review
from apps.reviews.operations.findings import hold_open
from apps.reviews.refusals import LessonEmpty, NoteEmpty

PARTS = ("actions", "results", "gap", "mix", "customers", "causes", "decisions")


@transaction.atomic
def write_note(*, review: Review, part: str, text: str, by: User, at: datetime) -> Note:
    """Add to a part of an open meeting. The same words sent twice are one.

    Refusals: `NotTheLeader`, `ReviewClosed`, `ReviewNotBegun`, `NoteEmpty`.
    """
    held = hold_open(review, by, at)
    if not text.strip() or part not in PARTS:
        raise NoteEmpty
    note, _made = Note.objects.get_or_create(
        review=held, part=part, text=text.strip(), by=by, defaults={"at": at}
    )
    return note


@transaction.atomic
def write_lesson(
    *,
    review: Review,
    kind: str,
    cause: str,
    lesson: str = "",
    changed: str = "",
    changed_on: date | None = None,
    by: User,
    at: datetime,
) -> Lesson:
    """What was learned of a cause, and what was changed, from a day on.

    Refusals: `NotTheLeader`, `ReviewClosed`, `ReviewNotBegun`, `LessonEmpty`.
    """
    held = hold_open(review, by, at)
    if not cause.strip() or kind not in LessonKind.values or not (lesson.strip() or changed.strip()):
        raise LessonEmpty
    said = {
        "team": held.team,
        "lesson": lesson.strip(),
        "changed": changed.strip(),
        "changed_on": (changed_on or local_day(at)) if changed.strip() else None,
        "by": by,
        "at": at,
    }
    row, _made = Lesson.objects.update_or_create(review=held, kind=kind, cause=cause.strip(), defaults=said)
    after = {"cause": row.cause, "changed": row.changed}
    audit.record(verb="review.lesson", subject=held, by=by, at=at, after=after)
    return row
