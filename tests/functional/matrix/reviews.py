"""Routes of reviews: whoever leads the team, and directors; actions also for their owner."""

from typing import Final

from tests.functional.matrix.case import Case

R: Final = {"pk": "review"}
LEADERS: Final = "leader stranger"

CASES: Final = (
    Case(name="reviews", get=f"{LEADERS} director", post=f"{LEADERS} director", posted=200),
    Case(name="review", args=R, get="leader director"),
    Case(name="review-cause", args={**R, "code": "outbound_calls"}, post="leader", posted=422),
    Case(name="review-cause", args={**R, "code": "no_such"}, post=""),
    Case(name="review-action", args=R, post="leader", posted=422),
    Case(name="review-close", args=R, post="leader"),
    Case(name="actions", get=f"amy ben {LEADERS} director"),
    Case(
        name="action-done",
        args={"pk": "action"},
        post="amy leader director",
        why="a director is told whose it is",
    ),
)
