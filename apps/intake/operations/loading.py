"""A source as a text file: to be reviewed, kept, and loaded elsewhere."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, TypeAlias

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.intake.mapping import parse
from apps.intake.models import Mapping, Source
from apps.intake.operations.receiving import NoMapping
from apps.intake.operations.sources import check_zone, current_mapping, save_mapping
from apps.intake.toml import to_toml
from apps.people.models import User
from apps.people.refusals import Refusal

AnyField: TypeAlias = "models.Field[Any, Any]"
HEAD: Final = "# A source of the portal and the newest version of its mapping: manage.py load_source FILE\n"
MAPPING: Final = "mapping"
# What a source has become here, and not what it is.
OF_THIS_PLACE: Final = frozenset({"id", "active", "expected_until", "warned_on", "watched_at"})
ORDER: Final = ("reading", "dates", "durations", "decimal", "thousands", "footer", "columns", "records")
RECORD_ORDER: Final = ("type", "name", "when", "key", "agent", "team", "customer", "fields")


class SourceTextWrong(Refusal):
    """The text is no source: it says where."""

    sentence = _("The file cannot be loaded. %(where)s: %(problem)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSource:
    """What loading did."""

    source: Source
    mapping: Mapping
    created: bool
    changed: tuple[str, ...]  # settings that differ from before
    new_version: bool


def source_text(source: Source) -> str:
    """A source with its settings and its newest mapping, as TOML. NoMapping."""
    mapping = current_mapping(source)
    if mapping is None:
        raise NoMapping(source=source.name)
    settings = {field.name: _plain(field, source) for field in _settings() if _is_said(field, source)}
    return HEAD + to_toml({**settings, MAPPING: _ordered(mapping.spec)})


def mapping_text(spec: dict[str, Any]) -> str:
    """A mapping alone, as TOML."""
    return to_toml(_ordered(spec))


def mapping_of_text(text: str) -> dict[str, Any]:
    """The mapping that a text holds. SourceTextWrong, InvalidMapping."""
    spec = _tables(text)
    parse(spec)
    return spec


@transaction.atomic
def load_source(*, text: str, by: User | None, at: datetime) -> LoadedSource:
    """Make or change the source that a text describes; what is as it was makes no new version.

    SourceTextWrong and InvalidMapping name the place.
    """
    content = _tables(text)
    spec = content.pop(MAPPING, None)
    if not isinstance(spec, dict):
        raise SourceTextWrong(where=MAPPING, problem=_("it is missing."))
    wanted = _source(content)
    parse(spec)
    source = Source.objects.select_for_update().filter(code=wanted.code).first()
    created = source is None
    if source is None:
        wanted.save(force_insert=True)
        source = wanted
        after = {"code": source.code, "kind": source.kind}
        audit.record(verb="source.created", subject=source, by=by, at=at, after=after)
        changed: tuple[str, ...] = ()
    else:
        changed = _change(source, wanted, by=by, at=at)
    before = current_mapping(source)
    same = before is not None and _without_nothing(before.spec) == _without_nothing(spec)
    mapping = before if before and same else save_mapping(source=source, spec=spec, by=by, at=at)
    return LoadedSource(
        source=source,
        mapping=mapping,
        created=created,
        changed=changed,
        new_version=before is None or mapping.pk != before.pk,
    )


def _tables(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said, _open, place = str(error).partition(" (")
        raise SourceTextWrong(where=place.rstrip(")") or _("in the text"), problem=said) from error


def _settings() -> list[AnyField]:
    fields: list[AnyField] = list(Source._meta.concrete_fields)  # noqa: SLF001
    return [field for field in fields if field.name not in OF_THIS_PLACE]


def _is_said(field: AnyField, source: Source) -> bool:
    """Whether a setting is written: name and code always, others where they differ from the usual."""
    value = field.value_from_object(source)
    return field.name in {"code", "name", "kind"} or (value is not None and value != field.get_default())


def _plain(field: AnyField, source: Source) -> Any:
    value = field.value_from_object(source)
    return value.isoformat() if isinstance(value, date | time) else value


def _source(content: dict[str, Any]) -> Source:
    """The source that settings describe, checked. SourceTextWrong names the setting."""
    known = {field.name: field for field in _settings()}
    unknown = next((name for name in content if name not in known), None)
    if unknown is not None:
        problem = _("it is not known here. Allowed: %(known)s.") % {"known": ", ".join(sorted(known))}
        raise SourceTextWrong(where=unknown, problem=problem)
    source = Source()
    for name, value in content.items():
        try:
            setattr(source, name, known[name].clean(value, source))
        except ValidationError as error:
            raise SourceTextWrong(where=name, problem=" ".join(error.messages)) from error
    for name in ("code", "name", "kind"):
        if not getattr(source, name):
            raise SourceTextWrong(where=name, problem=_("it is missing."))
    if not source.delivers_weekdays or set(source.delivers_weekdays) - set("1234567"):
        raise SourceTextWrong(where="delivers_weekdays", problem=_("ISO weekdays, as 12345."))
    if source.expected_from is not None and not source.goes_on:
        single = _("a single export (goes_on = false) has no day from which it is expected.")
        raise SourceTextWrong(where="expected_from", problem=single)
    check_zone(source.time_zone)
    return source


def _change(source: Source, wanted: Source, *, by: User | None, at: datetime) -> tuple[str, ...]:
    before, after = {}, {}
    for field in _settings():
        old, new = field.value_from_object(source), field.value_from_object(wanted)
        if old != new:
            before[field.name], after[field.name] = str(old), str(new)
            setattr(source, field.name, new)
    if after:
        source.save(update_fields=list(after))
        audit.record(verb="source.changed", subject=source, by=by, at=at, before=before, after=after)
    return tuple(after)


def _ordered(spec: dict[str, Any]) -> dict[str, Any]:
    """In the order people read a mapping; PostgreSQL does not keep any."""
    records = [_sorted(record, RECORD_ORDER) for record in spec.get("records", [])]
    return _sorted({**spec, "records": records}, ORDER)


def _sorted(content: dict[str, Any], order: tuple[str, ...]) -> dict[str, Any]:
    places = {name: n for n, name in enumerate(order)}
    return dict(sorted(content.items(), key=lambda item: (places.get(item[0], len(order) // 2), item[0])))


def _without_nothing(value: Any) -> Any:
    """A value without what says nothing: None in tables."""
    if isinstance(value, dict):
        return {key: _without_nothing(part) for key, part in value.items() if part is not None}
    if isinstance(value, list):
        return [_without_nothing(part) for part in value]
    return value
