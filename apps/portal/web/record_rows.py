"""The records behind a figure, written for the page and for files."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import xlsxwriter
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.audit.web.export import inert
from apps.people.choices import Topic
from apps.people.clock import organisation
from apps.people.written import money, plain
from apps.portal.queries.opened import Opened, RecordRow

EXPORTED_MOST: Final = 100_000  # records in one file
FORMATS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TOPICS: Final = {
    "call": Topic.CALL,
    "order": Topic.ORDER,
    "refund": Topic.REFUND,
    "opportunity": Topic.OPPORTUNITY,
    "enquiry": Topic.ENQUIRY,
    "surveyresponse": Topic.SURVEY,
    "complaint": Topic.COMPLAINT,
    "evaluation": Topic.EVALUATION,
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


def csv_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """CSV in UTF-8 with a mark for Excel."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Sequence[Sequence[str]], *, title: str, at: datetime) -> bytes:
    """The same rows as a workbook; texts stay texts."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
    page = book.add_worksheet("records")
    page.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for at_row, row in enumerate(rows):
        for column, text in enumerate(row):
            page.write_string(at_row, column, text, bold if not at_row else None)
    book.close()
    return out.getvalue()
