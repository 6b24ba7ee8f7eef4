"""Which weeks and months wait for their review."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from apps.engine.periods import Grain, period_end, period_start, previous_start
from apps.goals.queries import ScorecardView, scorecards_of
from apps.intake.queries import feeds
from apps.people.days import ONE_DAY
from apps.people.models import Leadership, Team
from apps.people.queries import closed_periods, working_days
from apps.people.queries.dated import active_on
from apps.people.queries.tree import team_tree
from apps.performance.completeness import scorecard_through
from apps.reviews.choices import ReviewGrain
from apps.reviews.facts import judged_month
from apps.reviews.models import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReview:
    """A team's week or month that has no review yet."""

    team: Team
    grain: ReviewGrain
    starts: date


def due_reviews(on: date) -> list[DueReview]:
    """Last week and the last closed month of every team that has a leader of its own and a scorecard then.

    A week is due once its last working day is complete in every source of the scorecard: facts are frozen
    once. A constant number of queries.
    """
    led = Leadership.objects.filter(active_on(on)).values("team_id")
    teams = list(Team.objects.filter(pk__in=led).order_by("pk"))
    wanted = [*_months(on), *_weeks(on)]
    known = set(
        Review.objects.filter(starts__in=[starts for _, starts in wanted]).values_list(
            "team_id", "grain", "starts"
        )
    )
    return [
        DueReview(team=team, grain=grain, starts=starts)
        for grain, starts in wanted
        for team in _ready(teams, grain, starts)
        if (team.pk, grain, starts) not in known
    ]


def _months(on: date) -> list[tuple[ReviewGrain, date]]:
    closed = sorted(view.month for view in closed_periods() if view.month < on)
    return [(ReviewGrain.MONTH, month) for month in closed[-1:]]


def _weeks(on: date) -> list[tuple[ReviewGrain, date]]:
    return [(ReviewGrain.WEEK, previous_start(period_start(on, Grain.WEEK), Grain.WEEK))]


def _ready(teams: Collection[Team], grain: ReviewGrain, starts: date) -> Iterator[Team]:
    """The teams with a scorecard then, whose figures are complete."""
    cards = scorecards_of(judged_month(grain, starts), team_tree())
    complete = (
        _complete({card.id: card for card in cards.values()}, starts) if grain == ReviewGrain.WEEK else None
    )
    for team in teams:
        card = cards.get(team.pk)
        if card is not None and (complete is None or card.id in complete):
            yield team


def _complete(cards: Mapping[int, ScorecardView], week: date) -> set[int]:
    """The scorecards whose sources have delivered the week's last working day; all in a week without one."""
    days = working_days(week, period_end(week, Grain.WEEK) - ONE_DAY)
    sources = feeds()
    through = {pk: scorecard_through(card, sources) for pk, card in cards.items()}
    return {pk for pk, day in through.items() if not days or (day is not None and day >= days[-1])}
