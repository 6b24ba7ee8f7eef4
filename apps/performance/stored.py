"""Results of a closed month as they are stored: exact values as text ("n/d"), and back.

The KPI's name, unit and direction are stored along, so that a month reads the same after a KPI was changed
or retired.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from apps.engine.achievement import Direction, Target
from apps.engine.issues import Issue, Value
from apps.engine.periods import Grain
from apps.metrics.catalogue import kpi_name
from apps.metrics.choices import Subject
from apps.metrics.figures import KpiInfo
from apps.performance.choices import Headline, Reason
from apps.performance.models import Result
from apps.performance.rows import LinePerformance, PersonPerformance, SubPeriod, TeamPerformance

Json = dict[str, Any]

_KPI: Final = (
    "id",
    "code",
    "name",
    "category",
    "horizon",
    "unit",
    "direction",
    "decimals",
    "is_volume",
    "min_sample",
    "scale",
)
_FRACTIONS: Final = (
    "threshold",
    "stretch",
    "cap",
    "actual",
    "so_far",
    "expected",
    "projected",
    "achievement",
    "projected_achievement",
    "headline",
    "counted",
    "effective_weight",
    "points",
)
_PLAIN: Final = (
    "line_id",
    "objective_id",
    "objective_name",
    "numerator",
    "denominator",
    "n",
    "state",
    "reason",
)
_TARGET: Final = ("value", "zero", "low", "high", "low_limit", "high_limit")
_DETAIL: Final = (
    "scorecard_name",
    "headline",
    "state",
    "ranked",
    "shared",
    "minimum_days",
    "elapsed_days",
    "all_days",
    "planned",
    "worked",
    "team_name",
)


def detail_of(performance: PersonPerformance | TeamPerformance) -> Json:
    """What is stored of an agent or team beside the columns of Result."""
    detail: Json = {name: getattr(performance, name) for name in _DETAIL}
    detail["score"] = _text(performance.score)
    detail["measured"] = str(performance.measured)
    detail["data_through"] = performance.data_through.isoformat() if performance.data_through else None
    detail["reason_values"] = {name: _value(value) for name, value in performance.reason_values.items()}
    if isinstance(performance, PersonPerformance):
        detail |= {"name": performance.name, "days_worked": performance.days_worked}
    return detail


def line_to_json(line: LinePerformance) -> Json:
    """One line, everything in it."""
    stored: Json = {name: getattr(line, name) for name in _PLAIN}
    stored |= {name: _text(getattr(line, name)) for name in _FRACTIONS}
    return stored | {
        "kpi": {name: getattr(line.kpi, name) for name in _KPI},
        "weight": str(line.weight),
        "grain": str(line.grain),
        "target": _target_to_json(line.target),
        "issue": _issue_to_json(line.issue),
        "weeks": [_week_to_json(week) for week in line.weeks],
    }


def line_from_json(stored: Mapping[str, Any]) -> LinePerformance:
    """The line as it was stored, its KPI's name in the language that is active now."""
    return LinePerformance(
        **{name: stored[name] for name in _PLAIN},
        **{name: _fraction(stored[name]) for name in _FRACTIONS},
        kpi=_kpi(stored["kpi"]),
        weight=Decimal(stored["weight"]),
        grain=Grain(stored["grain"]),
        target=_target_from_json(stored["target"]),
        issue=_issue_from_json(stored["issue"]),
        weeks=tuple(_week_from_json(week) for week in stored["weeks"]),
    )


def person_from(result: Result, month: date) -> PersonPerformance:
    """An agent as the closing of the month left them."""
    return PersonPerformance(
        person_id=result.subject_id,
        name=result.detail["name"],
        team_id=result.team_id,
        days_worked=result.detail["days_worked"],
        **_common(result, month),
    )


def team_from(result: Result, month: date, people: tuple[PersonPerformance, ...]) -> TeamPerformance:
    """A team as the closing of the month left it."""
    return TeamPerformance(team_id=result.subject_id, people=people, **_common(result, month))


def score_from(result: Result) -> Fraction | None:
    """The exact score."""
    text = result.detail["score"]
    return None if text is None else Fraction(text)


def subject_of(performance: PersonPerformance | TeamPerformance) -> tuple[Subject, int]:
    """Whose result it is."""
    if isinstance(performance, PersonPerformance):
        return Subject.AGENT, performance.person_id
    return Subject.TEAM, performance.team_id


def _common(result: Result, month: date) -> Json:
    detail = result.detail
    through = detail["data_through"]
    return {
        **{name: detail[name] for name in _DETAIL},
        "month": month,
        "scorecard_id": result.scorecard_id,
        "lines": tuple(line_from_json(line) for line in result.lines),
        "score": score_from(result),
        "headline": Headline(detail["headline"]),
        "place": result.place,
        "reason": Reason(result.reason),
        "reason_values": dict(detail["reason_values"]),
        "final": True,
        "measured": Decimal(detail["measured"]),
        "data_through": date.fromisoformat(through) if through else None,
    }


def _kpi(stored: Mapping[str, Any]) -> KpiInfo:
    known = dict(stored)
    known["name"] = kpi_name(stored["code"], stored["name"])
    return KpiInfo(**known, topics=frozenset())


def _week_to_json(week: SubPeriod) -> Json:
    return {
        "starts": week.starts.isoformat(),
        "target": _target_to_json(week.target),
        "actual": _text(week.actual),
        "achievement": _text(week.achievement),
        "n": week.n,
    }


def _week_from_json(stored: Mapping[str, Any]) -> SubPeriod:
    target = _target_from_json(stored["target"])
    if target is None:
        raise ValueError("a stored week has its target")
    return SubPeriod(
        starts=date.fromisoformat(stored["starts"]),
        target=target,
        actual=_fraction(stored["actual"]),
        achievement=_fraction(stored["achievement"]),
        n=stored["n"],
    )


def _target_to_json(target: Target | None) -> Json | None:
    if target is None:
        return None
    return {"direction": str(target.direction), **{name: _text(getattr(target, name)) for name in _TARGET}}


def _target_from_json(stored: Mapping[str, Any] | None) -> Target | None:
    if stored is None:
        return None
    return Target(
        direction=Direction(stored["direction"]), **{name: _fraction(stored[name]) for name in _TARGET}
    )


def _issue_to_json(issue: Issue | None) -> Json | None:
    if issue is None:
        return None
    return {"code": issue.code, "values": {name: _value(value) for name, value in issue.values}}


def _issue_from_json(stored: Mapping[str, Any] | None) -> Issue | None:
    return None if stored is None else Issue.of(stored["code"], **stored["values"])


def _text(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


def _fraction(text: str | None) -> Any:
    return None if text is None else Fraction(text)


def _value(value: Value) -> str | int:
    """A value that a sentence names, as JSON."""
    if isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)
