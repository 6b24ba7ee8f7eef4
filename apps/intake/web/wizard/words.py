"""What places of a mapping, record types and meanings are called."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.intake.choices import Direction, Outcome, RecordType, Stage
from apps.intake.presets import PRESETS
from apps.intake.proposing.choosing import BARE
from apps.intake.proposing.slots import KEY, Slot

Text = str | Promise

FIELDS: Final[dict[str, Text]] = {
    "abandoned": gettext_lazy("Abandoned"),
    "amount": gettext_lazy("Amount"),
    "answered": gettext_lazy("Answered"),
    "attitude": gettext_lazy("Attitude"),
    "break_seconds": gettext_lazy("Time on break"),
    "call_key": gettext_lazy("Id of the call"),
    "campaign": gettext_lazy("Campaign"),
    "cancelled_day": gettext_lazy("Day cancelled"),
    "cause": gettext_lazy("Cause"),
    "channel": gettext_lazy("Channel"),
    "closed_day": gettext_lazy("Day closed"),
    "code": gettext_lazy("What is measured"),
    "currency": gettext_lazy("Currency"),
    "day": gettext_lazy("Day"),
    "direction": gettext_lazy("Direction"),
    "disposition": gettext_lazy("Disposition, in the source's words"),
    "done_at": gettext_lazy("Done at"),
    "done_day": gettext_lazy("Day done"),
    "due_at": gettext_lazy("Due at"),
    "due_day": gettext_lazy("Day due"),
    "line": gettext_lazy("Line of the order"),
    "list_code": gettext_lazy("Call list"),
    "logged_in_at": gettext_lazy("Logged in at"),
    "logged_in_seconds": gettext_lazy("Time logged in"),
    "logged_out_at": gettext_lazy("Logged out at"),
    "market": gettext_lazy("Market or segment"),
    "note": gettext_lazy("Note"),
    "order_key": gettext_lazy("Id of the order"),
    "outcome": gettext_lazy("Outcome"),
    "paid_day": gettext_lazy("Day paid"),
    "problem_solving": gettext_lazy("Problem solving"),
    "product": gettext_lazy("Product"),
    "professionalism": gettext_lazy("Professionalism"),
    "quantity": gettext_lazy("Quantity"),
    "queue": gettext_lazy("Queue"),
    "resolved": gettext_lazy("Resolved"),
    "response_seconds": gettext_lazy("Time to respond"),
    "scenario": gettext_lazy("Call scenario"),
    "score": gettext_lazy("Score"),
    "script_version": gettext_lazy("Script version"),
    "severity": gettext_lazy("Severity"),
    "share": gettext_lazy("Share of the order"),
    "stage": gettext_lazy("Stage"),
    "stage_label": gettext_lazy("Stage, in the source's words"),
    "started_at": gettext_lazy("Start, day and time"),
    "talk_seconds": gettext_lazy("Talk time"),
    "topic": gettext_lazy("Topic"),
    "unit": gettext_lazy("Unit"),
    "value": pgettext_lazy("of a measurement", "Value"),
    "verified_day": gettext_lazy("Day verified"),
    "wait_seconds": gettext_lazy("Waiting time"),
    "wrap_up_seconds": gettext_lazy("Wrap-up time"),
}
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
        return _("%(field)s: only the time") % {"field": FIELDS.get(name, name)}
    return str(FIELDS.get(name, name.replace("_", " ")))


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
