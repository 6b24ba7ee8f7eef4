"""Routes of metrics: a KPI with the history of whoever is in scope."""

from typing import Final

from tests.functional.matrix.case import Case

FIGURED: Final = "amy ben leader stranger hr director steward"

CASES: Final = (
    Case(name="kpi", args={"code": "outbound_calls"}, get=FIGURED),
    Case(name="kpi", args={"code": "no_such"}, get=""),
)
