"""What payroll sends back, read and laid beside the files it was given. Pure."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.incentives.payroll import Mapped, PayrollRow
from apps.incentives.refusals import AnswerUnreadable
from apps.people.written import minor_digits

LARGEST: Final = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDifference:
    """One person for whom payroll's amount is another one; None: not in the file, or not in payroll's."""

    number: str
    ours: int | None
    theirs: int | None

    def packed(self) -> dict[str, str | int | None]:
        """The difference as JSON."""
        return {"number": self.number, "ours": self.ours, "theirs": self.theirs}


def read_answer(content: bytes, mapped: Mapped, currency: str) -> dict[str, int]:
    """Employee number → what payroll booked, in minor units. Two lines of one number add up.

    The file is CSV with the headings of our own for number and amount, whatever else is in it. Raises
    `AnswerUnreadable`.
    """
    if len(content) > LARGEST:
        raise AnswerUnreadable(problem=_("it is larger than 5 MB"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AnswerUnreadable(problem=_("it is not a text file in UTF-8")) from None
    rows = csv.DictReader(io.StringIO(text), delimiter=_separator(text, mapped))
    number, amount = mapped.heading("number"), mapped.heading("amount")
    if not {number, amount} <= set(rows.fieldnames or ()):
        raise AnswerUnreadable(
            problem=_("the columns “%(number)s” and “%(amount)s” are expected")
            % {"number": number, "amount": amount}
        )
    found: dict[str, int] = {}
    for line, row in enumerate(rows, start=2):
        key = (row[number] or "").strip().lstrip("'")
        if key:
            found[key] = found.get(key, 0) + _minor(row[amount] or "", currency, line)
    return found


def _separator(text: str, mapped: Mapped) -> str:
    head = text.split("\n", 1)[0]
    return max((mapped.separator, ",", ";", "\t"), key=head.count)


def _minor(text: str, currency: str, line: int) -> int:
    plain = text.strip().replace(" ", "").replace(",", "")
    try:
        exact = Decimal(plain) * 10 ** minor_digits(currency)
    except InvalidOperation:
        exact = Decimal("NaN")
    if not exact.is_finite() or exact != exact.to_integral_value() or abs(exact) > 10**15:
        raise AnswerUnreadable(
            problem=_("line %(line)d: “%(text)s” is no amount") % {"line": line, "text": text[:40]}
        )
    return int(exact)


def differences(rows: Sequence[PayrollRow], theirs: Mapping[str, int]) -> list[AnswerDifference]:
    """Where payroll's amounts are not ours, by employee number."""
    ours: dict[str, int] = {}
    for row in rows:
        ours[row.number] = ours.get(row.number, 0) + row.minor
    return [
        AnswerDifference(number=number, ours=ours.get(number), theirs=theirs.get(number))
        for number in sorted({*ours, *theirs})
        if ours.get(number) != theirs.get(number)
    ]
