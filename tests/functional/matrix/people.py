"""Routes of people: the roster, teams, calendar, periods, notices, the trail."""

from typing import Final

from tests.functional.matrix.case import EVERYONE, Case

READERS: Final = "hr steward admin"  # of the roster
KEEPERS: Final = "steward admin"
PEOPLE: Final = " ".join(role for role in EVERYONE.split() if role != "nobody")

CASES: Final = (
    Case(name="people:list", get=READERS),
    Case(name="people:new", get=KEEPERS, post=KEEPERS, posted=200),
    Case(name="people:import", get=KEEPERS, post=KEEPERS, posted=200),
    Case(name="people:teams", get=READERS),
    Case(name="people:team-new", get=KEEPERS, post=KEEPERS, posted=200),
    Case(name="people:team", args={"pk": "team-a"}, get=KEEPERS, post=KEEPERS, posted=200),
    Case(name="people:site-new", post=KEEPERS),
    Case(name="people:calendar", get=READERS, post=KEEPERS, posted=200),
    Case(name="people:calendar-remove", args={"pk": "holiday"}, post=KEEPERS),
    Case(name="people:organisation", get="admin", post="admin", posted=200),
    Case(name="people:fiscal", get="admin", post="admin", posted=200),
    Case(name="people:person", args={"pk": "amy"}, get=READERS),
    Case(name="people:action", args={"pk": "amy", "action": "rename"}, get=KEEPERS, post=KEEPERS, posted=422),
    Case(name="people:action", args={"pk": "amy", "action": "no-such"}, get="", post=""),
    Case(
        name="people:row-action",
        args={"pk": "amy", "action": "remove-leave", "row": "leave"},
        get=KEEPERS,
        post=KEEPERS,
    ),
    Case(
        name="people:row-action",
        args={"pk": "ben", "action": "remove-leave", "row": "leave"},
        get="",
        post="",
    ),
    Case(name="periods", get="steward"),
    Case(name="period-close", args={"year": 2026, "month": 10}, post="steward"),
    Case(name="period-close", args={"year": 2026, "month": 13}, post=""),
    Case(name="period-reopen", args={"year": 2026, "month": 10}, get="steward", post="steward", posted=200),
    Case(name="notices", get=PEOPLE),
    Case(name="notices-read", post=PEOPLE),
    Case(name="audit", get="admin"),
    Case(name="audit-export", get="admin"),
)
