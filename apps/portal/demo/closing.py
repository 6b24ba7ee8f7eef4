"""A month is closed by the data steward; its results are stored and its honours given."""

from datetime import date

from apps.incentives.operations import award_honours
from apps.people.operations import close_period
from apps.people.queries import period
from apps.performance.operations import snapshot_month
from apps.portal.demo.cast import Cast
from apps.portal.demo.story import Story, next_month, workday


def close_month(story: Story, cast: Cast, month: date) -> None:
    """On the third working day of the month after."""
    day = workday(next_month(month), 3)
    if not period(month).final:
        close_period(month=month, by=cast.steward, at=story.at(day, 10))
    snapshot_month(month=month, at=story.at(day, 10, 5))
    award_honours(at=story.at(day, 10, 30))
