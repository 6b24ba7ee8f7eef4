"""The month that a page is about: from the address, with the months to choose from."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest

from apps.people.days import ONE_DAY, first_of_month, next_month
from apps.people.written import month_text

OFFERED = 14  # the present month and those before it


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthChoice:
    """One month of the selector."""

    value: str  # as in the address: 2026-11
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMonth:
    """The month shown, with the months to choose from, newest first."""

    month: date
    choices: tuple[MonthChoice, ...]

    @property
    def last(self) -> date:
        """Its last day."""
        return next_month(self.month) - ONE_DAY

    @property
    def value(self) -> str:
        """As in the address."""
        return f"{self.month:%Y-%m}"


def shown_month(request: HttpRequest, *, on: date) -> ShownMonth:
    """The month of `?month=2026-11`, the present one unless given; 404 for a later one."""
    this = first_of_month(on)
    month = read_month(request.GET.get("month") or f"{this:%Y-%m}")
    if month > this:
        raise Http404
    months = [this]
    while len(months) < OFFERED:
        months.append(first_of_month(months[-1] - ONE_DAY))
    if month not in months:
        months.append(month)
    choices = tuple(
        MonthChoice(value=f"{one:%Y-%m}", text=month_text(one), chosen=one == month) for one in months
    )
    return ShownMonth(month=month, choices=choices)


def read_month(text: str) -> date:
    """`2026-11` as the first of the month; 404 for anything else."""
    year, _, number = text.partition("-")
    if not (len(text) == 7 and year.isdecimal() and number.isdecimal() and text.isascii()):
        raise Http404
    try:
        found = date(int(year), int(number), 1)
    except ValueError as error:
        raise Http404 from error
    if not 2010 <= found.year <= 2040:  # the calendar's years: no figure lies outside
        raise Http404
    return found
