"""Downtime found from silent calls: a time in which a whole team made no call. Only an offer."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import F, Window
from django.db.models.functions import Lag

from apps.intake.models import Call
from apps.people.clock import local_day
from apps.people.models import Downtime, Placement
from apps.people.queries.tree import team_tree

LEAST: Final = timedelta(minutes=90)
MOST: Final = timedelta(hours=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """From the last call before to the first one after."""

    day: date
    starts: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        """How long, in whole minutes."""
        return int((self.ends - self.starts).total_seconds()) // 60


def silences(team_id: int, first: date, last: date) -> list[Silence]:
    """At least 90 minutes without any call of the team between two calls of one day, the newest first.

    Days with a logged downtime are left out. Three queries.
    """
    teams = team_tree().below([team_id])
    placed = Placement.objects.filter(team_id__in=teams, starts__lte=last, ends__gt=first)
    calls = Call.objects.filter(
        agent_id__in=placed.values("person_id"), day__gte=first, day__lte=last, started_at__isnull=False
    )
    before = Window(Lag("started_at"), partition_by=F("day"), order_by=F("started_at").asc())
    gaps = calls.annotate(before=before).values_list("day", "before", "started_at")
    logged = set(Downtime.objects.filter(team_id=team_id, day__gte=first).values_list("day", flat=True))
    found = [
        Silence(day=day, starts=start, ends=end)
        for day, start, end in gaps.iterator()
        if start is not None and end is not None and LEAST <= end - start <= MOST and day not in logged
    ]
    real = [one for one in found if local_day(one.starts) == one.day]
    return sorted(real, key=lambda one: one.starts, reverse=True)
