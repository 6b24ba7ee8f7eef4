"""From a row of text to what it says about a person, from which day to which."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, Final

from apps.people.choices import Role
from apps.people.contracts import Contract
from apps.people.days import FOREVER, ONE_DAY
from apps.people.names import name_key
from apps.people.roster import columns as c
from apps.people.roster.cells import read_date, read_number, read_roles, read_share, read_text
from apps.people.roster.errors import BadCell, RowError
from apps.people.roster.reading import RosterFile, SourceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One row: a person in a team under a contract from `starts` (None: not said) until before `ends`."""

    row: int
    number: str
    name: str
    team: str
    leader: str
    site: str
    roles: frozenset[Role]
    starts: date | None
    ends: date
    contract: Contract


def _short(text: str) -> str:
    return read_text(text, limit=60)


def _name(text: str) -> str:
    return read_text(text, limit=120)


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    c.NUMBER: read_number,
    c.NAME: _name,
    c.TEAM: _name,
    c.LEADER: _name,
    c.SITE: _name,
    c.ROLE: read_roles,
    c.FROM: read_date,
    c.TO: read_date,
    c.SHARE: read_share,
    c.LEGAL_ENTITY: _short,
    c.PAYROLL_GROUP: _short,
    c.COST_CENTRE: _short,
}


def made_number(name: str) -> str:
    """The number of a person whose file knows names only: the same name always gives the same number."""
    return f"N-{blake2b(name_key(name).encode(), digest_size=4).hexdigest().upper()}"


def read_rows(file: RosterFile) -> tuple[list[RosterRow], list[RowError]]:
    """The rows that can be read, and every reason against the others."""
    rows: list[RosterRow] = []
    errors: list[RowError] = []
    for source in file.rows:
        values, wrong = _values(source, file.columns)
        if not wrong:
            rows.append(_row(source, values))
        errors += wrong
    return rows, errors


def _values(source: SourceRow, columns: frozenset[str]) -> tuple[dict[str, Any], list[RowError]]:
    values: dict[str, Any] = {}
    errors = [_error(source, "", "row_too_long")] if source.too_long else []
    for column, reader in _READERS.items():
        try:
            values[column] = reader(source.cells.get(column, ""))
        except BadCell as bad:
            errors.append(_error(source, column, bad.code, bad.details))
    errors += [_error(source, column, "missing") for column in _empty(values, columns)]
    if not errors and values[c.TO] and values[c.FROM] and values[c.TO] < values[c.FROM]:
        errors.append(_error(source, c.TO, "to_before_from"))
    if not errors and values[c.LEADER] and not _team(values, columns):
        errors.append(_error(source, c.LEADER, "leader_without_team"))
    return values, errors


def _empty(values: dict[str, Any], columns: frozenset[str]) -> list[str]:
    needed = {c.NAME} | ({c.NUMBER} & columns)
    return [column for column in (c.NUMBER, c.NAME) if column in needed and values.get(column) == ""]


def _team(values: dict[str, Any], columns: frozenset[str]) -> str:
    """The team; in a file that has leaders but no teams a team is called after its leader."""
    return str(values[c.TEAM] if c.TEAM in columns else values[c.LEADER])


def _row(source: SourceRow, values: dict[str, Any]) -> RosterRow:
    return RosterRow(
        row=source.number,
        number=values[c.NUMBER] or made_number(values[c.NAME]),
        name=values[c.NAME],
        team=_team(values, frozenset(source.cells)),
        leader=values[c.LEADER],
        site=values[c.SITE],
        roles=values[c.ROLE],
        starts=values[c.FROM],
        ends=values[c.TO] + ONE_DAY if values[c.TO] else FOREVER,
        contract=Contract(
            values[c.SHARE], values[c.LEGAL_ENTITY], values[c.PAYROLL_GROUP], values[c.COST_CENTRE]
        ),
    )


def _error(source: SourceRow, column: str, code: str, details: tuple[tuple[str, str], ...] = ()) -> RowError:
    return RowError(
        row=source.number, column=column, value=source.cells.get(column, "")[:120], code=code, details=details
    )
