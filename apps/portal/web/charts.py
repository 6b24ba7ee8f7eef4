"""The course of a KPI as a chart with its figures."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from apps.people.written import currency_sign, percent
from apps.performance.rows import LinePerformance, PersonPerformance, TeamPerformance
from apps.portal.queries.course import Course, CourseDay
from apps.portal.templatetags.figures import day_named, day_short
from apps.portal.web.shown import days_of, value_text

Row = list[str]


def trend_chart(course: Course, currency: str) -> dict[str, Any]:
    """The chart of kind `trend`: totals against the path, in the KPI's unit."""
    is_money = course.line.kpi.unit == "money"
    return {
        "labels": [str(one.day.day) for one in course.days],
        "actual": [one.total for one in course.days],
        "target": [one.path for one in course.days],
        "projected": [one.projected for one in course.days],
        **_range([one.low for one in course.days], [one.high for one in course.days]),
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
        **_range(
            [one.of_path(one.low) for one in course.days], [one.of_path(one.high) for one in course.days]
        ),
        "now": course.now,
        "unit": "ratio",
        "names": {**_names(course), "target": _("Target path"), "actual": names[0], "last": names[1]},
    }
    if before:
        values["last"] = [*before, *[None] * len(course.days)][: len(course.days)]
    return values


def pace_facts(
    performance: PersonPerformance | TeamPerformance, line: LinePerformance, course: Course, currency: str
) -> dict[str, str]:
    """What is wanted and what is there, in words: the target, so far, projected, likely, needed a day."""
    facts = {
        "target": value_text(line, line.target_value, currency),
        "actual": value_text(line, line.actual, currency),
    }
    wanted = line.target_value
    if performance.final or wanted is None or line.projected is None:
        return facts
    facts["projected"] = value_text(line, line.projected, currency)
    if line.projected < wanted:
        facts["short"] = value_text(line, wanted - line.projected, currency)
    if course.likely is not None:
        facts["likely"] = " – ".join(value_text(line, bound, currency) for bound in course.likely)
        if wanted:
            facts["likely_ratio"] = " – ".join(percent(bound / wanted) for bound in course.likely)
    days = days_of(performance, line)
    if days is not None and line.actual is not None and days.left > 0 and days.passed > 0:
        facts["need"] = value_text(line, max(Fraction(0), wanted - line.actual) / days.left, currency)
        facts["have"] = value_text(line, line.actual / days.passed, currency)
    return facts


def _range(low: list[Fraction | None], high: list[Fraction | None]) -> dict[str, Any]:
    """The likely range, where there is one."""
    return {"low": low, "high": high} if any(one is not None for one in low) else {}


def _names(course: Course) -> dict[str, str]:
    now = "" if course.now is None else _("data to %(day)s") % {"day": day_short(course.days[course.now].day)}
    return {
        "actual": _("Actual"),
        "projected": _("Projected"),
        "range": _("Likely range"),
        "now": now,
    }


def course_table(course: Course, currency: str) -> dict[str, Any]:
    """The same figures for those who read."""

    def written(value: Any) -> str:
        return value_text(course.line, value, currency)

    return {
        "head": [
            *(_("Day"), course.line.kpi.title, _("So far"), _("Target path"), _("Of the path")),
            _("Likely range"),
        ],
        "rows": [_row(one, written) for one in course.days],
    }


def _row(one: CourseDay, written: Callable[[Any], str]) -> Row:
    return [
        str(day_named(one.day)),
        written(one.amount),
        written(one.total),
        written(one.path),
        "–" if one.ratio is None else percent(one.ratio),
        "–" if one.total is not None or one.low is None else f"{written(one.low)} – {written(one.high)}",
    ]
