"""The KPI page of a team, written: course with what is usual, people, distribution, shared / mix / own."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.engine.periods import Grain
from apps.metrics.choices import Subject, Unit
from apps.metrics.figures import KpiInfo
from apps.metrics.web.history import CHART_UNITS, period_name, short_name
from apps.people.written import currency_sign, percent, written
from apps.performance.mixes import MixReport
from apps.portal.queries.kpi_page import MonthsSeen, PersonPoint, TrendPoint
from apps.portal.templatetags.figures import kpi_text

BINS: Final = 9
MIX: Final = ("gap", "shared", "mix", "own")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Writes values of one KPI in the organisation's currency."""

    kpi: KpiInfo
    currency: str

    def __call__(self, value: Fraction | None) -> str:
        """A value; a dash for none."""
        if value is None:
            return "–"
        return kpi_text(value, unit=self.kpi.unit, decimals=self.kpi.decimals, money=self.currency)

    def change(self, value: Fraction) -> str:
        """A difference: of rates in points."""
        if self.kpi.unit == Unit.RATE:
            return written(value * 100, self.kpi.decimals + 1, plus=True)
        return written(value, self.kpi.decimals, plus=True)

    @property
    def chart(self) -> dict[str, Any]:
        """How charts write the values."""
        return {
            "unit": CHART_UNITS.get(Unit(self.kpi.unit), "count"),
            "sign": currency_sign(self.currency),
            "per": 1,
            "digits": self.kpi.decimals,
        }


def trend_shown(
    points: Sequence[TrendPoint], grain: Grain, target: Fraction | None, write: Written
) -> dict[str, Any]:
    """The chart of kind `trend` with what is usual as its band, and the same in figures."""
    chart = {
        "labels": [short_name(one.starts, grain) for one in points],
        "actual": [one.value for one in points],
        "target": [target for _one in points] if target is not None else [],
        "low": [one.limits.low if one.limits else None for one in points],
        "high": [one.limits.high if one.limits else None for one in points],
        "names": {
            "actual": write.kpi.title,
            "target": _("Target"),
            "range": _("Usual range"),
            "projected": "",
            "now": "",
        },
        **write.chart,
    }
    rows = [
        [
            period_name(one.starts, grain),
            write(one.value),
            written(one.n, 0),
            f"{write(one.limits.low)} – {write(one.limits.high)}" if one.limits else "–",
        ]
        for one in reversed(points)
    ]
    head = [_("Period"), write.kpi.title, "n", _("Usual range")]
    return {"chart": chart, "table": {"head": head, "rows": rows}}


def beyond_shown(points: Sequence[TrendPoint], grain: Grain, write: Written) -> list[str]:
    """The latest periods outside what is usual, in words."""
    found = []
    for one in [one for one in points if one.beyond][-4:]:
        below = one.limits is not None and one.value is not None and one.value < one.limits.low
        words = _("%(period)s: %(value)s, below usual") if below else _("%(period)s: %(value)s, above usual")
        found.append(words % {"period": period_name(one.starts, grain), "value": write(one.value)})
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonShown:
    """One line of the people's table."""

    point: PersonPoint
    value: str
    parts: str
    against: str
    interval: str
    label: str


def people_shown(points: Sequence[PersonPoint], team: Fraction | None, write: Written) -> list[PersonShown]:
    """The people with n, interval and the distance to their team."""
    return [_person(one, team, write) for one in points]


def _person(one: PersonPoint, team: Fraction | None, write: Written) -> PersonShown:
    figure, value = one.figure, write(one.value)
    between = "" if one.low is None or one.high is None else f"{write(one.low)} – {write(one.high)}"
    parts = written(figure.n, 0)
    if figure.denominator is not None and write.kpi.unit == Unit.RATE:
        parts = f"{written(figure.numerator, 0)} / {written(figure.denominator, 0)}"
    return PersonShown(
        point=one,
        value=value,
        parts=parts,
        against="–" if team is None or write.kpi.is_volume else write.change(one.value - team),
        interval=between,
        label=f"{one.name}: {value}{f', {between}' if between else ''}",
    )


def scale_of(points: Sequence[PersonPoint], team: Fraction | None) -> tuple[Fraction, Fraction]:
    """The ends of the drawn scale: what those with enough records span, and a little more."""
    told = [one for one in points if not one.is_small] or list(points)
    values = [value for one in told for value in (one.low, one.value, one.high) if value is not None]
    values += [team] if team is not None else []
    if not values:
        return Fraction(0), Fraction(1)
    low, high = min(values), max(values)
    room = (high - low) / 20
    return (Fraction(0) if 0 <= low < (high - low) / 2 else low - room), high + room


def distribution_shown(seen: MonthsSeen, write: Written) -> dict[str, Any] | None:
    """The chart of kind `histogram` of agent-months, with the target; None with too few to show."""
    if len(seen.values) < BINS:
        return None
    low, high = min(seen.values), max(seen.values)
    width = _round_step((high - low) / (BINS - 1) or Fraction(1))
    first = low // width * width
    count = int((high - first) // width) + 1
    counts = [0] * count
    for value in seen.values:
        counts[int((value - first) // width)] += 1
    bins = [(first + width * i, n) for i, n in enumerate(counts)]
    chart: dict[str, Any] = {"bins": bins, "width": width, **write.chart}
    if seen.target is not None and first <= seen.target <= first + width * count:
        chart["marks"] = [{"at": seen.target, "name": f"{_('Target')} {write(seen.target)}"}]
        chart["reached"] = seen.target
    chart["xname"] = _("%(kpi)s of an agent in a month") % {"kpi": write.kpi.title}
    rows = [[f"{write(at)} – {write(at + width)}", written(n, 0)] for at, n in bins]
    return {"chart": chart, "table": {"head": [write.kpi.title, _("Agent-months")], "rows": rows}}


def _round_step(width: Fraction) -> Fraction:
    """A step of 1, 2 or 5 times a power of ten, at least as wide."""
    power = Fraction(1)
    while power > width:
        power /= 10
    while power * 10 <= width:
        power *= 10
    return next(power * step for step in (1, 2, 5, 10) if power * step >= width)


def reached_words(seen: MonthsSeen, write: Written) -> dict[str, str] | None:
    """How often the target was reached, with what the months are worth."""
    if seen.found is None or seen.target is None:
        return None
    found = seen.found
    bounds = [percent(Fraction(bound), 0) for bound in found.interval]
    return {
        "share": percent(found.share, 0),
        "target": write(seen.target),
        "reached": written(found.reached, 0),
        "observed": written(found.observed, 0),
        "effective": written(found.effective, 0),
        "interval": " – ".join(bounds),
    }


def mix_shown(found: MixReport, write: Written) -> dict[str, Any]:
    """The table of shared, mix and own, and the lists behind it."""
    rows = [
        {
            "name": row.name,
            "is_team": row.subject == Subject.TEAM,
            **{part: write.change(getattr(row.explanation, part)) for part in MIX},
            "told": row.explanation,
        }
        for row in found.rows
    ]
    told = [row for row in found.rows if sum(n for _k, n in row.segments.values()) >= found.kpi.min_sample]
    parts = [getattr(row.explanation, part) for row in told for part in MIX[1:]]
    own = found.rows[0].segments if found.rows else {}
    return {
        "rows": rows,
        "top": 2 * max((abs(part) for part in parts), default=Fraction(1)) or Fraction(1),
        "peers": write(found.peers_value),
        "target": write(found.target),
        "has_target": found.has_target,
        "first": found.rows[0].name if found.rows else "",
        "lists": [_list(name, own, found, write) for name in sorted({*own, *found.peers})],
    }


def _list(name: str, own: dict[str, tuple[int, int]], found: MixReport, write: Written) -> list[str]:
    shown = [name or _("not named")]
    for side in (own, found.peers):
        whole = sum(n for _k, n in side.values())
        numerator, n = side.get(name, (0, 0))
        shown += [
            write(Fraction(numerator, n * found.kpi.scale)) if n else "–",
            percent(Fraction(n, whole), 0) if whole else "–",
        ]
    return shown
