"""A coach's brief, made by itself: figures, where the gap lies, strengths, five records, the last promise."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

from apps.coaching.drawing import draw
from apps.coaching.models import Assignment, TalkPlan
from apps.engine.patterns import interval_90
from apps.metrics.choices import KpiDirection, Unit
from apps.metrics.figures import KpiInfo
from apps.metrics.queries import kpi_infos
from apps.people.days import ONE_DAY, next_month
from apps.performance.gaps import Against, NoGap, SalesGap, sales_gap
from apps.performance.mixes import MixReport, mix_report
from apps.performance.queries import people_performance, person_performance
from apps.performance.rows import LinePerformance, PersonPerformance

MOST_STRENGTHS: Final = 3
Json = dict[str, Any]


def brief_of(assignment: Assignment, *, on: date) -> Json:
    """The brief of the assignment's month as of a day, as JSON. A constant number of queries."""
    month = assignment.month
    own = person_performance(assignment.person_id, month, on=on)
    mates = people_performance([own.team_id], month, on=on) if own.team_id else []
    others = [one for one in mates if one.person_id != own.person_id]
    lines = [_line(line, others) for line in own.lines]
    return {
        "month": month.isoformat(),
        "on": on.isoformat(),
        "final": own.final,
        "lines": lines,
        "strengths": _strengths(lines),
        "gap": _gap(own),
        "mix": _mix(assignment, own),
        "records": draw(assignment, month, next_month(month) - ONE_DAY),
        "last": _last(assignment),
    }


def _line(line: LinePerformance, others: Sequence[PersonPerformance]) -> Json:
    kpi = line.kpi
    share = kpi.unit == Unit.RATE and kpi.scale == 1 and line.denominator == line.n
    interval = None
    if share and line.numerator is not None and line.denominator and 0 <= line.numerator <= line.denominator:
        interval = interval_90(line.numerator, line.denominator)
    return {
        "code": kpi.code,
        "name": kpi.name,
        "unit": kpi.unit,
        "decimals": kpi.decimals,
        "direction": kpi.direction,
        "value": _text(line.actual),
        "numerator": line.numerator if share else None,
        "n": line.n,
        "min_sample": kpi.min_sample,
        "low": str(interval.low) if interval else None,
        "high": str(interval.high) if interval else None,
        "target": _text(line.target_value),
        "achievement": _text(line.achievement),
        "peers": _text(_peers(line, others)),
    }


def _peers(line: LinePerformance, others: Iterable[PersonPerformance]) -> Fraction | None:
    """The colleagues' figure: of a ratio from their parts, of a volume their mean."""
    theirs = [found for one in others if (found := one.line(line.kpi.code)) is not None]
    if line.denominator is None:
        known = [one.actual for one in theirs if one.actual is not None]
        return sum(known, Fraction(0)) / len(known) if known else None
    below = sum(one.denominator or 0 for one in theirs)
    above = sum(one.numerator or 0 for one in theirs)
    return Fraction(above, below * line.kpi.scale) if below else None


def _strengths(lines: Sequence[Json]) -> list[str]:
    """Where the person is better than colleagues, on enough records; the clearest first."""
    found: list[tuple[Fraction, str]] = []
    for line in lines:
        if line["value"] is None or not line["peers"] or line["n"] < line["min_sample"]:
            continue
        value, peers = Fraction(line["value"]), Fraction(line["peers"])
        if line["direction"] == KpiDirection.BAND or not peers:
            continue
        lead = value / peers if line["direction"] == KpiDirection.HIGHER else 2 - value / peers
        if lead > 1:
            found.append((lead, line["code"]))
    return [code for _lead, code in sorted(found, reverse=True)[:MOST_STRENGTHS]]


def gap_json(found: SalesGap | NoGap) -> Json | None:
    """A gap of sales as it is kept; amounts in minor units. None where there is nothing to split."""
    if isinstance(found, NoGap):
        return None
    return {
        "before": _text(found.before),
        "after": _text(found.after),
        "drivers": [
            {
                "code": one.code,
                "before": _text(one.before),
                "after": _text(one.after),
                "part": _text(one.part),
                "basis": str(one.basis),
            }
            for one in found.drivers
        ],
    }


def mix_json(report: MixReport | None, subject_id: int) -> Json | None:
    """Shared, mix and own as they are kept, in the KPI's unit, with the segments behind them."""
    row = next((one for one in report.rows if one.subject_id == subject_id), None) if report else None
    if report is None or row is None:
        return None
    names = sorted({*row.segments, *report.peers}, key=lambda name: -row.segments.get(name, (0, 0))[1])
    return {
        "code": report.kpi.code,
        "name": report.kpi.name,
        "unit": report.kpi.unit,
        "decimals": report.kpi.decimals,
        "scale": report.kpi.scale,
        "target": _text(report.target),
        "peers": _text(report.peers_value),
        **{part: _text(getattr(row.explanation, part)) for part in ("gap", "shared", "mix", "own")},
        "segments": [
            {"name": name, "own": row.segments.get(name), "peers": report.peers.get(name)} for name in names
        ],
    }


def _gap(own: PersonPerformance) -> Json | None:
    return gap_json(sales_gap(own, Against.TARGET))


def _mix(assignment: Assignment, own: PersonPerformance) -> Json | None:
    line = own.line(assignment.kpi_code) or own.line("conversion_rate")
    if line is None:
        return None
    kpi = _as_defined(line, own)
    report = mix_report(kpi, [own], peers_of=own) if kpi is not None else None
    return mix_json(report, own.person_id)


def _as_defined(line: LinePerformance, own: PersonPerformance) -> KpiInfo | None:
    """The KPI as it is defined now: a closed month's line keeps only what is shown."""
    return kpi_infos(next_month(own.month) - ONE_DAY).get(line.kpi.code)


def _last(assignment: Assignment) -> Json | None:
    """What was promised last time, on whatever topic."""
    plan = (
        TalkPlan.objects.filter(
            assignment__person_id=assignment.person_id,
            outcome__gt="",
            assignment__coach_id=assignment.coach_id,
        )
        .exclude(assignment=assignment)
        .select_related("kpi")
        .order_by("-talk_day", "-pk")
        .first()
    )
    if plan is None:
        return None
    return {
        "behaviour": plan.behaviour,
        "code": plan.kpi.code,
        "name": plan.kpi.name,
        "unit": plan.kpi.unit,
        "decimals": plan.kpi.decimals,
        "number": str(plan.number_micros),
        "due": plan.due_day.isoformat(),
        "outcome": plan.outcome,
    }


def _text(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"
