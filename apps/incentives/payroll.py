"""The payroll file's bytes:

CSV in UTF-8 with a mark for Excel, and XLSX. Text cells are safe from formulas.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import xlsxwriter

from apps.people.written import minor_digits

HEAD: Final = (
    "employee_number",
    "name",
    "legal_entity",
    "payroll_group",
    "cost_centre",
    "plan",
    "period_earned",
    "amount",
    "currency",
)
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollRow:
    """One person's amount in whole minor units, above 0."""

    number: str
    name: str
    legal_entity: str
    payroll_group: str
    cost_centre: str
    plan: str
    month: date
    minor: int
    currency: str

    def cells(self) -> tuple[str, ...]:
        """The row as text, in the order of `HEAD`."""
        texts = (self.number, self.name, self.legal_entity, self.payroll_group, self.cost_centre, self.plan)
        amount = decimal_amount(self.minor, self.currency)
        return (*map(safe_text, texts), f"{self.month:%Y-%m}", amount, self.currency)


def safe_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe in front of what begins like one."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def decimal_amount(minor: int, currency: str) -> str:
    """Whole minor units as a plain decimal: 123456 in HKD is `1234.56`, in JPY `123456`."""
    places = minor_digits(currency)
    sign, size = "-" if minor < 0 else "", abs(minor)
    if not places:
        return f"{sign}{size}"
    whole, rest = divmod(size, 10**places)
    return f"{sign}{whole}.{rest:0{places}d}"


def csv_bytes(rows: Sequence[PayrollRow]) -> bytes:
    """The file as CSV:

    One head line, one line for each person, nothing else, so that payroll reads it as it is.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows(row.cells() for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Sequence[PayrollRow], *, made_at: datetime) -> bytes:
    """The same rows as a workbook, amounts as numbers, with a second sheet of control totals."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": "Payroll", "created": made_at.replace(tzinfo=None)})
    _people(book, rows)
    _control(book, rows)
    book.close()
    return out.getvalue()


def _people(book: xlsxwriter.Workbook, rows: Sequence[PayrollRow]) -> None:
    sheet = book.add_worksheet("payroll")
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, name in enumerate(HEAD):
        sheet.write_string(0, column, name, bold)
    amounts = {
        places: book.add_format({"num_format": "0." + "0" * places if places else "0"})
        for places in (0, 2, 3)
    }
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row.cells()):
            if HEAD[column] == "amount":
                # A cell of a workbook is a double: the digits up to 15 places are those of the text.
                sheet.write_number(number, column, float(text), amounts[minor_digits(row.currency)])
            else:
                sheet.write_string(number, column, text)


def _control(book: xlsxwriter.Workbook, rows: Sequence[PayrollRow]) -> None:
    sheet = book.add_worksheet("control")
    currency = rows[0].currency if rows else ""
    total = decimal_amount(sum(row.minor for row in rows), currency)
    for line, (name, text) in enumerate((("rows", str(len(rows))), ("total", total), ("currency", currency))):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, text)
