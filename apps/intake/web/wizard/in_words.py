"""A mapping in words, without a file beside it: where each field comes from, and which rows count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.intake.proposing.editing import constants, rule_of
from apps.intake.proposing.slots import KEY, filled_slots, is_made, key_columns, record_id, slot_of
from apps.intake.web.wizard.columns import how_text
from apps.intake.web.wizard.words import meaning_text, record_text, slot_text

Spec = Mapping[str, Any]
MOST_WORDS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingLine:
    """One field: of which record (empty: of all), what it is, from which column, and how it is read."""

    record: str
    field: str
    origin: str
    how: str


def mapping_lines(spec: Spec) -> list[MappingLine]:
    """Key, agent, customer and fields in the order of the mapping, then what is the same in every row."""
    return [_key(spec), *_fields(spec), *_constants(spec)]


def _key(spec: Spec) -> MappingLine:
    names = key_columns(spec["records"][0])
    origin = " + ".join(_header(spec, name) for name in names)
    return MappingLine(record="", field=_("What names a record"), origin=origin, how=_("kept as text"))


def _fields(spec: Spec) -> Iterator[MappingLine]:
    for code, column in dict.fromkeys(filled_slots(spec)):
        slot = slot_of(spec, code)
        if slot is None or code == KEY:
            continue
        how = how_text(spec, slot)
        if rule_of(spec, code).get("above") is not None:
            how = _("yes where it is above %(number)s") % {"number": rule_of(spec, code)["above"]}
        yield MappingLine(
            record=record_text(slot.record) if slot.record else "",
            field=slot_text(slot),
            origin=_header(spec, column),
            how=how,
        )


def _constants(spec: Spec) -> Iterator[MappingLine]:
    for slot, const in constants(spec):
        if const:
            yield MappingLine(
                record=record_text(slot.record) if slot.record else "",
                field=slot_text(slot),
                origin=_("no column"),
                how=_("%(meaning)s, in every row") % {"meaning": meaning_text(const)},
            )


def _header(spec: Spec, name: str) -> str:
    """The header under which a column is looked for first; of a made one those that it is made of."""
    rule = spec["columns"].get(name, {})
    if is_made(rule):
        parts = rule.get("join") or [one["column"] for one in rule["choose"]]
        return (" + " if rule.get("join") else " / ").join(_header(spec, part) for part in parts)
    return str(rule.get("headers", [name])[0])


def conditions(spec: Spec) -> list[str]:
    """Which rows become a record, a sentence for each record that not every row becomes."""
    found = []
    for record in spec["records"]:
        tests = [_test(spec, test) for test in record.get("when", [])]
        if tests:
            about = {"records": record_text(record_id(record)), "tests": "; ".join(tests)}
            found.append(_("%(records)s only where %(tests)s") % about)
    return found


def _test(spec: Spec, test: Mapping[str, Any]) -> str:
    about: dict[str, Any] = {"column": _header(spec, test["column"])}
    for name, sentence in (
        ("in", _("%(column)s is %(words)s")),
        ("not_in", _("%(column)s is not %(words)s")),
    ):
        if name in test:
            return sentence % {
                **about,
                "words": _(" or ").join(f"“{word}”" for word in test[name][:MOST_WORDS]),
            }
    for name, sentence in (("blank", _("%(column)s is blank")), ("not_blank", _("%(column)s is not blank"))):
        if name in test:
            return sentence % about
    for name, sentence in (
        ("above", _("%(column)s is above %(number)s")),
        ("below", _("%(column)s is below %(number)s")),
    ):
        if name in test:
            return sentence % {**about, "number": test[name]}
    return str(about["column"])
