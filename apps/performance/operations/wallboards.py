"""Links to wallboards are made and revoked."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from apps.audit import operations as audit
from apps.people.clock import local_day
from apps.people.models import Team, User
from apps.performance.models import Wallboard
from apps.performance.refusals import WallboardTooLong, WallboardUnnamed

BYTES: Final = 32
HINT: Final = 4
LONGEST: Final = timedelta(days=366)


def link_hash(secret: str) -> str:
    """What is kept of a link. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_wallboard(*, team: Team, name: str, last_day: date, by: User, at: datetime) -> tuple[Wallboard, str]:
    """A new link, and its secret, which nobody can read again.

    Refusals: `WallboardUnnamed`, `WallboardTooLong`.
    """
    if not name.strip():
        raise WallboardUnnamed
    day = local_day(at)
    if not day <= last_day <= day + LONGEST:
        raise WallboardTooLong(first=day.isoformat(), last=(day + LONGEST).isoformat())
    secret = secrets.token_urlsafe(BYTES)
    row = Wallboard.objects.create(
        team=team,
        name=name.strip(),
        sha256=link_hash(secret),
        hint=secret[-HINT:],
        made_by=by,
        made_at=at,
        last_day=last_day,
    )
    after = {"name": row.name, "team": team.name, "last_day": last_day.isoformat()}
    audit.record(verb="wallboard.made", subject=row, by=by, at=at, after=after)
    return row, secret


@transaction.atomic
def revoke_wallboard(*, wallboard: Wallboard, by: User, at: datetime) -> bool:
    """End a link at once. False where it had ended already."""
    ended = Wallboard.objects.filter(pk=wallboard.pk, revoked_at__isnull=True).update(
        revoked_at=at, revoked_by=by
    )
    if ended:
        audit.record(verb="wallboard.revoked", subject=wallboard, by=by, at=at)
    return bool(ended)
