"""What a review writes by itself beside actual and target, frozen with the facts.

The gap in its drivers, in money; shared, mix and own; what stood out; complaints and lost customers.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from apps.coaching.queries.brief import gap_json, mix_json
from apps.engine.periods import Grain
from apps.intake.models import Complaint
from apps.metrics.choices import Subject
from apps.metrics.figures import Figure
from apps.metrics.queries import figures, kpi_infos
from apps.people.models import Placement
from apps.people.queries.tree import team_tree
from apps.performance.flows import Span
from apps.performance.gaps import Against, period_gap, sales_gap
from apps.performance.insights.stored import insights_between
from apps.performance.mixes import mix_report
from apps.performance.rows import TeamPerformance
from apps.reviews.choices import LessonKind, ReviewGrain
from apps.reviews.models import Lesson

Json = dict[str, Any]
A_WEEK: Final = timedelta(days=7)
MOST_INSIGHTS: Final = 6
MOST_CAUSES: Final = 8
CUSTOMERS: Final = ("complaint_rate", "retention_rate")


def evidence_of(team: TeamPerformance, grain: str, first: date, last: date) -> Json:
    """The evidence of [first, last] for a team. A constant number of queries."""
    if last < first:
        return {"gap": None, "mix": None, "insights": [], "customers": None}
    below = team_tree().below([team.team_id])
    return {
        "gap": _gap(team, grain, first, last),
        "mix": _mix(team) if grain == ReviewGrain.MONTH else None,
        "insights": [
            {
                "kind": row.kind,
                "name": row.name,
                "n": row.n,
                "values": row.values,
                "person": row.subject == "agent",
            }
            for row in insights_between(below, first, last)[:MOST_INSIGHTS]
        ],
        "customers": _customers(team.team_id, below, grain, first, last),
    }


def _gap(team: TeamPerformance, grain: str, first: date, last: date) -> Json | None:
    """Of a month against the target; of a week against the week before, day by day."""
    if grain == ReviewGrain.MONTH:
        found = gap_json(sales_gap(team, Against.TARGET))
        return found | {"against": "target"} if found else None
    span, other = Span(first=first, last=last), Span(first=first - A_WEEK, last=last - A_WEEK)
    found = gap_json(period_gap(Subject.TEAM, team.team_id, span, other))
    return found | {"against": "week"} if found else None


def _mix(team: TeamPerformance) -> Json | None:
    line = team.line("conversion_rate")
    kpi = kpi_infos(team.month).get("conversion_rate") if line is not None else None
    return mix_json(mix_report(kpi, [team], peers_of=team), team.team_id) if kpi is not None else None


def _customers(team_id: int, below: set[int], grain: str, first: date, last: date) -> Json:
    """Complaints by cause, customers served and lost, and what became of earlier lessons."""
    infos = {code: info for code, info in kpi_infos(last).items() if code in CUSTOMERS}
    found = figures(
        kpis=infos,
        subject=Subject.TEAM,
        subject_ids=[team_id],
        first=first,
        last=last,
        grain=Grain.MONTH if grain == ReviewGrain.MONTH else Grain.WEEK,
    )
    served, kept = found.get((team_id, "complaint_rate")), found.get((team_id, "retention_rate"))
    causes = _by_cause(_complaints(below, first, last))
    return {
        "causes": [{"cause": cause, "n": n} for cause, n in causes[:MOST_CAUSES]],
        "complaints": sum(n for _cause, n in causes),
        "served": served.denominator if served else None,
        "base": kept.denominator if kept else None,
        "lost": _lost(kept) if grain == ReviewGrain.MONTH else None,
        "lessons": _lessons(team_id, below, last),
    }


def _complaints(below: set[int], first: date, last: date) -> QuerySet[Complaint]:
    placed = Placement.objects.filter(
        person=OuterRef("agent"), team_id__in=below, starts__lte=OuterRef("day"), ends__gt=OuterRef("day")
    )
    return Complaint.objects.filter(Exists(placed), day__gte=first, day__lte=last)


def _by_cause(rows: QuerySet[Complaint]) -> list[tuple[str, int]]:
    counted = rows.values("cause").annotate(n=Count("pk")).order_by("-n", "cause")
    return [(row["cause"], row["n"]) for row in counted]


def _lessons(team_id: int, below: set[int], last: date) -> list[Json]:
    """What was changed after earlier complaints, and how often the cause came back since. Two queries."""
    rows = Lesson.objects.filter(team_id=team_id, kind=LessonKind.COMPLAINT, changed_on__lte=last)
    newest: dict[str, Lesson] = {}
    for row in rows.exclude(changed="").order_by("-changed_on", "-pk"):
        newest.setdefault(row.cause, row)
    lessons = list(newest.values())[:MOST_CAUSES]
    if not lessons:
        return []
    earliest = min(lesson.changed_on for lesson in lessons if lesson.changed_on)
    wanted = Q(cause__in=[lesson.cause for lesson in lessons])
    days: Mapping[str, list[date]] = {}
    for cause, day in _complaints(below, earliest, last).filter(wanted).values_list("cause", "day"):
        days = {**days, cause: [*days.get(cause, []), day]}
    return [
        {
            "id": lesson.pk,
            "cause": lesson.cause,
            "changed": lesson.changed,
            "since": lesson.changed_on.isoformat() if lesson.changed_on else None,
            "n": _since(days.get(lesson.cause, []), lesson.changed_on),
        }
        for lesson in lessons
    ]


def _lost(kept: Figure | None) -> int | None:
    """Customers of the month before who did not buy again; a week is too short to tell."""
    return None if kept is None or kept.denominator is None else kept.denominator - kept.numerator


def _since(days: Sequence[date], changed_on: date | None) -> int:
    return sum(1 for day in days if changed_on is not None and day > changed_on)
