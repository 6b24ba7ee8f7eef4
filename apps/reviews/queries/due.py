"""Which weeks and months wait for their review."""

from dataclasses import dataclass
from datetime import date

from apps.engine.periods import Grain, period_start, previous_start
from apps.goals.models import ScorecardMonth
from apps.people.models import Team
from apps.people.queries import closed_periods
from apps.reviews.choices import ReviewGrain
from apps.reviews.models import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReview:
    """A team's week or month that has no review yet."""

    team: Team
    grain: ReviewGrain
    starts: date


def due_reviews(on: date) -> list[DueReview]:
    """Last week, and the last closed month, of every team that held a scorecard then. Four queries."""
    week = previous_start(period_start(on, Grain.WEEK), Grain.WEEK)
    months = [view.month for view in closed_periods() if view.month < on]
    wanted = [(ReviewGrain.WEEK, week, period_start(week, Grain.MONTH))]
    wanted += [(ReviewGrain.MONTH, month, month) for month in sorted(months)[-1:]]
    held = set(
        ScorecardMonth.objects.filter(month__in=[judged for _, _, judged in wanted]).values_list(
            "team_id", "month"
        )
    )
    known = set(Review.objects.values_list("team_id", "grain", "starts"))
    teams = Team.objects.filter(pk__in={team_id for team_id, _ in held}).order_by("pk")
    return [
        DueReview(team=team, grain=grain, starts=starts)
        for team in teams
        for grain, starts, judged in wanted
        if (team.pk, judged) in held and (team.pk, grain, starts) not in known
    ]
