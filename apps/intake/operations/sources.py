"""Sources and the versions of their mappings."""

from collections.abc import Mapping as Json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.intake.choices import SourceKind
from apps.intake.mapping import parse
from apps.intake.models import Mapping, Source
from apps.intake.presets import preset_spec
from apps.people.models import User
from apps.people.refusals import Refusal


class SourceExists(Refusal):
    """A source has this code already."""

    sentence = _("There is a source “%(code)s” already.")
    field = "code"


class UnknownKind(Refusal):
    """There is no such kind of source."""

    sentence = _("There is no kind “%(kind)s”. There are: %(known)s.")
    field = "kind"


class UnknownZone(Refusal):
    """There is no such time zone."""

    sentence = _("There is no time zone “%(zone)s”. Use a name such as Asia/Hong_Kong.")
    field = "time_zone"


@transaction.atomic
def create_source(
    *,
    code: str,
    kind: str,
    by: User | None,
    at: datetime,
    name: str = "",
    preset: str = "",
    options: Json[str, str] | None = None,
    spec: Json[str, Any] | None = None,
    time_zone: str = "",
    currency: str = "",
    delivers_weekdays: str = "1234567",
    goes_on: bool = True,
    expected_from: date | None = None,
) -> Source:
    """Connect a source with its first mapping, from a preset with options or from a mapping of its own.

    `time_zone` and `currency`: of naive times and of amounts; blank means the organisation's.
    `delivers_weekdays`: the ISO weekdays it reports on, as "12345". `goes_on`: no for a single export, of
    which nothing more is expected; `expected_from`: the first day that is expected of one that goes on, None
    for all of them, also before its first file.
    """
    if kind not in SourceKind.values:
        raise UnknownKind(kind=kind, known=", ".join(SourceKind.values))
    check_zone(time_zone)
    try:
        with transaction.atomic():
            source = Source.objects.create(
                code=code,
                name=name or code,
                kind=kind,
                time_zone=time_zone,
                currency=currency.upper(),
                delivers_weekdays=delivers_weekdays,
                goes_on=goes_on,
                expected_from=expected_from if goes_on else None,
            )
    except IntegrityError as error:
        raise SourceExists(code=code) from error
    audit.record(verb="source.created", subject=source, by=by, at=at, after={"code": code, "kind": kind})
    save_mapping(source=source, spec=spec or preset_spec(preset, options), by=by, at=at)
    return source


def check_zone(zone: str) -> None:
    """UnknownZone for what is no time zone; blank is the organisation's."""
    if not zone:
        return
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnknownZone(zone=zone) from error


@transaction.atomic
def save_mapping(*, source: Source, spec: Json[str, Any], by: User | None, at: datetime) -> Mapping:
    """Make a new version of a source's mapping; an equal one makes none. InvalidMapping says where."""
    parse(spec)
    Source.objects.select_for_update().get(pk=source.pk)
    current = current_mapping(source)
    if current is not None and current.spec == spec:
        return current
    version = current.version + 1 if current else 1
    mapping = Mapping.objects.create(
        source=source, version=version, spec=dict(spec), created_by=by, created_at=at
    )
    audit.record(verb="mapping.saved", subject=mapping, by=by, at=at, after={"version": version})
    return mapping


def current_mapping(source: Source) -> Mapping | None:
    """The newest version."""
    return source.mappings.order_by("-version").first()
