"""Scorecards as lists and as they are being written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from apps.audit.models import Entry
from apps.goals.drafts import LineDraft, drafts_of
from apps.goals.models import PersonTarget, Scorecard
from apps.people.choices import MembershipKind
from apps.people.days import ONE_DAY, next_month
from apps.people.models import Membership, Team
from apps.people.queries.dated import touching


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


def teams_without(month: date, teams: QuerySet[Team], judged: Iterable[int]) -> list[Team]:
    """Of the teams with people at home in the month those that no published scorecard judges, by name."""
    homes = Membership.objects.filter(
        touching(month, next_month(month) - ONE_DAY), kind=MembershipKind.HOME, team=OuterRef("pk")
    )
    return list(teams.filter(Exists(homes)).exclude(pk__in=list(judged)).order_by("name", "pk"))


def stored_lines(scorecard: Scorecard) -> list[LineDraft]:
    """The lines of a scorecard as they are stored, in their order. Two queries."""
    rows = scorecard.lines.select_related("kpi").prefetch_related("months")
    return drafts_of(rows.order_by("position", "pk"))


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
