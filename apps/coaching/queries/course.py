"""The figures behind a coaching, month by month, as the closings left them."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import F, OuterRef, Subquery

from apps.coaching.models import Assignment
from apps.metrics.choices import Subject
from apps.performance.models import PeriodSnapshot, Result
from apps.performance.stored import line_from_json, score_from

A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseMonth:
    """One closed month of the figure, in its KPI's unit; of a score there is only the value."""

    month: date
    value: Fraction | None
    n: int | None
    target: Fraction | None
    achievement: Fraction | None


def course_of(assignment: Assignment) -> list[CourseMonth]:
    """The latest twelve closed months of the person, oldest first. One query.

    Months after the coaching began are among them: what the figure did since. A month whose scorecard did not
    have the KPI is left out.
    """
    newest = PeriodSnapshot.objects.filter(month=OuterRef("snapshot__month")).order_by("-close_number")
    rows = (
        Result.objects.filter(
            subject=Subject.AGENT,
            subject_id=assignment.person_id,
            snapshot_id=Subquery(newest.values("pk")[:1]),
        )
        .annotate(month=F("snapshot__month"))
        .order_by("-snapshot__month")[:A_YEAR]
    )
    found = (_month(assignment.kpi_code, row) for row in reversed(rows))
    return [month for month in found if month is not None]


def _month(kpi_code: str, row: Result) -> CourseMonth | None:
    month: date = row.month  # type: ignore[attr-defined]  # annotated
    if not kpi_code:
        return CourseMonth(month=month, value=score_from(row), n=None, target=None, achievement=None)
    stored = next((line for line in row.lines if line["kpi"]["code"] == kpi_code), None)
    if stored is None:
        return None
    line = line_from_json(stored)
    return CourseMonth(
        month=month, value=line.actual, n=line.n, target=line.target_value, achievement=line.achievement
    )
