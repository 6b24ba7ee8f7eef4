"""How two versions of a mapping differ, in words."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.intake.proposing.editing import rule_of
from apps.intake.proposing.slots import filled_slots, key_columns, record_id, slot_of
from apps.intake.web.wizard.words import record_text, slot_text

Spec = Mapping[str, Any]
DECLARED: Final[Mapping[str, str | Promise]] = {
    "reading": gettext_lazy("how the file is read"),
    "dates": gettext_lazy("order of dates"),
    "durations": gettext_lazy("unit of durations"),
    "decimal": gettext_lazy("decimal sign"),
    "thousands": gettext_lazy("thousands sign"),
    "negatives": gettext_lazy("how negative numbers are written"),
    "region": gettext_lazy("where phone numbers are from"),
    "footer": gettext_lazy("words of rows of totals"),
    "tables": gettext_lazy("tables to look values up in"),
}


def differences(before: Spec, after: Spec) -> list[str]:
    """What was changed, a sentence each; nothing where both say the same."""
    return [
        *_declared(before, after),
        *_records(before, after),
        *_places(before, after),
        *_columns(before, after),
    ]


def _declared(before: Spec, after: Spec) -> Iterator[str]:
    for name, words in DECLARED.items():
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if isinstance(old, str) and isinstance(new, str):
            yield _("%(what)s: “%(old)s” becomes “%(new)s”") % {"what": words, "old": old, "new": new}
        else:
            yield _("%(what)s changed") % {"what": words}


def _records(before: Spec, after: Spec) -> Iterator[str]:
    old = {record_id(record): record for record in before["records"]}
    new = {record_id(record): record for record in after["records"]}
    for name in new.keys() - old.keys():
        yield _("a row also becomes: %(records)s") % {"records": record_text(name)}
    for name in old.keys() - new.keys():
        yield _("a row no longer becomes: %(records)s") % {"records": record_text(name)}
    for name in old.keys() & new.keys():
        if (old[name].get("when") or []) != (new[name].get("when") or []):
            yield _("which rows become %(records)s changed") % {"records": record_text(name)}
        if old[name].get("key") != new[name].get("key"):
            yield _("what names a record: %(old)s becomes %(new)s") % {
                "old": " + ".join(key_columns(old[name])),
                "new": " + ".join(key_columns(new[name])),
            }


def _places(before: Spec, after: Spec) -> Iterator[str]:
    """Fields and parties that come from elsewhere, or mean something else."""
    old, new = dict(filled_slots(before)), dict(filled_slots(after))
    for code in dict.fromkeys((*old, *new)):
        slot = slot_of(after, code) or slot_of(before, code)
        if slot is None or code == "key":
            continue
        about = {"field": slot_text(slot), "old": old.get(code, ""), "new": new.get(code, "")}
        if code not in old:
            yield _("%(field)s comes from %(new)s") % about
        elif code not in new:
            yield _("%(field)s no longer comes from %(old)s") % about
        elif old[code] != new[code]:
            yield _("%(field)s comes from %(new)s, no longer from %(old)s") % about
        elif _beside_column(before, code) != _beside_column(after, code):
            yield _("%(field)s is understood in another way") % about
    yield from _constants(before, after)


def _beside_column(spec: Spec, code: str) -> dict[str, Any]:
    return {name: value for name, value in rule_of(spec, code).items() if name not in {"column", "time"}}


def _constants(before: Spec, after: Spec) -> Iterator[str]:
    for record in after["records"]:
        for name, rule in record.get("fields", {}).items():
            code = f"{record_id(record)}.{name}"
            const = rule.get("const") if isinstance(rule, dict) else None
            slot = slot_of(after, code)
            if slot and const is not None and rule_of(before, code).get("const") != const:
                yield _("%(field)s is “%(value)s” in every row") % {"field": slot_text(slot), "value": const}


def _columns(before: Spec, after: Spec) -> Iterator[str]:
    """Headers under which a column is found."""
    for name in sorted(before["columns"].keys() & after["columns"].keys()):
        if before["columns"][name] != after["columns"][name]:
            yield _("column %(name)s is found or made in another way") % {"name": name}
