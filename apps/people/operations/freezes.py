"""Freezing days: what a locked payout run rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from apps.audit import operations as audit
from apps.people.clock import organisation
from apps.people.models import Freeze, User


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeSpan:
    """Days, inclusive, of a person or of a team: exactly one of the two."""

    first_day: date
    last_day: date
    person_id: int | None = None
    team_id: int | None = None


@transaction.atomic
def freeze_days(*, spans: Iterable[FreezeSpan], reason: str, by: User | None, at: datetime) -> int:
    """Freeze the days; the same span for the same reason again changes nothing. Returns how many were new.

    The caller holds the periods of the days (`hold_periods`) and has checked that no change for them waits.
    """
    rows = [
        Freeze(
            person_id=span.person_id,
            team_id=span.team_id,
            first_day=span.first_day,
            last_day=span.last_day,
            reason=reason[:120],
            at=at,
        )
        for span in spans
    ]
    before = Freeze.objects.filter(reason=reason[:120]).count()
    Freeze.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    made = Freeze.objects.filter(reason=reason[:120]).count() - before
    if made:
        audit.record(
            verb="freeze.made",
            subject=organisation(),
            by=by,
            at=at,
            after={"reason": reason, "spans": made},
        )
    return made
