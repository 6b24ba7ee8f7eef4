"""A month is closed by the data steward; results are stored, honours given, coaching ended and assigned."""

from datetime import date

from django.db import transaction

from apps.coaching.operations import assign_due
from apps.incentives.operations import award_honours
from apps.people.operations import close_period
from apps.people.queries import period
from apps.performance.operations import snapshot_month
from apps.portal.demo import coaching
from apps.portal.demo.cast import Cast
from apps.portal.demo.pay_events import put_forward
from apps.portal.demo.story import Story, next_month, workday


@transaction.atomic
def close_month(story: Story, cast: Cast, month: date) -> None:
    """On the third working day of the month after.

    In one transaction, so that a worker beside us does not look at the closing before the coaching of the
    month before has ended: it would find it open, and assign nothing.
    """
    if period(month).final:
        return
    day = workday(next_month(month), 3)
    close_period(month=month, by=cast.steward, at=story.at(day, 10))
    snapshot_month(month=month, at=story.at(day, 10, 5))
    award_honours(at=story.at(day, 10, 30))
    put_forward(story, cast, month, day)
    coaching.end_coaching(story, month, day)
    assign_due(at=story.at(day, 13))
