"""Everything that is kept about a person, table by table, found by the tables' own references to persons.

A table that is added later is found too. Not in it: passwords and keys, and the customers of the person's
records, who are other people.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Field, ForeignKey, Model, Q, QuerySet

from apps.audit.models import Entry
from apps.metrics.choices import Subject
from apps.metrics.models import Cell
from apps.people.models import Person, User

PAY: Final = "incentives"  # the app whose rows are pay
TALKS: Final = "coaching"  # the app whose rows are between two people and those above
TECHNICAL: Final = frozenset({"people.Change"})  # consumed within seconds
SECRET: Final = frozenset({"password", "customer"})
OF_USER: Final = ("username", "language", "is_active", "date_joined", "last_login")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run
ROWS_AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A table's rows about the person: `name` is a file name; rows are texts, in the order of the columns."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[tuple[str, ...]]


def holdings(person: Person, *, pay: bool, talks: bool) -> Iterator[Holding]:
    """Every table that has rows about the person. `pay`, `talks`: with those of incentives and coaching."""
    left_out = {app for app, wanted in ((PAY, pay), (TALKS, talks)) if not wanted}
    yield _holding("people.Person", Person.objects.filter(pk=person.pk), _columns(Person))
    if person.user_id:
        yield _holding("people.User", User.objects.filter(pk=person.user_id), _names(User, OF_USER))
    for model, names in _references().items():
        if model._meta.app_label not in left_out:  # noqa: SLF001  Django documents `_meta`
            rows = model._default_manager.filter(_any_of(names, person))  # noqa: SLF001
            yield _holding(_label(model), rows, _columns(model))
    figures = Cell.objects.filter(subject=Subject.AGENT, subject_id=person.pk)
    yield _holding("metrics.Cell", figures, _columns(Cell))
    about = Entry.objects.filter(subject_type=_label(Person), subject_id=str(person.pk))
    yield _holding("audit.Entry.about", about, _columns(Entry))
    if person.user_id:
        did = Entry.objects.filter(actor_id=person.user_id)
        yield _holding("audit.Entry.by", did, _names(Entry, ("at", "verb", "subject_type", "subject_label")))


def _references() -> Mapping[type[Model], list[str]]:
    """The portal's tables that name persons, and by which columns."""
    found: dict[type[Model], list[str]] = {}
    for relation in Person._meta.get_fields(include_hidden=True):  # noqa: SLF001
        field = getattr(relation, "field", None)
        if relation.auto_created and isinstance(field, ForeignKey) and not relation.concrete:
            model = field.model
            if model.__module__.startswith("apps.") and _label(model) not in TECHNICAL:
                found.setdefault(model, []).append(field.name)
    return dict(sorted(found.items(), key=lambda pair: _label(pair[0])))


def _any_of(names: list[str], person: Person) -> Q:
    wanted = Q(pk__in=[])
    for name in names:
        wanted |= Q(**{name: person.pk})
    return wanted


def _label(model: type[Model]) -> str:
    return model._meta.label  # noqa: SLF001


def _columns(model: type[Model]) -> list["Field[Any, Any]"]:
    return [field for field in model._meta.concrete_fields if field.name not in SECRET]  # noqa: SLF001


def _names(model: type[Model], names: tuple[str, ...]) -> list["Field[Any, Any]"]:
    return [field for field in _columns(model) if field.name in names]


def _holding(name: str, rows: QuerySet[Any], columns: list["Field[Any, Any]"]) -> Holding:
    names = tuple(field.attname for field in columns)
    found = rows.order_by("pk").values_list(*names).iterator(chunk_size=ROWS_AT_ONCE)
    return Holding(name=name, columns=names, rows=(tuple(map(_text, row)) for row in found))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, bytes | memoryview):
        return f"{len(bytes(value))} bytes"
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else str(value)
