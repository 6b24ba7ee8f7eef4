"""Downtime: a system that was down for a part of a day, logged once, lowers targets of volumes only."""

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.people.freezes import frozen_spans
from apps.people.models import Downtime, DowntimeTeam, Placement, Team, TeamPath, User
from apps.people.operations.periods import hold_dated
from apps.people.operations.placements import DaysAreClosed
from apps.people.refusals import Refusal

DAY_MINUTES: Final = 480


class DowntimeMinutes(Refusal):
    """Longer than the day, or nothing."""

    sentence = _("Enter between 1 and %(most)d minutes: that is how long a full-timer's day is.")
    field = "minutes"


class DowntimeReason(Refusal):
    """What was down."""

    sentence = _("Please say what was down: the agents read it beside their targets.")
    field = "reason"


class DowntimeTwice(Refusal):
    """Logged before."""

    sentence = _("This downtime of %(team)s on %(day)s is logged already.")
    field = "day"


@transaction.atomic
def log_downtime(
    *,
    team: Team,
    day: date,
    minutes: int,
    reason: str,
    by: User | None,
    at: datetime,
    day_minutes: int = DAY_MINUTES,
) -> Downtime:
    """Lower every volume target of whoever works in the team, or below, on the day.

    Refuses DowntimeMinutes, DowntimeReason, DowntimeTwice, and DaysAreClosed on closed or frozen days.
    """
    if not 0 < minutes <= day_minutes:
        raise DowntimeMinutes(most=day_minutes)
    if not reason.strip():
        raise DowntimeReason
    hold_dated(first=day, last=day)
    teams = _refuse_closed(team, day)
    if Downtime.objects.filter(team=team, day=day, reason=reason.strip()).exists():
        raise DowntimeTwice(team=team.name, day=day.isoformat())
    row = Downtime.objects.create(
        team=team,
        day=day,
        minutes=minutes,
        day_minutes=day_minutes,
        reason=reason.strip()[:200],
        logged_by=by,
        logged_at=at,
    )
    permille = (2000 * minutes + day_minutes) // (2 * day_minutes)
    DowntimeTeam.objects.bulk_create(
        DowntimeTeam(downtime=row, team_id=team_id, day=day, permille=permille) for team_id in teams
    )
    audit.record(verb="downtime.logged", subject=team, by=by, at=at, after=_words(row))
    return row


@transaction.atomic
def remove_downtime(*, downtime: Downtime, by: User | None, at: datetime) -> None:
    """Take it back. Refuses DaysAreClosed."""
    hold_dated(first=downtime.day, last=downtime.day)
    _refuse_closed(downtime.team, downtime.day)
    audit.record(verb="downtime.removed", subject=downtime.team, by=by, at=at, before=_words(downtime))
    downtime.delete()


def _refuse_closed(team: Team, day: date) -> list[int]:
    """The team and those below it; refused where the day is closed, or frozen for anyone who works there."""
    below = TeamPath.objects.filter(ancestor=team).values_list("descendant_id", flat=True)
    teams = sorted({*below, team.pk})
    there = Placement.objects.filter(team_id__in=teams, starts__lte=day, ends__gt=day)
    spans = frozen_spans(set(there.values_list("person_id", flat=True)), day, day, team_ids=teams)
    if spans:
        raise DaysAreClosed(day=day.isoformat(), reason=spans[0].reason)
    return teams


def _words(row: Downtime) -> dict[str, str | int]:
    return {"day": row.day.isoformat(), "minutes": row.minutes, "reason": row.reason}
