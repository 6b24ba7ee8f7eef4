"""The parts of a mapping's JSON, each checked where it stands: a wrong one is named with its path."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from django.utils.translation import gettext_lazy as _

from apps.people.refusals import Refusal

MILLION: Final = 1_000_000
E = TypeVar("E", bound=StrEnum)
Json = Mapping[str, Any]


class InvalidMapping(Refusal):
    """The mapping cannot be used as it stands."""

    sentence = _("The mapping is wrong at “%(path)s”: %(problem)s")


class Texts:
    """What can be wrong with a mapping."""

    unknown = _("“%(value)s” is not known here. Allowed: %(allowed)s.")
    missing = _("it is missing.")
    kind = _("it has the wrong form.")
    twice = _("the record type comes twice.")
    twice_named = _("“%(value)s” comes twice; each record of one type needs a name of its own.")
    key_column = _("“%(value)s” is not one of the columns.")
    key_field = _("“%(value)s” is not a day or a time of this record that comes from a column.")
    made_late = _("“%(value)s” is made of other columns itself.")
    table_column = _("the table “%(table)s” has no column “%(value)s”.")
    table_row = _("row %(row)s of the table has %(found)s cells instead of %(expected)s.")
    table_key = _("“%(value)s” comes twice in the first column of the table.")
    too_many = _("it has %(found)s rows; at most %(most)s are kept with a mapping.")
    too_long = _("“%(value)s” is too long: at most %(most)s characters.")
    region = _("“%(value)s” is not a country or region as phone numbers know them, such as HK, TW, CN, US.")
    agent_or_team = _("name either the agent or the team.")
    one_source = _("it takes its value from more than one place, or from none.")


def wrong(path: str, problem: Any, **values: Any) -> InvalidMapping:
    """The refusal for a place and what is wrong there."""
    return InvalidMapping(path=path, problem=str(problem) % values if values else str(problem))


def known(raw: Json, path: str, allowed: set[str]) -> None:
    """Refuse names that mean nothing here: a slip of the pen would otherwise be silent."""
    for name in raw:
        if name not in allowed:
            where = f"{path}.{name}".lstrip(".")
            raise wrong(where, Texts.unknown, value=name, allowed=", ".join(sorted(allowed)))


def an_object(raw: Any, path: str) -> Json:
    """A JSON object."""
    if raw is None:
        raise wrong(path, Texts.missing)
    if not isinstance(raw, Mapping):
        raise wrong(path, Texts.kind)
    return raw


def a_list(raw: Any, path: str) -> list[Any]:
    """A JSON list; none is an empty one."""
    if raw is None:
        return []
    if not isinstance(raw, list | tuple):
        raise wrong(path, Texts.kind)
    return list(raw)


def a_text(value: Any, path: str) -> str:
    """A JSON string."""
    if not isinstance(value, str):
        raise wrong(path, Texts.kind)
    return value


def texts(value: Any, path: str) -> tuple[str, ...]:
    """A list of strings."""
    if not isinstance(value, list | tuple):
        raise wrong(path, Texts.kind)
    return tuple(a_text(item, path) for item in value)


def one_of(value: Any, allowed: tuple[str, ...], path: str) -> str:
    """One of a few strings."""
    if value not in allowed:
        raise wrong(path, Texts.unknown, value=value, allowed=", ".join(map(repr, allowed)))
    return str(value)


def an_enum(kind: type[E], value: Any, path: str) -> E:
    """A member by its value."""
    return kind(one_of(value, tuple(member.value for member in kind), path))


def at_least(value: Any, least: int, path: str) -> int:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise wrong(path, Texts.kind)
    return value


def millionths(value: Any, path: str) -> int:
    """A number (JSON number or a text with a point) as a whole number of millionths."""
    text = str(value)
    whole, _point, part = text.lstrip("-").partition(".")
    fits = (whole + part).isascii() and (whole + part).isdecimal() and len(whole) <= 12 and len(part) <= 6
    if isinstance(value, bool) or not fits:
        raise wrong(path, Texts.kind)
    size = int(whole or "0") * MILLION + int(part.ljust(6, "0"))
    return -size if text.startswith("-") else size


def plain(value: Any) -> str:
    """Constants are texts like those of a file; JSON's true and false are the words yes and no."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
