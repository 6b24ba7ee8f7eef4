"""Routes of insights."""

from typing import Final

from tests.functional.matrix.case import STAFF, Case

RULE: Final = {"kind": "blind_dialling"}

CASES: Final = (
    Case(name="insights", get=STAFF),
    Case(name="insights-export", args={"kind": "csv"}, get=STAFF),
    Case(name="insights-export", args={"kind": "exe"}, get=""),
    Case(name="insight-rules", get=STAFF),
    Case(name="insight-rule", args=RULE, get=STAFF, post="director", posted=422),
    Case(name="insight-rule", args={"kind": "no_such"}, get="", post=""),
    Case(name="insight-rule-team", args={**RULE, "pk": "team-a"}, post="leader director"),
    Case(name="insight-rule-team", args={**RULE, "pk": "team-b"}, post="stranger director"),
)
