"""Routes of the portal: homes, people's and teams' pages, search, oneself; and what is open to all."""

from typing import Final

from tests.functional.matrix.case import EVERYONE, STAFF, Case

SEE_AMY: Final = "amy leader hr director steward"
SEE_A: Final = "leader hr director steward"
PEOPLE: Final = " ".join(role for role in EVERYONE.split() if role != "nobody")
FIGURE: Final = {"kpi": "outbound_calls", "month": "2026-10"}
RECORDS: Final = {**FIGURE, "kind": "csv"}

CASES: Final = (
    Case(name="healthz", get=EVERYONE, open_to_all=True, ok=503, why="no worker beats in a test"),
    Case(name="set_language", post=EVERYONE, open_to_all=True),
    Case(name="login", get=EVERYONE, post=EVERYONE, posted=200, open_to_all=True),
    Case(name="logout", post=EVERYONE),
    Case(name="home", get=EVERYONE, ok=302, but={"nobody": 200}),
    Case(name="agent", get="amy ben leader stranger hr director steward"),
    Case(name="person", args={"pk": "amy"}, get=SEE_AMY),
    Case(name="person", args={"pk": "ben"}, get="ben stranger hr director steward"),
    Case(name="person-course", args={"pk": "amy"}, get=SEE_AMY),
    Case(name="person-drivers", args={"pk": "amy"}, get=SEE_AMY),
    Case(name="person-likely", args={"pk": "amy"}, get=SEE_AMY),
    Case(name="person-kept", args={"pk": "amy"}, post="amy hr admin", posted=200),
    Case(name="person-beside", args={"pk": "amy"}, get=SEE_AMY),
    Case(name="teams", get=STAFF),
    Case(name="team", args={"pk": "team-a"}, get=SEE_A),
    Case(name="team", args={"pk": "team-b"}, get="stranger hr director steward"),
    Case(name="team-course", args={"pk": "team-a"}, get=SEE_A),
    Case(name="my-board", get="amy ben leader stranger hr director steward"),
    Case(name="my-board-export", args={"kind": "csv"}, get="amy ben"),
    Case(name="my-board-export", args={"kind": "exe"}, get=""),
    Case(name="board", args={"pk": "team-a"}, get=SEE_A),
    Case(name="board", args={"pk": "team-b"}, get="stranger hr director steward"),
    Case(name="board-export", args={"pk": "team-a", "kind": "xlsx"}, get=SEE_A),
    Case(
        name="board-setting", args={"pk": "team-a"}, get="leader director", post="leader director", posted=422
    ),
    Case(
        name="board-setting",
        args={"pk": "team-b"},
        get="stranger director",
        post="stranger director",
        posted=422,
    ),
    Case(name="team-drivers", args={"pk": "team-a"}, get=SEE_A),
    Case(name="team-likely", args={"pk": "team-a"}, get=SEE_A),
    Case(name="team-tasks", args={"pk": "team-a"}, get=SEE_A),
    Case(name="team-pay", args={"pk": "team-a"}, get=SEE_A),
    Case(name="team-export", args={"pk": "team-a", "kind": "csv"}, get=SEE_A),
    Case(name="team-export", args={"pk": "team-a", "kind": "exe"}, get=""),
    Case(name="figure", args={**FIGURE, "subject": "agent", "pk": "amy"}, get=SEE_AMY),
    Case(name="figure", args={**FIGURE, "subject": "team", "pk": "team-a"}, get=SEE_A),
    Case(name="figure", args={**FIGURE, "subject": "site", "pk": "team-a"}, get=""),
    Case(name="figure-records", args={**FIGURE, "subject": "agent", "pk": "amy", "kind": "csv"}, get=SEE_AMY),
    Case(
        name="figure-records", args={**FIGURE, "subject": "team", "pk": "team-a", "kind": "xlsx"}, get=SEE_A
    ),
    Case(name="figure-records", args={**FIGURE, "subject": "team", "pk": "team-a", "kind": "exe"}, get=""),
    Case(name="figure", args={**FIGURE, "kpi": "no-such", "subject": "agent", "pk": "amy"}, get=""),
    Case(name="corrections-figures", post="steward", posted=200),
    Case(name="record-figures", args={"record_type": "call", "pk": "phone-call"}, get=SEE_AMY),
    Case(name="wallboards", get="leader stranger director", post="leader stranger director", posted=422),
    Case(name="wallboard-revoke", args={"pk": "wallboard"}, post="leader director"),
    Case(name="wall", args={"secret": "no-such-link"}, get="", open_to_all=True, ok=404),
    Case(name="compare", get=STAFF, query="?kpi=conversion_rate"),
    Case(name="compare-export", args={"kind": "csv"}, get=STAFF),
    Case(name="compare-export", args={"kind": "exe"}, get=""),
    Case(name="kpis", get=PEOPLE),
    Case(name="lost", get=STAFF),
    Case(name="lost", get="", query="?team=999999999"),
    Case(name="lost-export", args={"which": "retention", "kind": "csv"}, get=STAFF),
    Case(name="lost-export", args={"which": "complaints", "kind": "xlsx"}, get=STAFF),
    Case(name="lost-export", args={"which": "retention", "kind": "exe"}, get=""),
    Case(name="lost-export", args={"which": "everything", "kind": "csv"}, get=""),
    Case(name="kpi-month", args={"code": "outbound_calls", "pk": "team-a"}, get=SEE_A),
    Case(name="kpi-month", args={"code": "no-such", "pk": "team-a"}, get=""),
    Case(name="kpi-people", args={"code": "outbound_calls", "pk": "team-a", "kind": "csv"}, get=SEE_A),
    Case(name="kpi-people", args={"code": "outbound_calls", "pk": "team-a", "kind": "exe"}, get=""),
    Case(name="search", get=EVERYONE, query="?q=amy"),
    Case(name="profile", get=EVERYONE),
    Case(name="password_change", get=EVERYONE, post=EVERYONE, posted=422),
    Case(name="token-issue", post=EVERYONE, posted=200),
    Case(name="token-revoke", post=EVERYONE),
)
