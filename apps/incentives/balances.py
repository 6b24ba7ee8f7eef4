"""Opening balances from a file: what was paid, carried over or still open when the portal took over. Pure."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.incentives.choices import BalanceKind
from apps.incentives.refusals import BalancesUnreadable
from apps.people.written import minor_digits

HEAD: Final = ("employee_number", "month", "kind", "amount", "note")
LARGEST: Final = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """One line of the file; `amount` in minor units, what is to be taken back below 0."""

    number: str
    month: date
    kind: str
    amount: int
    note: str


def read_balances(content: bytes, currency: str) -> list[BalanceRow]:
    """The lines of a CSV file with the headings of `HEAD` (the note may be missing).

    Raises `BalancesUnreadable` with the line and what is wrong there; then nothing is taken.
    """
    if len(content) > LARGEST:
        raise BalancesUnreadable(line=1, problem=_("the file is larger than 5 MB"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BalancesUnreadable(line=1, problem=_("it is not a text file in UTF-8")) from None
    rows = csv.DictReader(io.StringIO(text))
    if not set(HEAD[:4]) <= set(rows.fieldnames or ()):
        raise BalancesUnreadable(
            line=1, problem=_("the columns %(columns)s are expected") % {"columns": ", ".join(HEAD)}
        )
    found = list(_rows(rows, currency))
    seen: set[tuple[str, date, str, str]] = set()
    for line, row in enumerate(found, start=2):
        key = (row.number, row.month, row.kind, row.note)
        if key in seen:
            raise BalancesUnreadable(line=line, problem=_("this balance stands in the file twice"))
        seen.add(key)
    return found


def _rows(rows: "csv.DictReader[str]", currency: str) -> Iterator[BalanceRow]:
    for line, row in enumerate(rows, start=2):
        kind = (row["kind"] or "").strip().lower()
        if kind not in BalanceKind.values:
            raise BalancesUnreadable(
                line=line,
                problem=_("the kind is one of %(kinds)s") % {"kinds": ", ".join(BalanceKind.values)},
            )
        amount = _minor(row["amount"] or "", currency, line)
        if (amount <= 0) if kind == BalanceKind.PAID else (amount >= 0):
            raise BalancesUnreadable(
                line=line,
                problem=_("what was paid is above 0, what is carried or to be taken back below 0"),
            )
        yield BalanceRow(
            number=(row["employee_number"] or "").strip(),
            month=_month(row["month"] or "", line),
            kind=kind,
            amount=amount,
            note=(row.get("note") or "").strip()[:200],
        )


def _month(text: str, line: int) -> date:
    try:
        return date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        raise BalancesUnreadable(line=line, problem=_("a month is written as 2026-10")) from None


def _minor(text: str, currency: str, line: int) -> int:
    try:
        exact = Decimal(text.strip().replace(",", "").replace("−", "-")) * 10 ** minor_digits(currency)
    except InvalidOperation:
        exact = Decimal("NaN")
    if not exact.is_finite() or exact != exact.to_integral_value() or abs(exact) > 10**15:
        raise BalancesUnreadable(line=line, problem=_("“%(text)s” is no amount") % {"text": text[:40]})
    return int(exact)
