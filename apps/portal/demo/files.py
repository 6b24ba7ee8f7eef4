"""The exports as files, as the source systems would write them: a month at a time, the open one by weeks."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from apps.people.contracts import Contract
from apps.portal.demo.beside import Row
from apps.portal.demo.company import (
    ENTITIES,
    LEADERS,
    ROOT,
    SALES_PAY,
    SITES,
    STAFF,
    STAFF_COSTS,
    STAFF_PAY,
    TEAMS,
    Agent,
    Staff,
    TeamPlan,
)
from apps.portal.demo.simulation import Records
from apps.portal.demo.story import Story, next_month

ONE_DAY: Final = timedelta(days=1)
HEADERS: Final = {
    "calls": (
        "Call ID", "Agent No", "Direction", "Customer phone", "Answered", "Resolved", "Talk seconds",
        "Wait seconds", "Campaign", "Disposition", "Wrap-up seconds", "Abandoned", "Scenario", "Start time",
    ),
    "orders": (
        "Order No", "Agent No", "Customer phone", "Amount", "Product", "Market", "Paid", "Cancelled",
        "Order date",
    ),
    "refunds": ("Refund No", "Order No", "Refund amount", "Refund date"),
    "surveys": (
        "Response No", "Agent No", "Customer phone", "Score", "Attitude", "Professionalism",
        "Problem solving", "Response date",
    ),
    "complaints": ("Complaint No", "Agent No", "Customer phone", "Severity", "Cause", "Complaint date"),
    "enquiries": (
        "Enquiry No", "Agent No", "Customer phone", "Channel", "First response seconds", "Enquiry date",
    ),
    "evaluations": ("Evaluation No", "Agent No", "Score", "Evaluation date"),
    "order_lines": ("Order No", "Line", "Product", "Quantity", "Order date"),
    "sessions": ("Agent No", "Logged in seconds", "Break seconds", "Session date"),
    "follow_ups": (
        "Follow-up ID", "Agent No", "Customer phone", "Due date", "Done on", "Call ID", "Promised on",
    ),
    "brand": ("Team code", "Value", "Date"),
}  # fmt: skip
# Days on which a record of an earlier day is told again, as it is known then.
TOLD_AGAIN: Final = {"orders": ("Paid", "Cancelled"), "follow_ups": ("Done on",)}
ROSTER_HEADER: Final = (
    "number", "name", "team", "leader", "site", "role", "from", "to", "share", "legal entity",
    "payroll group", "cost centre",
)  # fmt: skip
FAULTS: Final[dict[str, tuple[Row, ...]]] = {
    "surveys": (
        ("S-8801", "E1002", "61002114", "n/a", "5", "5", "4"),
        ("S-8802", "E1099", "61002377", "4", "4", "5", "4"),
    ),
    "complaints": (("K-4471", "E1099", "61002377", "ordinary", "Long wait"),),
    "enquiries": (("Q-9913", "E1041", "61041208", "fax", "two minutes"),),
}
"""What the last file of a source has wrong, without its day: texts for numbers, and an agent nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One file of a source; it speaks for every day from `first` to `last`."""

    name: str  # a key of HEADERS
    path: Path
    first: date
    last: date


def spans(story: Story) -> list[tuple[date, date]]:
    """The days of each file: whole months, and of the open month the full weeks, then the rest."""
    found = [(month, next_month(month) - ONE_DAY) for month in story.closed_months]
    monday = story.until - timedelta(days=story.until.weekday())
    if monday > story.current:
        found.append((story.current, monday - ONE_DAY))
    return [*found, (max(monday, story.current), story.until)]


def write_exports(story: Story, records: Records, folder: Path) -> list[Export]:
    """Every file of every source, in order of time. The same story gives the same bytes."""
    found = [export for name in HEADERS for export in _exports(name, story, records, folder)]
    return sorted(found, key=lambda export: (export.last, export.first))


def _exports(name: str, story: Story, records: Records, folder: Path) -> Iterator[Export]:
    """A source's files. Days without any record are part of the next file; at the end, of a longer one."""
    since: date | None = None
    told: list[list[Row]] = []
    for first, last in spans(story):
        since = since or first
        rows = list(_rows(name, records, since, last))
        if last == story.until:
            since, rows = _not_empty(name, story, records, since, told)
            rows += [(*fault, last) for fault in FAULTS.get(name, ())]
        if rows:
            path = folder / f"{name}-{since}-{last}.csv"
            write_csv(path, HEADERS[name], rows)
            told.append(rows)
            yield Export(name=name, path=path, first=since, last=last)
            since = None


def _not_empty(
    name: str, story: Story, records: Records, since: date, told: Sequence[list[Row]]
) -> tuple[date, list[Row]]:
    """The rows of the last file, and the day since when: the latest one from which it says something.

    A file that says what another one said is the same file to intake, and would not speak for later days.
    """
    for first in sorted((first for first, _ in spans(story) if first <= since), reverse=True):
        rows = list(_rows(name, records, first, story.until))
        if rows and rows not in told:
            return first, rows
    return since, []


def _rows(name: str, records: Records, first: date, last: date) -> Iterable[Row]:
    rows: Iterable[Row] = getattr(records, name)
    if name in TOLD_AGAIN:
        return _told_again(name, rows, first, last)
    return (row for row in rows if first.isoformat() <= str(row[-1])[:10] <= last.isoformat())


def _told_again(name: str, rows: Iterable[Row], first: date, last: date) -> Iterable[Row]:
    """Records that began or went on in the days, each as it was known on the last of them."""
    places = [HEADERS[name].index(column) for column in TOLD_AGAIN[name]]
    for row in rows:
        days = [day for day in (*(row[place] for place in places), row[-1]) if isinstance(day, date)]
        if any(first <= day <= last for day in days):
            known = ["" if n in places and _is_later(value, last) else value for n, value in enumerate(row)]
            yield tuple(known)


def _is_later(value: object, last: date) -> bool:
    return isinstance(value, date) and value > last


def write_roster(story: Story, folder: Path) -> Path:
    """Everyone who works here when the portal is set up: team, leader, site, role, first day, contract."""
    path = folder / "roster.csv"
    people = [*(_leader_row(leader) for leader in LEADERS), *(_staff_row(person) for person in STAFF)]
    people += [
        _agent_row(agent, story) for agent in story.agents if agent.works_from(story.until) <= story.go_live
    ]
    write_csv(path, ROSTER_HEADER, people)
    return path


def team_at(agent: Agent, day: date, until: date) -> str:
    """The code of the team the agent is in on a day."""
    if agent.moved and day >= until - timedelta(days=agent.moved[0]):
        return agent.moved[1]
    return agent.team


def plan_of(code: str) -> TeamPlan:
    """The team with this code."""
    return next(plan for plan in TEAMS if plan.code == code)


def contract_in(plan: TeamPlan, *, share: int = 100) -> Contract:
    """What payroll knows of someone who works in the team; `share` in percent of full time."""
    return Contract(share * 10, ENTITIES[plan.site], SALES_PAY, plan.costs)


def _agent_row(agent: Agent, story: Story) -> Row:
    code = team_at(agent, story.go_live, story.until)
    plan = plan_of(code)
    starts = agent.works_from(story.until)
    where = (agent.number, agent.name, plan.name, plan.leader, SITES[plan.site])
    return (*where, "agent", starts, "", *_terms(contract_in(plan, share=agent.share)))


def _leader_row(leader: Staff) -> Row:
    led = next((plan for plan in TEAMS if plan.leader == leader.name), ROOT)
    site = SITES[leader.site]
    where = (leader.number, leader.name, led.name, leader.name, site)
    return (*where, "manager", leader.since, "", *_terms(contract_in(led)))


def _staff_row(person: Staff) -> Row:
    terms = _terms(Contract(1000, ENTITIES[person.site], STAFF_PAY, STAFF_COSTS))
    return (person.number, person.name, "", "", SITES[person.site], person.role, person.since, "", *terms)


def _terms(contract: Contract) -> Row:
    share, *others = contract
    return (f"{share // 10} %", *others)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    """A CSV file as spreadsheets write it: UTF-8 with a mark, commas, CR LF."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
