"""The course of a KPI as a chart with its figures."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from apps.people.written import currency_sign, percent
from apps.portal.queries.course import Course, CourseDay
from apps.portal.templatetags.figures import day_named, day_short
from apps.portal.web.shown import value_text

Row = list[str]


def trend_chart(course: Course, currency: str) -> dict[str, Any]:
    """The chart of kind `trend`: totals against the path, in the KPI's unit."""
    is_money = course.line.kpi.unit == "money"
    return {
        "labels": [str(one.day.day) for one in course.days],
        "actual": [one.total for one in course.days],
        "target": [one.path for one in course.days],
        "projected": [one.projected for one in course.days],
        "now": course.now,
        "unit": "money" if is_money else "count",
        "sign": currency_sign(currency) if is_money else "",
        "per": 1,
        "names": {**_names(course), "target": _("Target path")},
    }


def pace_chart(course: Course, last: Course | None, names: tuple[str, str]) -> dict[str, Any]:
    """The chart of kind `pace`: totals as a share of the path, with the month before by working day."""
    before = [one.ratio for one in last.days] if last else []
    values = {
        "labels": [str(one.day.day) for one in course.days],
        "actual": [one.ratio for one in course.days],
        "projected": [one.projected_ratio for one in course.days],
        "now": course.now,
        "unit": "ratio",
        "names": {**_names(course), "target": _("Target path"), "actual": names[0], "last": names[1]},
    }
    if before:
        values["last"] = [*before, *[None] * len(course.days)][: len(course.days)]
    return values


def _names(course: Course) -> dict[str, str]:
    now = "" if course.now is None else _("data to %(day)s") % {"day": day_short(course.days[course.now].day)}
    return {"actual": _("Actual"), "projected": _("Projected"), "now": now}


def course_table(course: Course, currency: str) -> dict[str, Any]:
    """The same figures for those who read."""

    def written(value: Any) -> str:
        return value_text(course.line, value, currency)

    return {
        "head": [_("Day"), course.line.kpi.title, _("So far"), _("Target path"), _("Of the path")],
        "rows": [_row(one, written) for one in course.days],
    }


def _row(one: CourseDay, written: Callable[[Any], str]) -> Row:
    return [
        str(day_named(one.day)),
        written(one.amount),
        written(one.total),
        written(one.path),
        "–" if one.ratio is None else percent(one.ratio),
    ]
