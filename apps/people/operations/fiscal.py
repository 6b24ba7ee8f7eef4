"""The organisation's own months: set as a whole, without gaps."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.people import clock
from apps.people.days import CALENDAR_FIRST, CALENDAR_LAST, ONE_DAY, months_after
from apps.people.models import FiscalMonth, User
from apps.people.queries.fiscal import FiscalSpan, fiscal_months
from apps.people.refusals import Refusal


class FiscalMonthReversed(Refusal):
    """The last day is not before the first."""

    sentence = _("%(month)s: the last day is before the first.")
    field = "months"


class FiscalMonthsApart(Refusal):
    """Each month begins on the day after the one before ended."""

    sentence = _("%(month)s must begin on %(day)s, the day after the month before it ends.")
    field = "months"


class FiscalMonthNamedTwice(Refusal):
    """A month has a name of its own."""

    sentence = _("%(month)s is there twice.")
    field = "months"


@transaction.atomic
def set_fiscal_months(*, months: Sequence[FiscalSpan], by: User | None, at: datetime) -> int:
    """Replace all fiscal months by these (none: it has no months of its own). Returns how many."""
    ordered = sorted(months, key=lambda month: month.starts)
    _check(ordered)
    before = fiscal_months(date.min, date.max)
    FiscalMonth.objects.all().delete()
    rows = [FiscalMonth(name=m.name, starts=m.starts, last_day=m.ends - ONE_DAY) for m in ordered]
    FiscalMonth.objects.bulk_create(rows)
    audit.record(
        verb="organisation.fiscal_months_set",
        subject=clock.organisation(),
        by=by,
        at=at,
        before=_described(before),
        after=_described(ordered),
    )
    return len(rows)


def months_from_day(day: int) -> list[FiscalSpan]:
    """Months that begin on the same day (1 to 28) of each month, named after the one in which they end."""
    first = CALENDAR_FIRST.replace(day=day)
    found = []
    while (ends := months_after(first, 1)) <= CALENDAR_LAST:
        found.append(FiscalSpan(name=f"{ends - ONE_DAY:%Y-%m}", starts=first, ends=ends))
        first = ends
    return found


def _check(months: Sequence[FiscalSpan]) -> None:
    names: set[str] = set()
    for month in months:
        if month.ends <= month.starts:
            raise FiscalMonthReversed(month=month.name)
        if month.name in names:
            raise FiscalMonthNamedTwice(month=month.name)
        names.add(month.name)
    for one, following in pairwise(months):
        if one.ends != following.starts:
            raise FiscalMonthsApart(month=following.name, day=one.ends.isoformat())


def _described(months: Sequence[FiscalSpan]) -> dict[str, str]:
    if not months:
        return {"months": "0"}
    return {
        "months": str(len(months)),
        "first_day": months[0].starts.isoformat(),
        "last_day": (months[-1].ends - ONE_DAY).isoformat(),
    }
