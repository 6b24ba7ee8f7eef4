"""KPIs that people compose: new ones, new versions of any, and which are used."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.metrics.drafts import KpiDraft, faults_of
from apps.metrics.extents import extent
from apps.metrics.models import Kpi, KpiVersion
from apps.metrics.policies import can_move_closed
from apps.metrics.trying import Recalculation, recalculation, version_of
from apps.people import changes
from apps.people.changes import ChangeRow
from apps.people.choices import Topic
from apps.people.clock import local_day
from apps.people.days import CALENDAR_FIRST, CALENDAR_LAST
from apps.people.models import User
from apps.people.operations import hold_periods
from apps.people.refusals import Refusal

LONGEST_CODE: Final = 40
OWN: Final = "own_"


class KpiFaulty(Refusal):
    """The definition cannot be."""

    sentence = _("%(sentence)s")


class NameTaken(Refusal):
    """Two KPIs of one name."""

    sentence = _("There is a KPI of this name already.")
    field = "name"


class DayTaken(Refusal):
    """Two versions from one day on."""

    sentence = _("There is a version from this day on already: choose another day.")
    field = "starts"


class DayOutside(Refusal):
    """No figure lies there."""

    sentence = _("Choose a day between %(first)s and %(last)s.")
    field = "starts"


class KindStays(Refusal):
    """A version cannot change what figures are told in."""

    sentence = _("A new version stays a %(unit)s: compose another KPI for another unit.")
    field = "unit"


class ClosedMonthsMove(Refusal):
    """Final figures would change."""

    sentence = _(
        "This changes figures of closed months (%(months)s). Say yes to that below, with the reason, or "
        "let it begin later."
    )
    field = "accept"


class StewardsYes(Refusal):
    """Who says yes to a change of closed months."""

    sentence = _("Closed months are changed by a data steward's yes only: let it begin in an open month.")
    field = "accept"


class ReasonMissing(Refusal):
    """Why final figures change."""

    sentence = _("Please give a reason: it is kept in the audit trail.")
    field = "reason"


@transaction.atomic
def compose_kpi(*, draft: KpiDraft, by: User, at: datetime) -> Kpi:
    """A new KPI, in force from the calendar's first day; its figures follow by the change feed."""
    _check(draft)
    if Kpi.objects.filter(name__iexact=draft.name).exists():
        raise NameTaken
    kpi = Kpi.objects.create(
        code=_free_code(draft.name),
        name=draft.name,
        category=draft.category,
        horizon=draft.horizon,
        unit=draft.unit,
        direction=draft.direction,
        decimals=draft.decimals,
        is_volume=not draft.denominator,
        position=(Kpi.objects.aggregate(last=Max("position"))["last"] or 0) + 1,
    )
    version = version_of(draft, kpi=kpi, starts=CALENDAR_FIRST)
    version.version = 1
    version.save()
    _tell(kpi, CALENDAR_FIRST, at)
    audit.record(verb="kpi.composed", subject=kpi, by=by, at=at, after=_as_data(version))
    return kpi


@transaction.atomic
def redefine_kpi(
    *,
    kpi: Kpi,
    draft: KpiDraft,
    starts: date,
    accept: bool = False,
    reason: str = "",
    by: User,
    at: datetime,
) -> KpiVersion:
    """Another version from a day on: earlier days keep the definition they were judged by.

    Refused where it moves figures of closed months, unless a data steward accepts that and says why.
    """
    _check(draft)
    versions = list(KpiVersion.objects.select_for_update().filter(kpi=kpi).order_by("starts"))
    if not CALENDAR_FIRST <= starts <= CALENDAR_LAST:
        raise DayOutside(first=CALENDAR_FIRST, last=CALENDAR_LAST)
    if any(version.starts == starts for version in versions):
        raise DayTaken
    if draft.unit != kpi.unit or any(version.scale != draft.scale for version in versions):
        raise KindStays(unit=kpi.get_unit_display())
    _hold(starts)
    moved = recalculation(kpi, draft, starts)
    _demand_yes(moved, accept=accept, reason=reason, by=by, at=at)
    made = version_of(draft, kpi=kpi, starts=starts)
    made.version = max(version.version for version in versions) + 1
    made.save()
    Kpi.objects.filter(pk=kpi.pk).update(
        decimals=draft.decimals, direction=draft.direction, category=draft.category, horizon=draft.horizon
    )
    _tell(kpi, starts, at)
    before = _as_data(max((v for v in versions if v.starts < starts), key=_starts, default=versions[0]))
    audit.record(
        verb="kpi.redefined",
        subject=kpi,
        by=by,
        at=at,
        before=before,
        after={**_as_data(made), "moved": moved.count},
        reason=reason.strip(),
    )
    return made


@transaction.atomic
def set_band(*, kpi: Kpi, scenario: str, bounds: Sequence[int], by: User, at: datetime) -> KpiVersion:
    """The band of a KPI for one scenario of calls ("" for any other), from today on; no figure changes."""
    versions = list(KpiVersion.objects.select_for_update().filter(kpi=kpi).order_by("starts"))
    today = local_day(at)
    last = max((v for v in versions if v.starts <= today), key=_starts, default=versions[0])
    bands = {**last.parameters.get("bands", {}), scenario: list(bounds)}
    parameters = {**last.parameters, "bands": bands}
    draft = KpiDraft(
        name=kpi.name,
        category=kpi.category,
        horizon=kpi.horizon,
        unit=kpi.unit,
        direction=kpi.direction,
        decimals=kpi.decimals,
        numerator=last.numerator,
        denominator=last.denominator,
        min_sample=last.min_sample,
        parameters=parameters,
    )
    _check(draft)
    if last.starts == today:
        last.parameters = parameters
        last.save(update_fields=["parameters"])
        made = last
    else:
        made = version_of(draft, kpi=kpi, starts=today)
        made.version = max(version.version for version in versions) + 1
        made.save()
    audit.record(verb="kpi.band_set", subject=kpi, by=by, at=at, after={"bands": bands})
    return made


@transaction.atomic
def switch_kpi(*, kpi: Kpi, active: bool, by: User, at: datetime) -> None:
    """Use a KPI, or no longer; its cells are computed when it is used again."""
    if not Kpi.objects.filter(pk=kpi.pk, active=not active).update(active=active):
        return
    if active:
        _tell(kpi, CALENDAR_FIRST, at)
    verb = "kpi.switched_on" if active else "kpi.switched_off"
    audit.record(verb=verb, subject=kpi, by=by, at=at)


def _check(draft: KpiDraft) -> None:
    for fault in faults_of(draft):
        raise KpiFaulty(sentence=fault.sentence)


def _starts(version: KpiVersion) -> date:
    return version.starts


def _hold(starts: date) -> None:
    within = extent()
    if within is not None and starts <= within.last:
        hold_periods(first=max(starts, within.first), last=within.last)


def _demand_yes(moved: Recalculation, *, accept: bool, reason: str, by: User, at: datetime) -> None:
    if not moved.final_months:
        return
    if not accept:
        raise ClosedMonthsMove(months=", ".join(f"{month:%Y-%m}" for month in moved.final_months))
    if not can_move_closed(by, local_day(at)):
        raise StewardsYes
    if not reason.strip():
        raise ReasonMissing


def _tell(kpi: Kpi, starts: date, at: datetime) -> None:
    """Everybody's figures from the day on wait to be computed."""
    within = extent()
    if within is None or starts > within.last:
        return
    row = ChangeRow(
        topic=Topic.DEFINITION,
        person_id=None,
        team_id=None,
        first_day=max(starts, within.first),
        last_day=within.last,
    )
    changes.write(rows=[row], cause=f"kpi {kpi.code}", at=at)


def _free_code(name: str) -> str:
    base = f"{OWN}{slugify(name).replace('-', '_') or 'kpi'}"[: LONGEST_CODE - 4].rstrip("_")
    taken = set(Kpi.objects.filter(code__startswith=base).values_list("code", flat=True))
    number = 1
    code = base
    while code in taken:
        number += 1
        code = f"{base}_{number}"
    return code


def _as_data(version: KpiVersion) -> Mapping[str, Any]:
    return {
        "version": version.version,
        "starts": version.starts.isoformat(),
        "numerator": version.numerator,
        "denominator": version.denominator,
        "min_sample": version.min_sample,
        "parameters": version.parameters,
    }
