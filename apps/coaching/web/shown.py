"""Assignments and their figures as pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.coaching.choices import AssignmentState, Outcome
from apps.coaching.models import Assignment
from apps.coaching.queries import CourseMonth
from apps.coaching.sentences import reason, topic
from apps.metrics.choices import Unit
from apps.metrics.written import kpi_written
from apps.people.clock import organisation
from apps.people.written import currency_sign, day_text, month_text, percent, written

NO_DATA: Final = "–"
TONES: Final = {
    Outcome.REACHED: "ok",
    Outcome.IMPROVED: "info",
    Outcome.NOT_IMPROVED: "bad",
    Outcome.TOO_LITTLE_DATA: "mut",
}
CHART_UNITS: Final = {
    Unit.RATE: "ratio",
    Unit.MONEY: "money",
    Unit.SECONDS: "seconds",
    Unit.POINTS: "points",
    Unit.COUNT: "count",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One assignment with its words: topic, reason, and how its due day or outcome looks."""

    row: Assignment
    topic: str
    reason: str
    days_late: int
    tone: str
    state: str

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.row.state == AssignmentState.OPEN


def shown(row: Assignment, on: date) -> Shown:
    """The assignment as it looks on a day."""
    late = max(0, (on - row.due_day).days) if row.state == AssignmentState.OPEN else 0
    tone, state = _state(row, late)
    return Shown(row=row, topic=topic(row), reason=reason(row), days_late=late, tone=tone, state=state)


def all_shown(rows: Iterable[Assignment], on: date) -> list[Shown]:
    """Each of them."""
    return [shown(row, on) for row in rows]


def _state(row: Assignment, late: int) -> tuple[str, str]:
    if row.state == AssignmentState.CLOSED:
        return TONES[Outcome(row.outcome)], row.get_outcome_display()
    if row.state == AssignmentState.DECLINED:
        return "mut", row.get_state_display()
    if late:
        return "bad", _("%(days)s d late") % {"days": late}
    return "info", _("due %(day)s") % {"day": day_text(row.due_day)}


def course_chart(assignment: Assignment, course: Sequence[CourseMonth]) -> dict[str, Any]:
    """The chart of kind `lines`: the figure of each closed month, and the bound of the rule."""
    unit = Unit(assignment.reason_values.get("unit", Unit.RATE))
    series: list[dict[str, Any]] = [{"name": topic(assignment), "values": [one.value for one in course]}]
    if assignment.kpi_code:
        series.append({"name": _("Target"), "values": [one.target for one in course], "dashed": True})
    return {
        "labels": [month_text(one.month) for one in course],
        "series": series,
        "target": Fraction(assignment.reason_values["bound"])
        if "bound" in assignment.reason_values
        else None,
        "unit": CHART_UNITS[unit],
        "digits": assignment.reason_values.get("decimals", 1),
        "sign": currency_sign(organisation().currency) if unit == Unit.MONEY else "",
        "names": {"target": _("Bound")},
    }


def _bound(assignment: Assignment) -> Fraction | None:
    """The bound of the rule, where it is one of the figure itself."""
    values = assignment.reason_values
    return Fraction(values["bound"]) if "bound" in values and "past" not in values else None


def course_table(assignment: Assignment, course: Sequence[CourseMonth]) -> dict[str, Any]:
    """The same figures for those who read, newest month first."""
    if not assignment.kpi_code:
        rows = [[month_text(one.month), figure_text(assignment, one.value)] for one in reversed(course)]
        return {"head": [_("Month"), topic(assignment)], "rows": rows}
    return {
        "head": [_("Month"), topic(assignment), "n", _("Target"), _("Achievement")],
        "rows": [_cells(assignment, one) for one in reversed(course)],
    }


def since(assignment: Assignment, course: Sequence[CourseMonth]) -> str:
    """What the figure did after the month that gave the reason; "" where no later month is closed."""
    later = [one for one in course if one.month > assignment.month and one.value is not None]
    if not later or "value" not in assignment.reason_values:
        return ""
    last = later[-1]
    return _("%(month)s: %(value)s, after %(before)s in %(reason_month)s.") % {
        "month": month_text(last.month),
        "value": figure_text(assignment, last.value),
        "before": figure_text(assignment, Fraction(assignment.reason_values["value"])),
        "reason_month": month_text(assignment.month),
    }


def figure_text(assignment: Assignment, value: Fraction | None) -> str:
    """A value in the unit of what is coached on."""
    values = assignment.reason_values
    if value is None:
        return NO_DATA
    return kpi_written(
        value,
        unit=values.get("unit", Unit.RATE),
        decimals=values.get("decimals", 1),
        currency=organisation().currency,
    )


def _cells(assignment: Assignment, one: CourseMonth) -> list[str]:
    return [
        month_text(one.month),
        figure_text(assignment, one.value),
        NO_DATA if one.n is None else written(one.n, 0),
        figure_text(assignment, one.target),
        NO_DATA if one.achievement is None else percent(one.achievement),
    ]
