"""Whom each row of a roster is about.

Found by number, else by name where the file has no numbers, else new.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from apps.people.days import FOREVER
from apps.people.models import EmployeeNumber, Person
from apps.people.names import name_key
from apps.people.roster import columns as c
from apps.people.roster.errors import RowError
from apps.people.roster.rows import RosterRow, made_number


@dataclass(slots=True)
class People:
    """The persons of a file with their rows in order of time, and those their leaders are."""

    rows: dict[int, list[RosterRow]] = field(default_factory=dict)
    leaders: dict[str, int] = field(default_factory=dict)  # what the file calls a leader → person
    created: set[int] = field(default_factory=set)
    renamed: set[int] = field(default_factory=set)
    warnings: list[RowError] = field(default_factory=list)

    def first_row(self, person_id: int) -> RosterRow:
        """The row an error about the person is shown at: the own first one, else the first led one."""
        own = self.rows.get(person_id)
        return own[0] if own else self.led_rows(person_id)[0]

    def led_rows(self, person_id: int) -> list[RosterRow]:
        """The rows that name the person as leader."""
        names = {name for name, leader in self.leaders.items() if leader == person_id}
        return [row for rows in self.rows.values() for row in rows if name_key(row.leader) in names]

    def ids(self) -> set[int]:
        """Everyone the file names, leaders without a row of their own too."""
        return set(self.rows) | set(self.leaders.values())


@dataclass(slots=True)
class _Known:
    """Who is known already, by number and by name."""

    holders: defaultdict[str, list[tuple[date, date, int]]] = field(default_factory=lambda: defaultdict(list))
    names: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    persons: dict[int, Person] = field(default_factory=dict)

    def holder(self, number: str, on: date | None) -> int | None:
        """Who had the number on the day, else who had it last."""
        held = sorted(self.holders[number])
        exact = [person for starts, ends, person in held if on is not None and starts <= on < ends]
        return exact[0] if exact else held[-1][2] if held else None


def match_people(rows: list[RosterRow], columns: frozenset[str], errors: list[RowError]) -> People:
    """Find or make the persons of the rows and their leaders.

    Persons that are new are written, nothing else.
    """
    known = _known(rows)
    people, new = People(), list[list[RosterRow]]()
    for of_number in _by_number(rows):
        if _fits(of_number, errors):
            person_id = _person(of_number, known, people, by_name=c.NUMBER not in columns, errors=errors)
            if person_id is None:
                new.append(of_number)
            else:
                people.rows.setdefault(person_id, []).extend(of_number)
    if not errors:
        _add_all(new, known, people)
        _match_leaders(known, people, errors)
    return people


def _by_number(rows: list[RosterRow]) -> Iterable[list[RosterRow]]:
    found: defaultdict[str, list[RosterRow]] = defaultdict(list)
    for row in rows:
        found[row.number].append(row)
    for of_number in found.values():
        yield sorted(of_number, key=lambda row: (row.starts or date.min, row.row))


def _known(rows: list[RosterRow]) -> _Known:
    texts = {row.number for row in rows} | {row.leader for row in rows if row.leader}
    texts |= {made_number(row.leader) for row in rows if row.leader}
    keys = {name_key(row.name) for row in rows} | {name_key(row.leader) for row in rows if row.leader}
    known = _Known()
    numbers = EmployeeNumber.objects.filter(number__in=texts).select_related("person")
    for held in numbers:
        known.holders[held.number].append((held.starts, held.ends or FOREVER, held.person_id))
        known.persons[held.person_id] = held.person
    for person in Person.objects.filter(name_key__in=keys):
        known.names[person.name_key].append(person.pk)
        known.persons[person.pk] = person
    return known


def _fits(rows: list[RosterRow], errors: list[RowError]) -> bool:
    """Whether the rows of one number go together: one name, and one thing said of each day."""
    before = len(errors)
    for previous, row in pairwise(rows):
        other = (("other", str(previous.row)),)
        if name_key(previous.name) != name_key(row.name):
            errors.append(
                RowError(row=row.row, column=c.NAME, value=row.name, code="two_names", details=other)
            )
        elif row.starts is None or previous.starts is None or row.starts < previous.ends:
            value = row.starts.isoformat() if row.starts else ""
            errors.append(RowError(row=row.row, column=c.FROM, value=value, code="overlap", details=other))
    return len(errors) == before


def _person(
    rows: list[RosterRow], known: _Known, people: People, *, by_name: bool, errors: list[RowError]
) -> int | None:
    """The person whose rows these are; None for someone new."""
    row = rows[0]
    person_id = known.holder(row.number, row.starts)
    namesakes = known.names[name_key(row.name)]
    if person_id is None and namesakes and by_name:
        person_id = namesakes[0]
        if len(namesakes) > 1:
            errors.append(RowError(row=row.row, column=c.NAME, value=row.name, code="name_ambiguous"))
    elif person_id is None and namesakes:
        people.warnings.append(RowError(row=row.row, column=c.NUMBER, value=row.number, code="same_name"))
    if person_id is not None:
        _rename(known.persons[person_id], row.name, people)
    return person_id


def _add_all(new: list[list[RosterRow]], known: _Known, people: People) -> None:
    persons = [Person(name=rows[0].name, name_key=name_key(rows[0].name)) for rows in new]
    for person, rows in zip(Person.objects.bulk_create(persons, batch_size=1000), new, strict=True):
        _note(person, rows[0].number, known, people)
        people.rows[person.pk] = rows


def _add_leader(row: RosterRow, known: _Known, people: People) -> int:
    person = Person.objects.create(name=row.leader, name_key=name_key(row.leader))
    _note(person, made_number(row.leader), known, people)
    return person.pk


def _note(person: Person, number: str, known: _Known, people: People) -> None:
    known.persons[person.pk] = person
    known.holders[number].append((date.min, FOREVER, person.pk))
    people.created.add(person.pk)


def _rename(person: Person, name: str, people: People) -> None:
    if person.name != name:
        person.name, person.name_key = name, name_key(name)
        person.save(update_fields=["name", "name_key"])
        people.renamed.add(person.pk)


def _match_leaders(known: _Known, people: People, errors: list[RowError]) -> None:
    in_file: defaultdict[str, set[int]] = defaultdict(set)
    for person_id, rows in people.rows.items():
        in_file[name_key(rows[0].name)].add(person_id)
        in_file[name_key(rows[0].number)].add(person_id)
    for row in [row for rows in people.rows.values() for row in rows if row.leader]:
        key = name_key(row.leader)
        if key in people.leaders:
            continue
        hits = _candidates(row, in_file[key], known)
        code = _wrong_leader(row.leader, hits)
        if code:
            errors.append(RowError(row=row.row, column=c.LEADER, value=row.leader, code=code))
        else:
            people.leaders[key] = hits.pop() if hits else _add_leader(row, known, people)


def _wrong_leader(leader: str, hits: set[int]) -> str:
    """Why the leader cannot be told; a new leader is known by name, so a mere number is none."""
    if len(hits) > 1:
        return "leader_ambiguous"
    return "" if hits or any(sign.isalpha() for sign in leader) else "leader_unknown"


def _candidates(row: RosterRow, in_file: Collection[int], known: _Known) -> set[int]:
    """Who the leader may be: someone of the file, else whose number it is, else whose name it is."""
    if in_file:
        return set(in_file)
    holder = known.holder(row.leader, row.starts)
    return {holder} if holder is not None else set(known.names[name_key(row.leader)])
