"""Tables as files: CSV and XLSX, for every page that has an export."""

import csv
import io
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import xlsxwriter
from django.http import Http404, HttpResponse

FORMATS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Rows = Sequence[Sequence[str]]


def csv_bytes(rows: Rows) -> bytes:
    """CSV in UTF-8 with a mark for Excel."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Rows, *, title: str, at: datetime, texts: Collection[str] | None = None) -> bytes:
    """The same rows as a workbook: texts, or numbers in all columns but those named in `texts`."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
    page = book.add_worksheet("data")
    page.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if number and text and texts is not None and rows[0][column] not in texts:
                page.write_number(number, column, float(text))  # a cell of a workbook is a double
            else:
                page.write_string(number, column, text, bold if not number else None)
    book.close()
    return out.getvalue()


def table_file(
    rows: Rows, kind: str, *, name: str, title: str, at: datetime, texts: Collection[str] | None = None
) -> HttpResponse:
    """The table as a file to keep; 404 for a format there is none of."""
    if kind not in FORMATS:
        raise Http404
    content = csv_bytes(rows) if kind == "csv" else xlsx_bytes(rows, title=title, at=at, texts=texts)
    return HttpResponse(
        content,
        content_type=FORMATS[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )
