"""Scorecards as lists and as they are being written."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from apps.audit.models import Entry
from apps.goals.drafts import LineDraft, drafts_of
from apps.goals.models import PersonTarget, Scorecard
from apps.people.models import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardRow:
    """A scorecard in a list.

    How many KPIs and how much weight it has, and how many agents have acknowledged it.
    """

    scorecard: Scorecard
    kpis: int
    weight: int  # hundredths of a percent
    acknowledged: int

    @property
    def percent(self) -> Decimal:
        """The weight as a percentage."""
        return Decimal(self.weight) / 100


def scorecard_rows(scorecards: QuerySet[Scorecard]) -> list[ScorecardRow]:
    """Rows for a list, in the order of the query. Two queries for any number of scorecards."""
    listed = list(
        scorecards.select_related("team").annotate(
            kpis=Count("lines"), weight=Sum("lines__weight", default=0)
        )
    )
    acknowledged = dict(
        Scorecard.objects.filter(pk__in=[scorecard.pk for scorecard in listed])
        .annotate(agreed=Count("acknowledgements"))
        .values_list("pk", "agreed")
    )
    return [
        ScorecardRow(
            scorecard=row, kpis=row.kpis, weight=row.weight, acknowledged=acknowledged.get(row.pk, 0)
        )
        for row in listed
    ]


def teams_without(teams: Iterable[Team], judged: Iterable[int]) -> list[Team]:
    """Teams that no published scorecard judges, by name."""
    known = set(judged)
    return sorted((team for team in teams if team.pk not in known), key=lambda team: (team.name, team.pk))


def stored_lines(scorecard: Scorecard) -> list[LineDraft]:
    """The lines of a scorecard as they are stored, in their order. One query."""
    return drafts_of(scorecard.lines.select_related("kpi").order_by("position", "pk"))


def last_change(scorecard: Scorecard) -> Entry | None:
    """Who touched the scorecard last, and when, by the trail."""
    entries = Entry.objects.filter(subject_type="goals.Scorecard", subject_id=str(scorecard.pk))
    return entries.order_by("-at", "-pk").first()


def recent_changes(scorecard: Scorecard, most: int = 6) -> list[Entry]:
    """The trail of the scorecard, newest first."""
    entries = Entry.objects.filter(subject_type="goals.Scorecard", subject_id=str(scorecard.pk))
    return list(entries.order_by("-at", "-pk")[:most])


def single_targets(scorecard: Scorecard) -> list[PersonTarget]:
    """Targets of single agents, by name and line. One query."""
    rows = PersonTarget.objects.filter(line__scorecard=scorecard).select_related("person", "line__kpi")
    return list(rows.order_by("person__name", "person_id", "line__position"))
