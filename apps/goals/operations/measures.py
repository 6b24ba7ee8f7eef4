"""Measures taken: what was done, by whom, from when, for which objective and KPI."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.goals.models import MeasureTaken, Objective
from apps.metrics.models import Kpi
from apps.people.models import Person, Team, User
from apps.people.refusals import Refusal


class MeasureUnnamed(Refusal):
    """No name."""

    sentence = _("Please say what was done, like “new opening script”.")
    field = "name"


class MeasureDates(Refusal):
    """It ends before it starts."""

    sentence = _("The measure ends before it starts. Choose a last day on or after the first.")
    field = "last_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureContent:
    """What a measure says. `ends` is the first day on which it is no longer done; None while it goes on."""

    name: str
    owner: Person
    starts: date
    ends: date | None = None
    note: str = ""
    objective: Objective | None = None
    kpi: Kpi | None = None
    team: Team | None = None


@transaction.atomic
def take_measure(*, content: MeasureContent, by: User, at: datetime) -> MeasureTaken:
    """Note a measure. Refuses MeasureUnnamed and MeasureDates."""
    _check(content)
    measure = MeasureTaken.objects.create(**_columns(content), created_by=by, created_at=at)
    audit.record(verb="measure.taken", subject=measure, by=by, at=at, after=_words(content))
    return measure


@transaction.atomic
def change_measure(*, measure: MeasureTaken, content: MeasureContent, by: User, at: datetime) -> MeasureTaken:
    """Correct a measure, or say when it ended. Refuses MeasureUnnamed and MeasureDates."""
    _check(content)
    before = _words(_content(measure))
    MeasureTaken.objects.filter(pk=measure.pk).update(**_columns(content))
    measure.refresh_from_db()
    after = _words(content)
    if before != after:
        audit.record(verb="measure.changed", subject=measure, by=by, at=at, before=before, after=after)
    return measure


def _check(content: MeasureContent) -> None:
    if not content.name.strip():
        raise MeasureUnnamed
    if content.ends is not None and content.ends <= content.starts:
        raise MeasureDates


def _columns(content: MeasureContent) -> dict[str, Any]:
    return {
        "name": content.name.strip(),
        "note": content.note.strip(),
        "owner": content.owner,
        "starts": content.starts,
        "ends": content.ends,
        "objective": content.objective,
        "kpi": content.kpi,
        "team": content.team,
    }


def _content(measure: MeasureTaken) -> MeasureContent:
    return MeasureContent(
        name=measure.name,
        note=measure.note,
        owner=measure.owner,
        starts=measure.starts,
        ends=measure.ends,
        objective=measure.objective,
        kpi=measure.kpi,
        team=measure.team,
    )


def _words(content: MeasureContent) -> dict[str, str]:
    columns = _columns(content)
    return {name: "" if value is None else str(value) for name, value in columns.items()}
