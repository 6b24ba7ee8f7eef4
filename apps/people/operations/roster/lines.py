"""What the persons of a roster will have been, when: teams, contracts, numbers and roles as lines of time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, Final

from apps.people.choices import Role
from apps.people.contracts import Contract
from apps.people.days import FOREVER
from apps.people.freezes import first_frozen_day
from apps.people.models import EmployeeNumber, Team
from apps.people.operations.people import written
from apps.people.operations.records import (
    CONTRACTS,
    HOMES,
    NUMBERS,
    ROLES,
    Kind,
    Line,
    Lines,
    lines_of,
    put_lines,
)
from apps.people.operations.roster.matching import People
from apps.people.operations.roster.places import Teams
from apps.people.roster import columns as c
from apps.people.roster.errors import RowError
from apps.people.roster.rows import RosterRow, made_number
from apps.people.timeline import Stretch, differences, joined, overwritten, value_on, without

ACCESS: Final = frozenset({Role.HR, Role.STEWARD, Role.DIRECTOR, Role.ADMINISTRATOR})
CONTRACT_COLUMNS: Final = (c.SHARE, c.LEGAL_ENTITY, c.PAYROLL_GROUP, c.COST_CENTRE)
KINDS: Final = (HOMES, CONTRACTS, NUMBERS)


@dataclass(slots=True)
class Plan:
    """Lines of all persons of a file before and after it. Role lines have one line a role."""

    people: set[int]
    before: dict[str, Lines] = field(default_factory=dict)
    after: dict[str, Lines] = field(default_factory=dict)
    roles_before: dict[int, dict[Role, Line]] = field(default_factory=dict)
    roles_after: dict[int, dict[Role, Line]] = field(default_factory=dict)
    team_names: dict[int, str] = field(default_factory=dict)

    def write(self) -> set[int]:
        """Write the lines that differ. Returns the persons they belong to."""
        changed: set[int] = set()
        for kind in KINDS:
            before, after = self.before[_name(kind)], self.after[_name(kind)]
            different = {pk for pk in self.people if joined(before[pk]) != joined(after[pk])}
            put_lines(kind, {pk: after[pk] for pk in different})
            changed |= different
        different = {pk for pk in self.people if self.roles_before[pk] != self.roles_after[pk]}
        put_lines(ROLES, {pk: _flat(self.roles_after[pk]) for pk in different})
        return changed | different

    def add_role(self, person_id: int, role: Role, starts: date, ends: date) -> None:
        """The person has the role on these days, whatever else."""
        line = self.roles_after[person_id].get(role, [])
        self.roles_after[person_id][role] = overwritten(line, [Stretch(starts, ends, role.value)])

    def gains_access(self, person_id: int) -> bool:
        """Whether the file gives the person a role that only an administrator may give."""
        before, after = self.roles_before[person_id], self.roles_after[person_id]
        return any(
            move.after is not None
            for role in ACCESS
            for move in differences(before.get(role, []), after.get(role, []))
        )

    def described(self, person_id: int, *, before: bool = False) -> dict[str, str]:
        """The person's lines as the trail keeps them."""
        lines, roles = (self.before, self.roles_before) if before else (self.after, self.roles_after)
        out = {_name(kind): written(lines[_name(kind)][person_id]) for kind in KINDS}
        out["teams"] = written(
            [Stretch(s.starts, s.ends, self.team_names[s.value]) for s in lines["teams"][person_id]]
        )
        return {**out, "roles": written(_flat(roles[person_id]))}


def _name(kind: Kind) -> str:
    return {id(HOMES): "teams", id(CONTRACTS): "contracts", id(NUMBERS): "numbers"}[id(kind)]


def _flat(roles: dict[Role, Line]) -> Line:
    return [stretch for role in sorted(roles) for stretch in roles[role]]


def plan_lines(
    people: People,
    teams: Teams,
    columns: frozenset[str],
    default_start: date | None,
    errors: list[RowError],
) -> Plan:
    """The lines the file asks for.

    The same few queries for any number of persons.
    """
    ids = people.ids()
    plan = Plan(people=ids, team_names=dict(Team.objects.values_list("pk", "name")))
    plan.before = {_name(kind): lines_of(kind, ids) for kind in KINDS}
    plan.roles_before = _role_lines(lines_of(ROLES, ids))
    plan.after = {name: {pk: list(line) for pk, line in lines.items()} for name, lines in plan.before.items()}
    plan.roles_after = {pk: dict(roles) for pk, roles in plan.roles_before.items()}
    for person_id, rows in people.rows.items():
        dated = _dated(rows, plan.before["teams"][person_id], teams, default_start, errors)
        if dated:
            _plan_person(plan, person_id, dated, teams, columns)
    _plan_leaders(plan, people, default_start, errors)
    _refuse_taken(plan, people, errors)
    _refuse_closed(plan, people, errors)
    return plan


def _role_lines(lines: Lines) -> dict[int, dict[Role, Line]]:
    roles: dict[int, dict[Role, Line]] = {person_id: {} for person_id in lines}
    for person_id, line in lines.items():
        for stretch in line:
            roles[person_id].setdefault(Role(stretch.value), []).append(stretch)
    return roles


def _dated(
    rows: list[RosterRow], homes: Line, teams: Teams, default_start: date | None, errors: list[RowError]
) -> list[Stretch[RosterRow]]:
    """The rows with their days.

    An empty first day: since when the person is in that team, else the default.
    """
    out = []
    for row in rows:
        starts = row.starts or _since(homes, teams.id_of(row.team)) or default_start
        if starts is None or starts >= row.ends:
            code = "from_missing" if starts is None else "to_before_from"
            errors.append(RowError(row=row.row, column=c.FROM, value="", code=code))
        else:
            out.append(Stretch(starts, row.ends, row))
    return out


def _since(homes: Line, team_id: int | None) -> date | None:
    return homes[-1].starts if homes and team_id is not None and homes[-1].value == team_id else None


def _plan_person(
    plan: Plan, person_id: int, dated: list[Stretch[RosterRow]], teams: Teams, columns: frozenset[str]
) -> None:
    first, end = dated[0].starts, dated[-1].ends
    homes, contracts = plan.before["teams"][person_id], plan.before["contracts"][person_id]
    home_ids = [(s, teams.id_of(s.value.team)) for s in dated]
    placed = [Stretch(s.starts, s.ends, team_id) for s, team_id in home_ids if team_id is not None]
    if {c.TEAM, c.LEADER} & columns:
        homes = joined([*without(homes, first), *placed])
    plan.after["teams"][person_id] = without(homes, end)
    employed = [piece for s in dated for piece in _contracts(contracts, s, columns)]
    plan.after["contracts"][person_id] = joined([*without(contracts, first), *employed])
    numbers = plan.before["numbers"][person_id]
    held = [Stretch(s.starts, s.ends, s.value.number) for s in dated]
    plan.after["numbers"][person_id] = without(overwritten(held, numbers), end)
    _plan_roles(plan, person_id, dated, columns)


def _contracts(line: Line, days: Stretch[RosterRow], columns: frozenset[str]) -> Iterable[Stretch[Contract]]:
    """The row's contract; what the file has no column for stays as it was on each of the days."""
    kept = [s for s in line if s.starts < days.ends and days.starts < s.ends]
    edges = sorted({days.starts, days.ends, *(e for s in kept for e in (s.starts, s.ends))})
    edges = [edge for edge in edges if days.starts <= edge <= days.ends]
    for starts, ends in pairwise(edges):
        old = value_on(kept, starts) or Contract()
        told: dict[str, Any] = {
            name: value
            for column, name, value in zip(
                CONTRACT_COLUMNS, Contract._fields, days.value.contract, strict=False
            )
            if column in columns
        }
        yield Stretch(starts, ends, old._replace(**told))


def _plan_roles(plan: Plan, person_id: int, dated: list[Stretch[RosterRow]], columns: frozenset[str]) -> None:
    """Agent is what the file says; other roles are only added. Who leaves keeps none."""
    roles = plan.roles_after[person_id]
    if c.ROLE in columns or not any(value_on(line, dated[-1].starts) for line in roles.values()):
        roles[Role.AGENT] = without(roles.get(Role.AGENT, []), dated[0].starts)
        for stretch in dated:
            for role in stretch.value.roles:
                plan.add_role(person_id, role, stretch.starts, stretch.ends)
    if dated[-1].ends != FOREVER:
        for role, line in roles.items():
            roles[role] = without(line, dated[-1].ends)
    plan.roles_after[person_id] = {role: line for role, line in roles.items() if line}


def _plan_leaders(plan: Plan, people: People, default_start: date | None, errors: list[RowError]) -> None:
    """Leaders without a row of their own who are new: employed since the first row that names them."""
    for person_id in set(people.leaders.values()) & people.created - set(people.rows):
        rows = people.led_rows(person_id)
        starts = min((row.starts or default_start or date.max for row in rows), default=date.max)
        if starts == date.max:
            errors.append(RowError(row=rows[0].row, column=c.FROM, value="", code="from_missing"))
            continue
        plan.after["contracts"][person_id] = [Stretch(starts, FOREVER, Contract())]
        plan.after["numbers"][person_id] = [Stretch(starts, FOREVER, made_number(rows[0].leader))]


def _refuse_taken(plan: Plan, people: People, errors: list[RowError]) -> None:
    """A number of someone else on the same days."""
    wanted = {s.value: pk for pk, line in plan.after["numbers"].items() for s in line}
    others = EmployeeNumber.objects.filter(number__in=wanted).select_related("person").order_by("starts")
    for held in others:
        person_id = wanted[held.number]
        if held.person_id == person_id:
            continue
        for stretch in plan.after["numbers"][person_id]:
            if (
                stretch.value == held.number
                and held.starts < stretch.ends
                and stretch.starts < (held.ends or FOREVER)
            ):
                row = people.first_row(person_id)
                details = (("other", held.person.name),)
                errors.append(
                    RowError(
                        row=row.row, column=c.NUMBER, value=held.number, code="number_taken", details=details
                    )
                )


def _refuse_closed(plan: Plan, people: People, errors: list[RowError]) -> None:
    """Another contract on closed days, of someone who was there before."""
    for person_id in sorted(plan.people - people.created):
        moves = differences(plan.before["contracts"][person_id], plan.after["contracts"][person_id])
        hit = first_frozen_day([move.days for move in moves], person_id=person_id)
        if hit:
            details: tuple[tuple[str, Any], ...] = (("day", hit[0].isoformat()), ("reason", hit[1]))
            row = people.first_row(person_id)
            errors.append(
                RowError(row=row.row, column=c.FROM, value=row.name, code="closed_days", details=details)
            )
