"""Routes of the API: the same scope as the pages."""

from typing import Final

from tests.functional.matrix.case import EVERYONE, Case

SEE_AMY: Final = "amy leader hr director steward"
SEE_A: Final = "leader hr director steward"
PAY: Final = "hr director"
PEOPLE: Final = " ".join(role for role in EVERYONE.split() if role != "nobody")
FIGURED: Final = "amy ben leader stranger hr director steward"
NUMBER: Final = {"kpi": "outbound_calls", "month": "2026-10"}
RANGE: Final = "&kpi=outbound_calls&grain=month&from=2026-10-01&to=2026-10-31"

CASES: Final = (
    Case(name="api:schema", get=EVERYONE),
    Case(name="api:docs", get=EVERYONE),
    Case(name="api:token", post=EVERYONE, posted=415, open_to_all=True),
    Case(name="api:me", get=EVERYONE),
    Case(name="api:people", get=EVERYONE),
    Case(name="api:person", args={"who": "amy"}, get="amy leader hr director steward admin"),
    Case(name="api:person", args={"who": "me"}, get=PEOPLE),
    Case(name="api:teams", get=EVERYONE),
    Case(name="api:kpis", get=EVERYONE),
    Case(name="api:bi-tables", get=FIGURED),
    *(
        Case(name="api:bi-rows", args={"table": table, "kind": kind}, get=FIGURED)
        for table, kind in (
            ("figures", "json"),
            ("scores", "csv"),
            ("targets", "json"),
            ("placements", "csv"),
        )
    ),
    Case(name="api:bi-rows", args={"table": "no-such", "kind": "json"}, get=""),
    Case(name="api:bi-rows", args={"table": "figures", "kind": "exe"}, get=""),
    Case(name="api:figures", get=EVERYONE, ok=400, why="says nothing"),
    Case(name="api:figures", get=FIGURED, query=f"?subject=agent&id=me{RANGE}"),
    Case(name="api:number", args={**NUMBER, "subject": "agent", "pk": "amy"}, get=SEE_AMY),
    Case(name="api:number", args={**NUMBER, "subject": "team", "pk": "team-a"}, get=SEE_A),
    Case(name="api:number", args={**NUMBER, "subject": "site", "pk": "team-a"}, get=""),
    Case(name="api:number", args={**NUMBER, "kpi": "no-such", "subject": "agent", "pk": "amy"}, get=""),
    Case(name="api:targets", args={"who": "amy"}, get=SEE_AMY),
    Case(name="api:targets", args={"who": "me"}, get=FIGURED),
    Case(name="api:person-performance", args={"who": "amy"}, get=SEE_AMY),
    Case(name="api:person-performance", args={"who": "ben"}, get="ben stranger hr director steward"),
    Case(name="api:team-performance", args={"pk": "team-a"}, get=SEE_A),
    Case(name="api:team-performance", args={"pk": "team-b"}, get="stranger hr director steward"),
    Case(name="api:payouts", args={"who": "amy"}, get="amy leader hr director"),
    Case(name="api:payouts", args={"who": "me"}, get="amy ben leader stranger hr director"),
    Case(name="api:payout", args={"who": "amy", "run": "run"}, get="amy leader hr director"),
    Case(name="api:payout", args={"who": "amy", "run": "run-secret"}, get=PAY, why="not approved"),
    Case(name="api:payout", args={"who": "me", "run": "run"}, get="amy"),
    Case(name="api:runs", get=PAY),
    Case(name="api:run", args={"pk": "run"}, get=PAY),
    Case(name="api:run-payouts", args={"pk": "run"}, get=PAY),
    Case(name="api:assignments", get=EVERYONE),
    Case(name="api:reviews", get=EVERYONE),
    Case(name="api:actions", get=EVERYONE),
    Case(name="api:batches", get="steward"),
    Case(name="api:batch", args={"pk": "batch"}, get="steward"),
    Case(name="api:claims", get="steward"),
    Case(name="api:left-out", get="steward"),
    Case(name="api:batch-rejects", args={"pk": "batch"}, get="steward"),
    Case(
        name="api:source-records",
        args={"code": "phones"},
        get="",
        ok=401,
        post="",
        posted=401,
        open_to_all=True,
        why="only with the token of a source",
    ),
)
