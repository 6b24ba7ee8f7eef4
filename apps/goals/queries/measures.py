"""Measures taken: of an objective, a KPI, a team, in a time."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from apps.goals.models import MeasureTaken


def measures_in(first: date, last: date) -> QuerySet[MeasureTaken]:
    """Measures that were done on some day of [first, last], the newest first, with what they are tied to."""
    going_on = Q(ends__isnull=True) | Q(ends__gt=first)
    rows = MeasureTaken.objects.filter(going_on, starts__lte=last)
    return rows.select_related("owner", "objective", "kpi", "team").order_by("-starts", "-pk")


def measures_for(
    first: date,
    last: date,
    *,
    kpi_codes: Collection[str] | None = None,
    team_ids: Collection[int] | None = None,
) -> QuerySet[MeasureTaken]:
    """Of these the ones about a KPI or a team asked for; one that names none is about all."""
    rows = measures_in(first, last)
    if kpi_codes is not None:
        rows = rows.filter(Q(kpi__isnull=True) | Q(kpi__code__in=kpi_codes))
    if team_ids is not None:
        rows = rows.filter(Q(team__isnull=True) | Q(team_id__in=team_ids))
    return rows
