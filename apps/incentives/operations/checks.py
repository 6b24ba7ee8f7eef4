"""What every step of a run asks first: final figures, and complete sources."""

from datetime import date

from django.utils.translation import gettext as _

from apps.incentives import refusals
from apps.incentives.models import PayoutRun
from apps.incentives.queries.inputs import Collected
from apps.incentives.queries.sources import missing_sources
from apps.people import changes
from apps.people.queries import PeriodView, period
from apps.people.written import month_text


def require_final(month: date, last_day: date) -> PeriodView:
    """The closed period of a month that no change waits for; earlier days' changes may reach it.

    Raises `MonthOpen`, `FiguresWaiting`.
    """
    found = period(month)
    if not found.final:
        raise refusals.MonthOpen(month=month_text(month))
    if count := changes.waiting(last=last_day):
        raise refusals.FiguresWaiting(count=count, month=month_text(month))
    return found


def require_sources(run: PayoutRun, collected: Collected) -> None:
    """Every source of the KPIs that the run rests on reaches the month's last day.

    Raises `DataIncomplete`.
    """
    missing = missing_sources(collected.kpis, run.last_day)
    if missing:
        named = _("; ").join(missing)
        raise refusals.DataIncomplete(month=month_text(run.month), sources=named)
