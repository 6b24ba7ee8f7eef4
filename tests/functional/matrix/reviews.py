"""Routes of reviews: whoever leads the team, and directors; actions and minutes also for their owner."""

from typing import Final

from tests.functional.matrix.case import Case

R: Final = {"pk": "review"}
LEADERS: Final = "leader stranger"

CASES: Final = (
    Case(name="reviews", get=f"{LEADERS} director", post=f"{LEADERS} director", posted=200),
    Case(name="review-calendar", get=f"amy ben {LEADERS} director"),
    Case(name="review-history", args={"pk": "team-a"}, get="leader director"),
    Case(name="review", args=R, get="leader director"),
    Case(name="review-begin", args=R, post="leader"),
    Case(name="review-minutes", args=R, get="leader director", why="open: not yet for who owns an action"),
    Case(name="review-later", args=R, get="leader director"),
    Case(name="review-note", args=R, post="leader", posted=422),
    Case(name="review-lesson", args=R, post="leader", posted=422),
    Case(name="review-present", args=R, post="leader"),
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
    Case(name="action-drop", args={"pk": "action"}, post="leader"),
)
