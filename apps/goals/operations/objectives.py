"""Objectives: what the company wants, for a time, under what."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.goals.models import Objective
from apps.metrics.models import Kpi
from apps.people.models import Person, Team, User
from apps.people.refusals import Refusal


class ObjectiveUnnamed(Refusal):
    """No name."""

    sentence = _("Please give the objective a name.")
    field = "name"


class ObjectiveDates(Refusal):
    """It ends before it starts."""

    sentence = _("The objective ends before it starts. Choose a last day on or after the first.")
    field = "last_day"


class ResultIncomplete(Refusal):
    """A result is a KPI from one value to another."""

    sentence = _(
        "A measurable result is a KPI with where it starts and where it is to be. Fill in all three."
    )
    field = "kpi"


class ObjectiveCircle(Refusal):
    """Its parent lies below it."""

    sentence = _("“%(parent)s” lies below this objective itself. Choose another one above it.")
    field = "parent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveContent:
    """What an objective says. `ends` is the first day on which it no longer holds."""

    name: str
    focus: str
    starts: date
    ends: date
    parent: Objective | None = None
    owner: Person | None = None
    measure_of_success: str = ""
    kpi: Kpi | None = None
    team: Team | None = None
    from_micros: int | None = None
    to_micros: int | None = None


@transaction.atomic
def create_objective(*, content: ObjectiveContent, by: User, at: datetime) -> Objective:
    """Write down a new objective. Refuses one without a name, or that ends before it starts."""
    _check(content, None)
    objective = Objective.objects.create(**_columns(content))
    audit.record(verb="objective.created", subject=objective, by=by, at=at, after=_words(content))
    return objective


@transaction.atomic
def update_objective(*, objective: Objective, content: ObjectiveContent, by: User, at: datetime) -> Objective:
    """Change an objective. Refuses also a parent that lies below it."""
    _check(content, objective)
    before = _words(_content(objective))
    Objective.objects.filter(pk=objective.pk).update(**_columns(content))
    objective.refresh_from_db()
    after = _words(content)
    if before != after:
        audit.record(verb="objective.changed", subject=objective, by=by, at=at, before=before, after=after)
    return objective


def _check(content: ObjectiveContent, objective: Objective | None) -> None:
    if not content.name.strip():
        raise ObjectiveUnnamed
    if content.ends <= content.starts:
        raise ObjectiveDates
    result = (content.kpi is None, content.from_micros is None, content.to_micros is None)
    if len(set(result)) > 1:
        raise ResultIncomplete
    step = content.parent
    while objective is not None and step is not None:
        if step.pk == objective.pk:
            raise ObjectiveCircle(parent=str(content.parent))
        step = step.parent


def _columns(content: ObjectiveContent) -> dict[str, Any]:
    return {
        "name": content.name.strip(),
        "focus": content.focus,
        "starts": content.starts,
        "ends": content.ends,
        "parent": content.parent,
        "owner": content.owner,
        "measure_of_success": content.measure_of_success.strip(),
        "kpi": content.kpi,
        "team": content.team,
        "from_micros": content.from_micros,
        "to_micros": content.to_micros,
    }


def _content(objective: Objective) -> ObjectiveContent:
    return ObjectiveContent(
        name=objective.name,
        focus=objective.focus,
        starts=objective.starts,
        ends=objective.ends,
        parent=objective.parent,
        owner=objective.owner,
        measure_of_success=objective.measure_of_success,
        kpi=objective.kpi,
        team=objective.team,
        from_micros=objective.from_micros,
        to_micros=objective.to_micros,
    )


def _words(content: ObjectiveContent) -> dict[str, str]:
    """For the trail: plain text, rows by their names."""
    columns = _columns(content)
    return {name: "" if value is None else str(value) for name, value in columns.items()}
