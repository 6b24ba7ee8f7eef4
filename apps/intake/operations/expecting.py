"""What is expected of a source: on which days it delivers, until when, and on which days nothing happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.intake.models import EmptyDay, Source
from apps.intake.operations.deciding import ReasonMissing
from apps.people.clock import local_day
from apps.people.days import ONE_DAY
from apps.people.models import User
from apps.people.refusals import Refusal
from apps.people.written import day_text

WEEK: Final = "1234567"
MOST_DUE_DAYS: Final = 31
PERMILLE: Final = 1000


class NotOverYet(Refusal):
    """A day that is not over cannot be said to be empty."""

    sentence = _("%(day)s is not over yet: nobody can say that nothing happened.")
    field = "day"


class SaidAlready(Refusal):
    """The day was said to be empty before."""

    sentence = _("%(day)s is said to be without records already.")
    field = "day"


class NoDeliveryDay(Refusal):
    """A source that delivers on no weekday is ended instead."""

    sentence = _("Choose at least one weekday; a source of which nothing is expected is ended instead.")
    field = "weekdays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """When a source delivers: `due_days` after a day, by `due_time` or within that day.

    `goes_on`: no for a single export, of which nothing more is expected. `expected_from`: the first day that
    is expected; None: every day, also before its first file.
    """

    weekdays: str
    due_days: int = 1
    due_time: time | None = None
    skips_holidays: bool = False
    goes_on: bool = True
    expected_from: date | None = None
    owner_name: str = ""  # who sends it, and where to ask when it does not come
    owner_email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Beyond which a file that goes on by itself is held; thousandths, None: no limit."""

    most_rejects: int | None = None
    most_fall: int | None = None


@transaction.atomic
def end_source(*, source: Source, from_day: date, by: User | None, at: datetime) -> bool:
    """Expect nothing of a source from a day on; the days before it are still expected. Its records stay.

    False where it had ended already: nothing is written then.
    """
    ended = Source.objects.filter(pk=source.pk, active=True).update(
        active=False, expected_until=from_day - ONE_DAY, watched=False
    )
    if ended:
        before, after = {"active": True}, {"active": False, "from": from_day.isoformat()}
        audit.record(verb="source.ended", subject=source, by=by, at=at, before=before, after=after)
    return bool(ended)


@transaction.atomic
def resume_source(*, source: Source, by: User | None, at: datetime) -> bool:
    """Expect deliveries of an ended source again. False where it had not ended: nothing is written then."""
    resumed = Source.objects.filter(pk=source.pk, active=False).update(active=True, expected_until=None)
    if resumed:
        before, after = {"active": False}, {"active": True}
        audit.record(verb="source.resumed", subject=source, by=by, at=at, before=before, after=after)
    return bool(resumed)


def expect_deliveries(*, source: Source, deliveries: Deliveries, by: User, at: datetime) -> None:
    """Say when a source delivers. Raises `NoDeliveryDay`."""
    if not deliveries.weekdays:
        raise NoDeliveryDay
    said = {
        "delivers_weekdays": "".join(day for day in WEEK if day in deliveries.weekdays),
        "due_days": deliveries.due_days,
        "due_time": deliveries.due_time,
        "skips_holidays": deliveries.skips_holidays,
        "goes_on": deliveries.goes_on,
        "expected_from": deliveries.expected_from if deliveries.goes_on else None,
        "owner_name": deliveries.owner_name,
        "owner_email": deliveries.owner_email,
    }
    _change(source, said, verb="source.expected", by=by, at=at)


def set_limits(*, source: Source, limits: Limits, by: User, at: datetime) -> None:
    """Say beyond what a file that goes on by itself is held for a person."""
    said = {"most_rejects": limits.most_rejects, "most_fall": limits.most_fall}
    _change(source, said, verb="source.limited", by=by, at=at)


@transaction.atomic
def _change(source: Source, said: Mapping[str, Any], *, verb: str, by: User, at: datetime) -> None:
    held = Source.objects.select_for_update().get(pk=source.pk)
    before = {name: getattr(held, name) for name in said}
    if before != said:
        Source.objects.filter(pk=source.pk).update(**said)
        audit.record(verb=verb, subject=source, by=by, at=at, before=_plain(before), after=_plain(said))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date | time) else value for name, value in values.items()
    }


@transaction.atomic
def say_empty(*, source: Source, day: date, reason: str, by: User, at: datetime) -> EmptyDay:
    """Say that nothing happened on a day: it counts as delivered, and holds nothing. Can be taken back.

    Raises `ReasonMissing`, `NotOverYet`, `SaidAlready`.
    """
    if not reason.strip():
        raise ReasonMissing
    if day >= local_day(at):
        raise NotOverYet(day=day_text(day))
    Source.objects.select_for_update().get(pk=source.pk)
    said, made = EmptyDay.objects.get_or_create(
        source=source, day=day, defaults={"reason": reason.strip(), "by": by, "at": at}
    )
    if not made:
        raise SaidAlready(day=day_text(day))
    after = {"day": day.isoformat()}
    audit.record(verb="source.day_empty", subject=source, by=by, at=at, after=after, reason=said.reason)
    return said


@transaction.atomic
def unsay_empty(*, empty: EmptyDay, by: User, at: datetime) -> bool:
    """Expect the day's records again. False where somebody had taken it back already."""
    gone, _by_model = EmptyDay.objects.filter(pk=empty.pk).delete()
    if gone:
        before = {"day": empty.day.isoformat(), "reason": empty.reason}
        audit.record(verb="source.day_expected", subject=empty.source, by=by, at=at, before=before)
    return bool(gone)
