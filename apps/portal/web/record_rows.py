"""The records behind a figure, written for the page and for files."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.audit.web.export import inert
from apps.people.choices import Topic
from apps.people.clock import organisation
from apps.people.written import money, plain
from apps.portal.queries.opened import Opened, RecordRow

EXPORTED_MOST: Final = 100_000  # records in one file
_TOPICS: Final = {
    "call": Topic.CALL,
    "order": Topic.ORDER,
    "refund": Topic.REFUND,
    "opportunity": Topic.OPPORTUNITY,
    "enquiry": Topic.ENQUIRY,
    "surveyresponse": Topic.SURVEY,
    "complaint": Topic.COMPLAINT,
    "evaluation": Topic.EVALUATION,
    "agentsession": Topic.SESSION,
    "followup": Topic.FOLLOW_UP,
    "measurement": Topic.MEASUREMENT,
}


def kind(row: RecordRow) -> str:
    """Call, order, …: in the language that is active now."""
    return str(_TOPICS[row.record.table].label)


def record_address(row: RecordRow) -> str:
    """The page of the record."""
    return reverse("record", args=[_TOPICS[row.record.table].value, row.record.id])


def row_value(found: Opened, row: RecordRow) -> str:
    """What a record adds: money to the cent, other units as they are; nothing where records only count."""
    if row.value is None or row.record.value is None:
        return ""
    if found.kpi.unit == "money":
        return money(row.record.value, organisation().currency)
    return plain(row.value, 2)


def records_sheet(found: Opened) -> list[list[str]]:
    """Headers and rows; a last row says how many records did not fit."""
    head = [_("Day"), _("Kind"), _("Agent"), _("Customer"), _("Key"), _("Value"), _("File"), _("Row")]
    rows = [
        [
            row.record.day.isoformat() if row.record.day else "",
            kind(row),
            inert(row.person),
            inert(row.customer),
            inert(row.record.key),
            "" if row.value is None else plain(row.value).replace(",", ""),
            inert(row.filename),
            str(row.record.row),
        ]
        for row in found.rows
    ]
    if found.total > len(rows):
        more = _("%(n)d more records: choose fewer days.") % {"n": found.total - len(rows)}
        rows.append([more, *[""] * (len(head) - 1)])
    return [head, *rows]
