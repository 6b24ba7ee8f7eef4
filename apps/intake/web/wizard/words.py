"""What places of a mapping, record types and meanings are called."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.intake.choices import Direction, Outcome, RecordType, Stage
from apps.intake.presets import PRESETS
from apps.intake.proposing.choosing import BARE
from apps.intake.proposing.slots import KEY, Slot
from apps.intake.web.columns import label

Text = str | Promise

PARTIES: Final[dict[str, Text]] = {
    "agent.number": gettext_lazy("Agent, by employee number"),
    "agent.name": gettext_lazy("Agent, by name"),
    "agent.alias": gettext_lazy("Agent, by login"),
    "agent.email": gettext_lazy("Agent, by e-mail"),
    "agent.extension": gettext_lazy("Agent, by extension"),
    "customer.phone": gettext_lazy("Customer, by phone"),
    "customer.id": gettext_lazy("Customer, by number"),
    "customer.name": gettext_lazy("Customer, by name"),
}
MEANINGS: Final[dict[str, Text]] = {
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    **{member.value: member.label for member in Direction},
    **{member.value: member.label for member in Stage},
    **{member.value: member.label for member in Outcome},
}
UNITS: Final[dict[str, Text]] = {
    "seconds": gettext_lazy("Seconds"),
    "minutes": gettext_lazy("Minutes"),
    "minutes_seconds": gettext_lazy("Minutes and seconds"),
    "clock": gettext_lazy("Hours, minutes, seconds"),
    "clock_1900": gettext_lazy("Hours, minutes, seconds behind a date that means nothing"),
}
ORDERS: Final[dict[str, Text]] = {
    "ymd": gettext_lazy("Year first"),
    "dmy": gettext_lazy("Day first"),
    "mdy": gettext_lazy("Month first"),
}


def slot_text(slot: Slot) -> str:
    """What a place is called, without its record type."""
    if slot.code == KEY:
        return _("Id, or part of it")
    if slot.by:
        return str(PARTIES.get(slot.code, slot.code))
    name = slot.field.name if slot.field else slot.code
    if slot.is_time:
        return _("%(field)s: only the time") % {"field": label(name)}
    return label(name)


def record_text(record_type: str) -> str:
    """What a record type is called."""
    kind, _colon, name = record_type.partition(":")
    label = str(RecordType(kind).label)
    return f"{label} ({name})" if name else label


def row_kind_text(code: str) -> str:
    """What a row may be: a built-in mapping, or one record type alone."""
    if code.startswith(BARE):
        return _("%(records)s, columns placed by hand") % {"records": record_text(code.removeprefix(BARE))}
    return str(PRESETS[code][0]) if code in PRESETS else ""


def meaning_text(value: str) -> str:
    """What a text means, in words."""
    return str(MEANINGS.get(value, value))
