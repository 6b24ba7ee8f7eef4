"""Reviews of the floor with a closed October. Fixed values only."""

from datetime import date
from typing import Any

from apps.people.models import Person, User
from apps.reviews import operations
from apps.reviews.models import Action, Review
from tests import floor, talks
from tests.talks import AT, OCT, Floor

WEEK = date(2026, 10, 19)  # Monday; 22 working days lie in October
DUE = date(2026, 11, 11)


def made() -> Floor:
    """Two agents, 160 calls of 200 and 30 buyers of 1,000 contacted in October."""
    scene = talks.made()
    for name in ("Ivan Lee", "June Ma"):
        scene.agent(name)
    floor.cell("outbound_calls", scene.team, 160, starts=OCT)
    floor.cell("conversion_rate", scene.team, 30, 1000, starts=OCT)
    return scene


def week(scene: Floor, calls: int | None = 50) -> None:
    """The figures of the week."""
    if calls is not None:
        floor.cell("outbound_calls", scene.team, calls - 1, grain="day", starts=WEEK)
        floor.cell("outbound_calls", scene.team, 1, grain="day", starts=date(2026, 10, 23))
    floor.cell("conversion_rate", scene.team, 12, 200, grain="week", starts=WEEK)


def opened(scene: Floor, grain: str = "month", day: date = OCT, **changes: Any) -> Review:
    """October's review, or another, opened by Daniel."""
    values = {"team": scene.team, "by": scene.leader, "at": AT, **changes}
    return operations.open_review(grain=grain, day=day, **values)


def decided(
    review: Review, scene: Floor, owner: Person | None = None, *, by: User | None = None, **changes: Any
) -> Action:
    """An action of June, due in a week."""
    values: dict[str, Any] = {"text": "Call new leads first", "due_day": DUE, "at": AT, **changes}
    return operations.add_action(
        review=review, owner=owner or scene.people["June Ma"], by=by or scene.leader, **values
    )
