"""Is the incentive working? Pay beside result over time, and results before and after a moment, by team."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from django.db.models import Count, Q, Sum

from apps.engine.change import MeanChange, mean_change
from apps.goals.models import MeasureTaken
from apps.incentives.choices import RunKind
from apps.incentives.models import Plan, RunInput
from apps.incentives.queries.plans import covered_team_ids
from apps.incentives.queries.settling import locked_runs
from apps.metrics.choices import Subject
from apps.people.days import ONE_DAY, first_of_month, next_month
from apps.people.models import Team
from apps.performance.queries import score_history

MONTHS: Final = 12
WINDOW: Final = 3
"""How many months before and after a moment are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidMonth:
    """A month of a plan: what was paid (minor units), to how many of how many, and their mean score."""

    month: date
    total: int
    paid: int
    people: int
    score: Fraction | None

    @property
    def per_point(self) -> Fraction | None:
        """Minor units for each point of score that was reached, over all people."""
        points = None if self.score is None else self.score * 100 * self.people
        return Fraction(self.total) / points if points else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that changed: a version of the plan, or a measure taken, from a month on."""

    key: str
    month: date
    name: str
    is_plan: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChange:
    """How the scores of a team's people moved over a moment; None: too few people for an interval."""

    team: str
    n: int
    before: Fraction
    after: Fraction
    change: MeanChange | None


def paid_months(plan: Plan) -> list[PaidMonth]:
    """The plan's locked months, the last twelve, ascending. One query."""
    regular = locked_runs(plan).filter(kind=RunKind.REGULAR)
    rows = (
        RunInput.objects.filter(run__in=regular)
        .order_by()
        .values("run__month")
        .annotate(
            total=Sum("total_minor", filter=Q(total_minor__gt=0), default=0),
            paid=Count("pk", filter=Q(total_minor__gt=0)),
            people=Count("pk"),
            score=Sum("score_micros"),
            scored=Count("score_micros"),
        )
        .order_by("-run__month")[:MONTHS]
    )
    return [
        PaidMonth(
            month=row["run__month"],
            total=row["total"],
            paid=row["paid"],
            people=row["people"],
            score=Fraction(row["score"], 1_000_000 * row["scored"]) if row["scored"] else None,
        )
        for row in reversed(rows)
    ]


def moments(plan: Plan) -> list[Moment]:
    """The plan's versions after the first, and measures taken in its teams, newest first. Four queries."""
    versions = plan.versions.published().filter(version__gt=1).order_by("-starts")
    found = [Moment(key=f"v{one.version}", month=one.starts, name=one.note, is_plan=True) for one in versions]
    measures = MeasureTaken.objects.filter(
        Q(team__isnull=True) | Q(team_id__in=covered_team_ids(plan))
    ).order_by("-starts", "-pk")[:20]
    found += [
        Moment(key=f"m{one.pk}", month=first_of_month(one.starts), name=one.name, is_plan=False)
        for one in measures
    ]
    return sorted(found, key=lambda one: one.month, reverse=True)


def team_changes(plan: Plan, moment: Moment) -> list[TeamChange]:
    """The plan's people by team, three months before the moment beside three from it on. Four queries.

    A person counts with the mean of the months there are, where there is one on both sides: everyone is
    their own comparison. What else changed in that time is not taken out.
    """
    before, after = _windows(moment.month)
    months = [*before, *after]
    regular = locked_runs(plan).filter(kind=RunKind.REGULAR, month__in=months)
    team_of = dict(
        RunInput.objects.filter(run__in=regular).order_by("run__month").values_list("person_id", "team_id")
    )
    points = score_history(Subject.AGENT, list(team_of), months)
    scores = {
        person_id: {point.month: point.score for point in found if point.score is not None}
        for person_id, found in points.items()
    }
    names = dict(Team.objects.filter(pk__in=set(team_of.values())).values_list("pk", "name"))
    pairs = _pairs(team_of, scores, before, after)
    everyone = [pair for found in pairs.values() for pair in found]
    rows = [_change(names.get(team_id, "–"), found) for team_id, found in sorted(pairs.items())]
    return [*sorted(rows, key=lambda one: one.team), *([_change("", everyone)] if len(rows) > 1 else [])]


Pair = tuple[Fraction, Fraction]


def _windows(month: date) -> tuple[list[date], list[date]]:
    before, after, back, on = [], [], month, month
    for _ in range(WINDOW):
        back = first_of_month(back - ONE_DAY)
        before.append(back)
        after.append(on)
        on = next_month(on)
    return before, after


def _pairs(
    team_of: Mapping[int, int],
    scores: Mapping[int, Mapping[date, Fraction]],
    before: Sequence[date],
    after: Sequence[date],
) -> dict[int, list[Pair]]:
    found: defaultdict[int, list[Pair]] = defaultdict(list)
    for person_id, team_id in sorted(team_of.items()):
        of = scores.get(person_id, {})
        left = [of[month] for month in before if month in of]
        right = [of[month] for month in after if month in of]
        if left and right:
            found[team_id].append((_mean(left), _mean(right)))
    return dict(found)


def _change(team: str, pairs: Sequence[Pair]) -> TeamChange:
    return TeamChange(
        team=team,
        n=len(pairs),
        before=_mean([left for left, _right in pairs]),
        after=_mean([right for _left, right in pairs]),
        change=mean_change([right - left for left, right in pairs]),
    )


def _mean(values: Iterable[Fraction]) -> Fraction:
    found = list(values)
    return sum(found, Fraction(0)) / len(found) if found else Fraction(0)
