"""Periods: held by whoever writes or locks, closed and reopened by a data steward.

Who closes, who locks a run and who writes facts each hold the period's row first, so one of them comes after
the other and sees what the first one did.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.people import changes
from apps.people.choices import PeriodState
from apps.people.clock import local_day, organisation
from apps.people.days import ONE_DAY, first_of_month, months_between, next_month
from apps.people.models import Organisation, Period, User
from apps.people.refusals import Refusal


class PeriodNotOver(Refusal):
    """The month is not over yet."""

    sentence = _("%(month)s is not over yet: it can be closed from %(day)s on.")


class PeriodAlreadyClosed(Refusal):
    """Someone closed it before."""

    sentence = _("%(month)s is closed already.")


class PeriodNotClosed(Refusal):
    """Only a closed period can be reopened."""

    sentence = _("%(month)s is open: there is nothing to reopen.")


class ChangesWaiting(Refusal):
    """Figures of the month are still being computed."""

    sentence = _(
        "%(count)d changes to %(month)s are still being computed. Wait until the figures are up to date,"
        " then close it."
    )


class ReasonMissing(Refusal):
    """A reason is asked for."""

    sentence = _("Please give a reason: it is kept in the audit trail.")
    field = "reason"


@transaction.atomic
def ensure_periods(*, first: date, last: date) -> int:
    """Make the missing period rows of the months that [first, last] touches. Returns how many there are."""
    rows = [Period(starts=month, ends=next_month(month)) for month in months_between(first, last)]
    Period.objects.bulk_create(rows, ignore_conflicts=True, unique_fields=None)
    return len(rows)


def hold_periods(*, first: date, last: date) -> list[Period]:
    """Lock the rows of the months that [first, last] touches until the transaction ends, and return them.

    Must run inside a transaction, before facts are written, a run is locked or a period is closed. Always in
    order of time, so that two holders cannot block each other. On SQLite the IMMEDIATE transaction is the
    lock.
    """
    ensure_periods(first=first, last=last)
    rows = Period.objects.select_for_update().filter(starts__lte=last, ends__gt=first)
    return list(rows.order_by("starts"))


def hold_people() -> None:
    """Wait for everyone who changes dated rows of people, before these are read, and hold up who comes later.

    Of two who move the same person at once the second one so reads what the first one wrote. One row for all
    of them: it is also what a roster locks first, so that none of them can block another.
    """
    list(Organisation.objects.select_for_update().filter(pk=organisation().pk))


def hold_dated(*, first: date, last: date) -> None:
    """Lock what a change of dated rows on [first, last] must not pass: closings, and the periods there are.

    The organisation's row is what closing and moving share, so that a closing of a month that has no row yet
    waits too.
    """
    hold_people()
    list(Period.objects.select_for_update().filter(starts__lte=last, ends__gt=first).order_by("starts"))


def _held(month: date) -> Period:
    starts = first_of_month(month)
    hold_dated(first=starts, last=starts)
    return hold_periods(first=starts, last=starts)[0]


@transaction.atomic
def close_period(*, month: date, by: User, at: datetime) -> Period:
    """Make the month's figures final.

    Refused before its end, or while changes for its days or earlier ones wait to be computed: a contact, an
    order or who was placed where reaches later days.
    """
    period = _held(month)
    if local_day(at) < period.ends:
        raise PeriodNotOver(month=str(period), day=period.ends.isoformat())
    if count := changes.waiting(last=period.ends - ONE_DAY):
        raise ChangesWaiting(count=count, month=str(period))
    closed = Period.objects.filter(pk=period.pk, state=PeriodState.OPEN).update(
        state=PeriodState.CLOSED, close_number=F("close_number") + 1, closed_by=by, closed_at=at
    )
    if not closed:
        raise PeriodAlreadyClosed(month=str(period))
    return _record("period.closed", period, by=by, at=at)


@transaction.atomic
def reopen_period(*, month: date, reason: str, by: User, at: datetime) -> Period:
    """Make the month's figures provisional again.

    `close_number` stays, so that the next closing is a new one.
    """
    if not reason.strip():
        raise ReasonMissing
    period = _held(month)
    reopened = Period.objects.filter(pk=period.pk, state=PeriodState.CLOSED).update(
        state=PeriodState.OPEN, closed_by=None, closed_at=None
    )
    if not reopened:
        raise PeriodNotClosed(month=str(period))
    return _record("period.reopened", period, by=by, at=at, reason=reason.strip())


def _record(verb: str, period: Period, *, by: User, at: datetime, reason: str = "") -> Period:
    before = {"state": period.state, "close_number": period.close_number}
    period.refresh_from_db()
    after = {"state": period.state, "close_number": period.close_number}
    audit.record(verb=verb, subject=period, by=by, at=at, before=before, after=after, reason=reason)
    return period
