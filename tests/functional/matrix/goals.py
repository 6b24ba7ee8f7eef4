"""Routes of goals: objectives, scorecards, one's own targets."""

from typing import Final

from tests.functional.matrix.case import STAFF, Case

SEE_A: Final = "leader hr director steward"

CASES: Final = (
    Case(name="scorecards", get=STAFF),
    Case(name="scorecard-new", get="leader stranger", post="leader stranger", posted=200),
    Case(
        name="scorecard", args={"pk": "scorecard"}, get=SEE_A, post="leader", posted=200, why="read only now"
    ),
    Case(name="scorecard", args={"pk": "draft"}, get=SEE_A, post="leader", posted=200),
    Case(
        name="scorecard",
        args={"pk": "draft-b"},
        get="stranger hr director steward",
        post="stranger",
        posted=200,
    ),
    Case(name="scorecard-line", args={"pk": "draft"}, get="leader", ok=204, why="names no KPI"),
    Case(name="scorecard-line", args={"pk": "draft"}, get="leader", query="?add=talk_time"),
    Case(name="scorecard-people", args={"pk": "draft"}, get="leader", post="leader", posted=200),
    Case(name="scorecard-agent", args={"pk": "draft"}, get=SEE_A),
    Case(name="scorecard-discard", args={"pk": "draft"}, post="leader"),
    Case(name="scorecard-retire", args={"pk": "scorecard"}, post="leader"),
    Case(name="targets", get="amy ben leader stranger hr director steward admin"),
    Case(name="targets-acknowledge", args={"pk": "scorecard"}, post="amy"),
    Case(name="objectives", get=STAFF),
    Case(name="objective-new", get="leader stranger director", post="leader stranger director", posted=200),
    Case(
        name="objective",
        args={"pk": "objective"},
        get="leader stranger director",
        post="leader stranger director",
        posted=200,
    ),
)
