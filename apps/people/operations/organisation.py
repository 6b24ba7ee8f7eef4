"""The organisation's own settings, and the days on which its calendar differs from the week."""

from datetime import date, datetime
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.people import clock
from apps.people.choices import CalendarKind
from apps.people.freezes import frozen_spans
from apps.people.models import CalendarException, Organisation, Period, Site, User
from apps.people.names import tidy
from apps.people.operations.periods import hold_dated
from apps.people.operations.placements import DaysAreClosed
from apps.people.refusals import Refusal


class NoSuchZone(Refusal):
    """A time zone has a name of the IANA list."""

    sentence = _("%(zone)s is no time zone. Write it as Asia/Hong_Kong or Europe/Vienna.")
    field = "time_zone"


class NoSuchCurrency(Refusal):
    """A currency has three letters."""

    sentence = _("%(currency)s is no currency: three capital letters, as in USD or HKD.")
    field = "currency"


class RecordsHaveDays(Refusal):
    """The days of stored records were decided by the zone, and their amounts are in the currency."""

    sentence = _(
        "Records have been imported: their days rest on %(zone)s and their amounts are in %(currency)s."
    )
    field = "time_zone"


class WeekWithoutWork(Refusal):
    """Someone works on some day."""

    sentence = _("Choose at least one working day of the week.")
    field = "work_weekdays"


class DayHasException(Refusal):
    """A day is an exception once."""

    sentence = _("%(day)s is in the calendar already.")
    field = "day"


@transaction.atomic
def set_organisation(
    *, name: str, time_zone: str, currency: str, work_weekdays: str, by: User | None, at: datetime
) -> Organisation:
    """Set name, zone, currency and working weekdays (ISO digits, "12345").

    Zone and currency only before any record.
    """
    if time_zone not in available_timezones():
        raise NoSuchZone(zone=time_zone)
    if not (len(currency) == 3 and currency.isascii() and currency.isupper() and currency.isalpha()):
        raise NoSuchCurrency(currency=currency)
    weekdays = "".join(sorted(set(work_weekdays) & set("1234567")))
    if not weekdays:
        raise WeekWithoutWork
    row = Organisation.objects.select_for_update().get(pk=clock.organisation().pk)
    before = _described(row)
    if (row.time_zone, row.currency) != (time_zone, currency) and Period.objects.exists():
        raise RecordsHaveDays(zone=row.time_zone, currency=row.currency)
    if row.work_weekdays != weekdays:
        _refuse_closed(date.min, date.max)
    row.name, row.time_zone, row.currency, row.work_weekdays = tidy(name), time_zone, currency, weekdays
    row.save()
    clock.forget()
    audit.record(verb="organisation.changed", subject=row, by=by, at=at, before=before, after=_described(row))
    return row


@transaction.atomic
def set_exception(
    *, day: date, site: Site | None, kind: CalendarKind, name: str, by: User | None, at: datetime
) -> CalendarException:
    """Make a day a holiday or a make-up workday, at one site or (None) everywhere. Refused on closed days."""
    if CalendarException.objects.filter(day=day, site=site).exists():
        raise DayHasException(day=day.isoformat())
    _refuse_closed(day, day)
    row = CalendarException.objects.create(day=day, site=site, kind=kind, name=tidy(name))
    audit.record(verb="calendar.set", subject=row, by=by, at=at, after=_exception(row))
    return row


@transaction.atomic
def remove_exception(*, exception: CalendarException, by: User | None, at: datetime) -> None:
    """Make the day an ordinary one again. Refused on closed days."""
    _refuse_closed(exception.day, exception.day)
    audit.record(verb="calendar.removed", subject=exception, by=by, at=at, before=_exception(exception))
    exception.delete()


def _refuse_closed(first: date, last: date) -> None:
    hold_dated(first=first, last=last)
    closed = frozen_spans(None, first, last)
    if closed:
        hit = min(closed, key=lambda span: max(span.first_day, first))
        raise DaysAreClosed(day=max(hit.first_day, first).isoformat(), reason=hit.reason)


def _described(row: Organisation) -> dict[str, str]:
    return {
        "name": row.name,
        "time_zone": row.time_zone,
        "currency": row.currency,
        "work_weekdays": row.work_weekdays,
    }


def _exception(row: CalendarException) -> dict[str, str]:
    return {
        "day": row.day.isoformat(),
        "site": row.site.name if row.site else "",
        "kind": row.kind,
        "name": row.name,
    }
