"""The payroll file's bytes, with the columns and codes that payroll wants.

CSV in UTF-8 with a mark for Excel, and XLSX. Text cells are safe from formulas. The mapping is JSON:

{"columns": [["employee_number", "number"], ["amount", "amount"], …],
 "codes": {"wage_type": {"": "BONUS", "sales-hk": "4711"}, "legal_entity": {"HK01": "1001"}},
 "separator": ","}

A column is its heading and one of `FIELDS`. A code stands for a value of its field; that of the wage type is
found by plan, "" is any other.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from apps.incentives.reading import Table
from apps.incentives.refusals import MappingWrong
from apps.people.written import minor_digits

FIELDS: Final = (
    "number",
    "name",
    "legal_entity",
    "payroll_group",
    "cost_centre",
    "plan",
    "wage_type",
    "period_earned",
    "period_paid",
    "amount",
    "currency",
)
CODED: Final = ("wage_type", "legal_entity", "payroll_group", "cost_centre")
SEPARATORS: Final = (",", ";", "\t")
DEFAULT: Final[Mapping[str, Any]] = {
    "columns": [
        ["employee_number", "number"],
        ["name", "name"],
        ["legal_entity", "legal_entity"],
        ["payroll_group", "payroll_group"],
        ["cost_centre", "cost_centre"],
        ["plan", "plan"],
        ["wage_type", "wage_type"],
        ["period_earned", "period_earned"],
        ["period_paid", "period_paid"],
        ["amount", "amount"],
        ["currency", "currency"],
    ],
    "codes": {"wage_type": {"": "BONUS"}},
    "separator": ",",
}
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """Columns as (heading, field), codes by field and value, and what separates the cells of a CSV file."""

    columns: tuple[tuple[str, str], ...]
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    separator: str = ","

    def heading(self, name: str) -> str:
        """The heading of a field's first column, or empty."""
        return next((heading for heading, of in self.columns if of == name), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollRow:
    """One person's amount in whole minor units; below 0 only in a reversal."""

    number: str
    name: str
    legal_entity: str
    payroll_group: str
    cost_centre: str
    plan: str
    month: date
    minor: int
    currency: str
    paid: date | None = None

    def cells(self, mapped: Mapped) -> tuple[str, ...]:
        """The row as text, in the order of the columns."""
        return tuple(self._cell(name, mapped) for _heading, name in mapped.columns)

    def _cell(self, name: str, mapped: Mapped) -> str:
        if name == "amount":
            return decimal_amount(self.minor, self.currency)
        if name == "period_earned":
            return f"{self.month:%Y-%m}"
        if name == "period_paid":
            return "" if self.paid is None else f"{self.paid:%Y-%m}"
        if name == "wage_type":
            codes = mapped.codes.get(name, {})
            return safe_text(codes.get(self.plan, codes.get("", "")))
        text = str(getattr(self, name))
        return safe_text(mapped.codes.get(name, {}).get(text, text))


STORED: Final = ("number", "name", "legal_entity", "payroll_group", "cost_centre", "minor")


def pack_rows(rows: Sequence[PayrollRow]) -> list[list[str | int]]:
    """What differs from row to row, as JSON."""
    return [[getattr(row, name) for name in STORED] for row in rows]


def unpack_rows(
    stored: Sequence[Sequence[Any]], *, plan: str, month: date, currency: str, paid: date | None = None
) -> list[PayrollRow]:
    """The rows that `pack_rows` made."""
    return [
        PayrollRow(
            **dict(zip(STORED, row, strict=True)), plan=plan, month=month, currency=currency, paid=paid
        )
        for row in stored
    ]


def read_mapping(spec: Any) -> Mapped:
    """The mapping of a specification.

    Raises `MappingWrong`: without amount or employee number, a field or code that is not known, two columns
    of one heading.
    """
    table = Table.of(spec, "")
    table.allow("columns", "codes", "separator")
    columns = table.content.get("columns")
    if not isinstance(columns, list) or not all(_is_column(one) for one in columns):
        raise MappingWrong(problem=_("each column needs a heading and a field"))
    _check_columns([(heading.strip(), of) for heading, of in columns])
    codes = table.content.get("codes", {})
    if not isinstance(codes, Mapping) or not all(_is_code(name, one) for name, one in codes.items()):
        raise MappingWrong(problem=_("codes are given for wage type, entity, payroll group and cost centre"))
    if (separator := table.content.get("separator", ",")) not in SEPARATORS:
        raise MappingWrong(problem=_("cells are separated by a comma, a semicolon or a tab"))
    return Mapped(
        columns=tuple((heading.strip(), of) for heading, of in columns), codes=codes, separator=separator
    )


def _is_column(one: Any) -> bool:
    return (
        isinstance(one, list)
        and len(one) == 2
        and all(isinstance(part, str) for part in one)
        and one[1] in FIELDS
        and 0 < len(one[0].strip()) <= 80
    )


def _is_code(name: str, codes: Any) -> bool:
    return (
        name in CODED
        and isinstance(codes, Mapping)
        and all(isinstance(code, str) and len(code) <= 80 for code in codes.values())
    )


def _check_columns(columns: Sequence[tuple[str, str]]) -> None:
    fields = {of for _heading, of in columns}
    if "amount" not in fields:
        raise MappingWrong(problem=_("without a column for the amount payroll can pay nothing"))
    if "number" not in fields:
        raise MappingWrong(problem=_("without a column for the employee number nobody can be paid"))
    if len({heading for heading, _of in columns}) != len(columns):
        raise MappingWrong(problem=_("two columns have the same heading"))


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


def csv_bytes(rows: Sequence[PayrollRow], mapped: Mapped) -> bytes:
    """The file as CSV:

    One head line, one line for each person, nothing else, so that payroll reads it as it is.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", delimiter=mapped.separator)
    writer.writerow([safe_text(heading) for heading, _of in mapped.columns])
    writer.writerows(row.cells(mapped) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Sequence[PayrollRow], mapped: Mapped, *, made_at: datetime) -> bytes:
    """The same rows as a workbook, amounts as numbers, with a second sheet of control totals."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": "Payroll", "created": made_at.replace(tzinfo=None)})
    _people(book, rows, mapped)
    _control(book, rows)
    book.close()
    return out.getvalue()


def _people(book: xlsxwriter.Workbook, rows: Sequence[PayrollRow], mapped: Mapped) -> None:
    sheet = book.add_worksheet("payroll")
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, (heading, _of) in enumerate(mapped.columns):
        sheet.write_string(0, column, heading, bold)
    amounts = {
        places: book.add_format({"num_format": "0." + "0" * places if places else "0"})
        for places in (0, 2, 3)
    }
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row.cells(mapped)):
            if mapped.columns[column][1] == "amount":
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
