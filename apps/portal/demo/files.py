"""The exports as files, as the source systems would write them."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from apps.portal.demo.company import AGENTS, LEADERS, ROOT, SITES, STAFF, TEAMS, Agent, Staff
from apps.portal.demo.simulation import Records

HEADERS: Final = {
    "calls": (
        "Call ID", "Agent No", "Direction", "Customer phone", "Answered", "Resolved", "Talk seconds", "Wait seconds",
        "Campaign", "Disposition", "Start time",
    ),
    "orders": ("Order No", "Agent No", "Customer phone", "Amount", "Product", "Paid", "Cancelled", "Order date"),
    "refunds": ("Refund No", "Order No", "Refund amount", "Refund date"),
    "surveys": (
        "Response No", "Agent No", "Customer phone", "Score", "Attitude", "Professionalism", "Problem solving",
        "Response date",
    ),
    "complaints": ("Complaint No", "Agent No", "Customer phone", "Severity", "Cause", "Complaint date"),
    "enquiries": ("Enquiry No", "Agent No", "Customer phone", "Channel", "First response seconds", "Enquiry date"),
    "evaluations": ("Evaluation No", "Agent No", "Score", "Evaluation date"),
}  # fmt: skip
ROSTER_HEADER: Final = ("number", "name", "team", "leader", "site", "role", "from", "to", "share")


def write_exports(records: Records, folder: Path) -> dict[str, Path]:
    """One CSV a record type; the name of each is told by its key in HEADERS."""
    paths = {name: folder / f"{name}.csv" for name in HEADERS}
    for name, path in paths.items():
        _write(path, HEADERS[name], getattr(records, name))
    return paths


def write_roster(until: date, folder: Path, agents: tuple[Agent, ...] = AGENTS) -> Path:
    """Everyone with team, leader, site, role and dates; `to` is the last day, blank while it lasts."""
    path = folder / "roster.csv"
    people = [*(_leader_row(leader) for leader in LEADERS), *(_staff_row(person) for person in STAFF)]
    for agent in agents:
        people.extend(_agent_rows(agent, until))
    _write(path, ROSTER_HEADER, people)
    return path


def _agent_rows(agent: Agent, until: date) -> Iterable[Sequence[object]]:
    starts, left = agent.works_from(until), agent.works_until(until)
    ends = left - timedelta(days=1) if left else None
    if agent.moved is None:
        return [_agent_row(agent, agent.team, starts, ends)]
    moves = until - timedelta(days=agent.moved[0])
    return [
        _agent_row(agent, agent.team, starts, moves - timedelta(days=1)),
        _agent_row(agent, agent.moved[1], moves, ends),
    ]


def _agent_row(agent: Agent, team: str, starts: date, ends: date | None) -> Sequence[object]:
    plan = next(plan for plan in TEAMS if plan.code == team)
    return (
        agent.number,
        agent.name,
        plan.name,
        plan.leader,
        SITES[plan.site],
        "agent",
        starts,
        ends or "",
        agent.share,
    )


def _leader_row(leader: Staff) -> Sequence[object]:
    led = next((plan for plan in (ROOT, *TEAMS) if plan.leader == leader.name), ROOT)
    return (
        leader.number,
        leader.name,
        led.name,
        leader.name,
        SITES[leader.site],
        "manager",
        date(2022, 6, 1),
        "",
        100,
    )


def _staff_row(person: Staff) -> Sequence[object]:
    return (person.number, person.name, "", "", SITES[person.site], person.role, date(2022, 6, 1), "", 100)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
