"""Routes of metrics: a KPI with the history of whoever is in scope."""

from typing import Final

from tests.functional.matrix.case import Case

FIGURED: Final = "amy ben leader stranger hr director steward"

COMPOSES: Final = "hr director steward"

CASES: Final = (
    Case(name="kpi", args={"code": "outbound_calls"}, get=FIGURED),
    Case(name="kpi", args={"code": "no_such"}, get=""),
    Case(name="kpi-new", get=COMPOSES, post=COMPOSES, posted=422),
    Case(name="kpi-change", args={"code": "outbound_calls"}, get=COMPOSES, post=COMPOSES, posted=422),
    Case(name="kpi-change", args={"code": "no_such"}, get="", post=""),
    Case(name="kpi-tried", post=COMPOSES, posted=200),
    Case(name="kpi-switch", args={"code": "retention_rate_months"}, post=COMPOSES),
    Case(name="kpi-switch", args={"code": "no_such"}, post=""),
    Case(name="talk", get=FIGURED),
    Case(name="talk-band", post="leader stranger hr director steward", posted=422),
)
