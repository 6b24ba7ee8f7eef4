"""What performance answers with: frozen values, figures exact.

Values are in the KPI's own unit (money in whole units of the currency, a rate as a ratio, seconds, points,
a count); achievements, scores and points are ratios (1 is 100 %).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from apps.engine.achievement import Target
from apps.engine.issues import Issue, Value
from apps.engine.periods import Grain
from apps.metrics.choices import Subject
from apps.metrics.figures import KpiInfo
from apps.performance.choices import Headline, Reason, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class SubPeriod:
    """One week of a line with weekly targets, that ends in the month and is complete."""

    starts: date
    target: Target
    actual: Fraction | None
    achievement: Fraction | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePerformance:
    """One KPI of a scorecard for one agent or team in one month.

    `target`, `threshold` and `stretch` are the subject's own: a volume's are prorated by working time, a
    team's are the sum of its agents'; None where there was no working time. `actual` holds through the last
    complete day, `so_far` with everything that arrived since. `achievement` is actual against the whole
    target; `expected` what of a volume's target is expected by now; `projected` where it ends at this pace
    (other KPIs: as they stand), and `projected_achievement` that against the target. `headline` is the one
    of the two that counts in the score, `counted` what of it counted (None: took no part), `points` =
    effective weight × counted.

    A weekly line counts the mean of its weeks in `weeks`; its `actual` and `target` are means of theirs.
    """

    line_id: int
    kpi: KpiInfo
    weight: Decimal  # percent, two places
    grain: Grain
    target: Target | None
    threshold: Fraction | None
    stretch: Fraction | None
    cap: Fraction
    objective_id: int | None
    objective_name: str
    actual: Fraction | None
    numerator: int | None
    denominator: int | None
    n: int
    so_far: Fraction | None
    expected: Fraction | None
    projected: Fraction | None
    achievement: Fraction | None
    projected_achievement: Fraction | None
    headline: Fraction | None
    counted: Fraction | None
    effective_weight: Fraction  # a ratio, after the no-data policy
    points: Fraction
    state: str  # choices.Standing
    reason: str  # "", no_data, small_sample, capped
    issue: Issue | None = None
    weeks: tuple[SubPeriod, ...] = ()

    @property
    def target_value(self) -> Fraction | None:
        """The target as one number; None for a band, and without working time."""
        return self.target.value if self.target else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """What agents and teams have in common."""

    month: date
    scorecard_id: int | None
    scorecard_name: str
    lines: tuple[LinePerformance, ...]
    score: Fraction | None
    headline: Headline  # which kind of score `score` is
    state: str  # choices.Standing of the score
    place: int | None = None
    ranked: int = 0  # how many have a place on the same scorecard
    shared: bool = False  # the place is shared
    reason: str  # choices.Reason: why no score or no place
    reason_values: Mapping[str, Value] = field(default_factory=dict)
    final: bool  # the period is closed
    data_through: date | None  # the last day that is complete in every source the scorecard rests on
    measured: Decimal  # percent of the weight that has data
    minimum_days: int  # to be worked so far for a place
    elapsed_days: int  # working days through `data_through`
    all_days: int  # working days of the month
    planned: int  # thousandths of a working day: a full-timer's month
    worked: int  # of them the subject's own (a team: the sum over its agents)

    def line(self, code: str) -> LinePerformance | None:
        """The line of a KPI, or None where the scorecard has none."""
        return next((line for line in self.lines if line.kpi.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPerformance(Performance):
    """One agent in one month, judged by the scorecard of the home team on their last day in it.

    Figures are all of the person's records of the month, wherever they were placed; targets cover all their
    working time. `days_worked` are working days so far on which they were present.
    """

    person_id: int
    name: str
    team_id: int | None
    team_name: str
    days_worked: int

    @property
    def subject(self) -> Subject:
        """An agent."""
        return Subject.AGENT


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPerformance(Performance):
    """One team in one month by its own figures.

    The records of whoever was placed in it or below on their day.

    `people` are the agents whose home team on their last day in the month it (or a team below) is: ranked
    ones first by place, then the others by name.
    """

    team_id: int
    team_name: str
    people: tuple[PersonPerformance, ...] = ()

    @property
    def subject(self) -> Subject:
        """A team."""
        return Subject.TEAM


def unjudged(month: date, *, final: bool) -> dict[str, Any]:
    """What stands for someone without a scorecard in a month."""
    return {
        "month": month,
        "scorecard_id": None,
        "scorecard_name": "",
        "lines": (),
        "score": None,
        "headline": Headline.FINAL if final else Headline.PROJECTED,
        "state": Standing.NO_DATA,
        "reason": Reason.NO_SCORECARD,
        "final": final,
        "data_through": None,
        "measured": Decimal(0),
        "minimum_days": 0,
        "elapsed_days": 0,
        "all_days": 0,
        "planned": 0,
        "worked": 0,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePoint:
    """A month of a score's history; None where there was none."""

    month: date
    score: Fraction | None
    place: int | None
