"""Dated rows of many persons, read and written as sets: one and ten thousand cost the same queries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import models

from apps.people.choices import MembershipKind
from apps.people.contracts import Contract
from apps.people.days import FOREVER
from apps.people.models import EmployeeNumber, Employment, Membership, RoleGrant
from apps.people.timeline import Stretch


@dataclass(frozen=True, slots=True)
class Kind:
    """A table of dated rows: its model, the columns that make the value, and the rows meant."""

    model: type[models.Model]
    columns: tuple[str, ...]
    only: Mapping[str, Any]


HOMES: Final = Kind(Membership, ("team_id",), {"kind": MembershipKind.HOME})
LOANS: Final = Kind(Membership, ("team_id",), {"kind": MembershipKind.LOAN})
NUMBERS: Final = Kind(EmployeeNumber, ("number",), {})
CONTRACTS: Final = Kind(Employment, Contract._fields, {})
ROLES: Final = Kind(RoleGrant, ("role",), {})

Line = list[Stretch[Any]]
Lines = dict[int, Line]


def lines_of(kind: Kind, person_ids: Collection[int]) -> Lines:
    """Each person's rows as a line; a value of one column is plain, of several a `Contract`. One query."""
    lines: Lines = {person_id: [] for person_id in person_ids}
    for person_id, starts, ends, *values in _rows(kind, person_ids):
        lines[person_id].append(Stretch(starts, ends or FOREVER, _value(kind, values)))
    return lines


def put_lines(kind: Kind, wanted: Mapping[int, Iterable[Stretch[Any]]]) -> None:
    """Make the persons' rows say `wanted`: rows that say so already stay, others go, missing ones come."""
    there = {tuple(row[1:]): row[0] for row in _rows(kind, wanted, with_pk=True)}
    rows = {
        (person_id, s.starts, None if s.ends == FOREVER else s.ends, *_columns(kind, s.value))
        for person_id, line in wanted.items()
        for s in line
    }
    gone = [pk for row, pk in there.items() if row not in rows]
    _manager(kind).filter(pk__in=gone).delete()
    names = ("person_id", "starts", "ends", *kind.columns)
    missing = sorted(rows - there.keys(), key=lambda row: (row[0], row[1]))
    _manager(kind).bulk_create(
        [kind.model(**dict(zip(names, row, strict=True)), **kind.only) for row in missing], batch_size=1000
    )


def _manager(kind: Kind) -> "models.Manager[Any]":
    return kind.model._default_manager  # noqa: SLF001  Django documents `_default_manager`


def _rows(kind: Kind, person_ids: Iterable[int], *, with_pk: bool = False) -> Iterable[tuple[Any, ...]]:
    fields = (*(("pk",) if with_pk else ()), "person_id", "starts", "ends", *kind.columns)
    found = _manager(kind).filter(person_id__in=list(person_ids), **kind.only)
    return found.order_by("person_id", "starts").values_list(*fields)


def _value(kind: Kind, values: list[Any]) -> Any:
    return Contract(*values) if kind is CONTRACTS else values[0]


def _columns(kind: Kind, value: Any) -> tuple[Any, ...]:
    return tuple(value) if kind is CONTRACTS else (value,)


def ends_or_none(ends: date) -> date | None:
    """An open end as the tables keep it."""
    return None if ends == FOREVER else ends
