"""The figures of closed months that rules look at: one question for all rules, people and months."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

from django.db.models import F, OuterRef, Subquery

from apps.coaching.choices import Pattern, RuleBasis
from apps.coaching.models import CoachingRule
from apps.engine.coaching import Reading
from apps.engine.periods import Grain, previous_start
from apps.goals.amounts import MICROS
from apps.metrics.choices import Subject, Unit
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.models import Cell
from apps.metrics.queries import kpi_infos
from apps.people.days import next_month
from apps.performance.models import PeriodSnapshot, Result

PATTERN_KPIS: Final[dict[str, tuple[str, ...]]] = {
    Pattern.BLIND_DIALLING: ("conversion_rate", "outbound_calls"),
    Pattern.FAST_BUT_UNHAPPY: ("customer_satisfaction", "talk_time"),
    Pattern.CALLBACKS_NOT_MADE: ("callbacks_on_time",),
}
"""The KPIs of each pattern; the first is what the coaching is on."""
NEWEST = (
    PeriodSnapshot.objects.filter(month=OuterRef("snapshot__month"))
    .order_by("-close_number")
    .values("pk")[:1]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Cells and scores of closed months by what is asked of them; nothing is asked again."""

    infos: Mapping[str, KpiInfo]
    cells: Mapping[tuple[str, date], Mapping[int, tuple[int, int | None, int]]] = field(default_factory=dict)
    scores: Mapping[date, Mapping[int, int]] = field(default_factory=dict)

    def people(self, code: str, month: date) -> Collection[int]:
        """Whoever has a figure of the KPI (of the score where it is empty) in the month."""
        found = self.cells.get((code, month)) if code else self.scores.get(month)
        return found.keys() if found else ()

    def figure(self, code: str, month: date, person_id: int) -> Figure | None:
        """A KPI of a person in a month."""
        parts = self.cells.get((code, month), {}).get(person_id)
        if parts is None:
            return None
        numerator, denominator, n = parts
        return Figure(
            kpi=code, numerator=numerator, denominator=denominator, n=n, scale=self.infos[code].scale
        )

    def readings(self, code: str, months: Iterable[date], person_id: int) -> list[Reading]:
        """The KPI (or score) of a person by month, oldest first."""
        return [self._reading(code, month, person_id) for month in months]

    def _reading(self, code: str, month: date, person_id: int) -> Reading:
        if not code:
            score = self.scores.get(month, {}).get(person_id)
            return Reading(start=month, value=None if score is None else Fraction(score, MICROS))
        figure = self.figure(code, month, person_id)
        if figure is None:
            return Reading(start=month, value=None)
        counted = self.is_share(code) and figure.n == figure.denominator  # records, not amounts
        successes = figure.numerator if counted else None
        return Reading(start=month, value=figure.value, n=figure.n, successes=successes)

    def is_share(self, code: str) -> bool:
        """Whether the KPI is successes out of n, so that an interval can be given."""
        info = self.infos.get(code)
        return info is not None and info.unit == Unit.RATE and info.scale == 1 and bool(info.denominator)


def months_back(month: date, count: int) -> list[date]:
    """`count` months that end with this one, oldest first."""
    months = [month]
    for _ in range(count - 1):
        months.append(previous_start(months[-1], Grain.MONTH))
    return months[::-1]


def codes_of(rule: CoachingRule) -> tuple[str, ...]:
    """The KPIs that a rule looks at, the one it coaches on first; "" is the score."""
    if rule.basis == RuleBasis.PATTERN:
        return PATTERN_KPIS[rule.pattern]
    return (rule.kpi.code,) if rule.kpi else ("",)


def read_book(rules: Iterable[CoachingRule], months: Collection[date]) -> Book:
    """What the rules need of these closed months. Three queries, whatever the number of people and rules."""
    codes = {code for rule in rules for code in codes_of(rule)}
    infos = kpi_infos(max(months)) if months else {}
    asked = {infos[code].id: code for code in codes if code in infos}
    return Book(
        infos=infos,
        cells=_cells(asked, months) if asked else {},
        scores=_scores(months) if "" in codes else {},
    )


def _cells(
    asked: Mapping[int, str], months: Collection[date]
) -> Mapping[tuple[str, date], Mapping[int, tuple[int, int | None, int]]]:
    rows = Cell.objects.filter(
        grain=Grain.MONTH, starts__in=list(months), subject=Subject.AGENT, kpi_id__in=list(asked)
    ).values_list("kpi_id", "starts", "subject_id", "numerator", "denominator", "n")
    found: defaultdict[tuple[str, date], dict[int, tuple[int, int | None, int]]] = defaultdict(dict)
    for kpi_id, starts, subject_id, numerator, denominator, n in rows:
        found[asked[kpi_id], starts][subject_id] = (numerator, denominator, n)
    return found


def _scores(months: Collection[date]) -> Mapping[date, Mapping[int, int]]:
    """Scores that may be ranked: who has few days or small samples is not coached on the score either."""
    rows = (
        Result.objects.filter(
            subject=Subject.AGENT,
            snapshot__month__in=list(months),
            snapshot_id=Subquery(NEWEST),
            score_micros__isnull=False,
            reason="",
        )
        .annotate(month=F("snapshot__month"))
        .values_list("month", "subject_id", "score_micros")
    )
    found: defaultdict[date, dict[int, int]] = defaultdict(dict)
    for month, subject_id, score in rows:
        found[month][subject_id] = score or 0  # none is null: asked for above
    return found


def month_after(month: date) -> date:
    """The month in which somebody may have recovered."""
    return next_month(month)
