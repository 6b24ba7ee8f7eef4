"""Who leads the teams of a roster: as its rows say, from the first of them on."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from apps.people.choices import Role
from apps.people.days import FOREVER
from apps.people.models import Leadership
from apps.people.names import name_key
from apps.people.operations.records import ends_or_none
from apps.people.operations.roster.lines import Plan
from apps.people.operations.roster.matching import People
from apps.people.operations.roster.places import Teams


@dataclass(slots=True)
class _Term:
    """The days from the first to the last row that names a leader of a team."""

    starts: date
    ends: date


def put_leaders(people: People, plan: Plan, teams: Teams, today: date) -> set[int]:
    """Write who leads each team of the file, and make them managers. Returns the leaders whose terms changed.

    A team that had a leader before gets another one from today on, as a roster tells the present and not when
    it changed; leaders whom the file no longer names stop today.
    """
    changed: set[int] = set()
    wanted = _terms(people, plan, teams)
    leading: defaultdict[int, list[Leadership]] = defaultdict(list)
    for row in Leadership.objects.filter(team_id__in=wanted):
        leading[row.team_id].append(row)
    for team_id, terms in wanted.items():
        there = leading[team_id]
        changed |= _stop(there, terms, today)
        for person_id, term in terms.items():
            own = [row for row in there if row.person_id == person_id]
            starts = today if there and not own else term.starts
            ends = max(term.ends, starts)
            changed |= _lead(team_id, person_id, own, starts, ends)
            if starts < ends:
                _make_manager(plan, person_id, own, starts, ends)
    return changed


def _terms(people: People, plan: Plan, teams: Teams) -> dict[int, dict[int, _Term]]:
    terms: defaultdict[int, dict[int, _Term]] = defaultdict(dict)
    for person_id, rows in people.rows.items():
        homes = plan.after["teams"][person_id]
        for row in rows:
            team_id = teams.id_of(row.team)
            if not row.leader or team_id is None:
                continue
            starts = row.starts or next((s.starts for s in homes if s.value == team_id), None)
            if starts is not None:
                leader = people.leaders[name_key(row.leader)]
                term = terms[team_id].setdefault(leader, _Term(starts, row.ends))
                term.starts, term.ends = min(term.starts, starts), max(term.ends, row.ends)
    return terms


def _stop(there: list[Leadership], terms: dict[int, _Term], today: date) -> set[int]:
    """Leaders of the team whom the file no longer names stop leading it today."""
    stopped = set()
    for row in there:
        if row.person_id not in terms and (row.ends is None or row.ends > today):
            if row.starts >= today:
                row.delete()
            else:
                Leadership.objects.filter(pk=row.pk).update(ends=today)
            stopped.add(row.person_id)
    return stopped


def _lead(team_id: int, person_id: int, own: list[Leadership], starts: date, ends: date) -> set[int]:
    """Write the term, unless the person leads the team through it already."""
    if starts >= ends or any(row.starts <= starts and (row.ends or FOREVER) >= ends for row in own):
        return set()
    touching = [row for row in own if row.starts <= ends and starts <= (row.ends or FOREVER)]
    starts = min([starts, *(row.starts for row in touching)])
    ends = max([ends, *(row.ends or FOREVER for row in touching)])
    Leadership.objects.filter(pk__in=[row.pk for row in touching]).delete()
    Leadership.objects.create(team_id=team_id, person_id=person_id, starts=starts, ends=ends_or_none(ends))
    return {person_id}


def _make_manager(plan: Plan, person_id: int, own: list[Leadership], starts: date, ends: date) -> None:
    """A leader is a manager.

    Once leading, whoever ends the role by hand is not overruled by the next roster.
    """
    if not own:
        plan.add_role(person_id, Role.MANAGER, starts, ends)
