"""Rules look at closed months and make assignments."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.coaching.models import Assignment, RuleRound
from apps.coaching.queries.due import DueRound, Need, due_rounds, needs
from apps.engine.issues import Issue
from apps.people.clock import local_day
from apps.people.models import Person, Team
from apps.people.operations import notify
from apps.people.queries import leaders_of, placements, working_days

A_FORTNIGHT: Final = timedelta(days=14)


def assign_due(*, at: datetime) -> int:
    """Let every rule look at the closings it has not seen. Returns how many assignments were made.

    Each rule and closing in its own transaction, marked by a unique key: two workers make one assignment.
    """
    return sum(_look(due, at) for due in due_rounds())


@transaction.atomic
def _look(due: DueRound, at: datetime) -> int:
    try:
        with transaction.atomic():
            seen = RuleRound.objects.create(
                rule=due.rule, month=due.closing.month, close_number=due.closing.number, at=at
            )
    except IntegrityError:
        return 0  # another worker was faster
    made = _assign(due, needs(due), at)
    after = {"assigned": [row.person_id for row in made]}
    audit.record(verb="coaching.assigned", subject=seen, by=None, at=at, after=after)
    return len(made)


def _assign(due: DueRound, found: Collection[Need], at: datetime) -> list[Assignment]:
    on = local_day(at)
    here = {span.person_id for span in placements(on, on, person_ids=[need.person_id for need in found])}
    coaches = _coaches([need for need in found if need.person_id in here], on)
    due_day = _due_day(due, on)
    rows = [
        _assignment(due, need, coaches[need.person_id], due_day, at)
        for need in found
        if need.person_id in coaches
    ]
    # a round of another month may have made one in the meantime: the unique key keeps the first
    Assignment.objects.bulk_create(rows, ignore_conflicts=True)
    made = list(
        Assignment.objects.filter(
            rule=due.rule, month=due.closing.month, close_number=due.closing.number, opened_at=at
        ).select_related("person", "coach")
    )
    for assignment in made:
        _tell(assignment, at)
    return made


def _coaches(found: Collection[Need], on: date) -> dict[int, Person]:
    """By person the leader of the team that judged them, or whoever leads above where that is themselves."""
    team_ids = {need.team_id for need in found}
    parents = dict(Team.objects.filter(pk__in=team_ids).values_list("pk", "parent_id"))
    leaders = leaders_of([*team_ids, *(parent for parent in parents.values() if parent)], on)
    chosen: dict[int, Person] = {}
    for need in found:
        above = parents.get(need.team_id)
        options = (leaders.get(need.team_id), leaders.get(above) if above else None)
        coach = next((leader for leader in options if leader and leader.pk != need.person_id), None)
        if coach is not None:
            chosen[need.person_id] = coach
    return chosen


def _due_day(due: DueRound, on: date) -> date:
    """The first working day from `due_days` days on."""
    wanted = on + timedelta(days=due.rule.due_days)
    return next(iter(working_days(wanted, wanted + A_FORTNIGHT)), wanted)


def _assignment(due: DueRound, need: Need, coach: Person, due_day: date, at: datetime) -> Assignment:
    return Assignment(
        person_id=need.person_id,
        coach=coach,
        rule=due.rule,
        kpi_code=due.rule.kpi.code if due.rule.kpi else "",
        month=due.closing.month,
        close_number=due.closing.number,
        reason_code=need.reason.code,
        reason_values=dict(need.facts) | _stored(need.reason),
        opened_at=at,
        due_day=due_day,
    )


def _stored(reason: Issue) -> Mapping[str, Any]:
    """The reason's values as JSON: fractions as "n/d", days in ISO."""
    return {name: value if isinstance(value, int | str) else str(value) for name, value in reason.values}


def _tell(assignment: Assignment, at: datetime) -> None:
    url = reverse("assignment", args=[assignment.pk])
    due = assignment.due_day.isoformat()
    to_agent = {"coach": assignment.coach.name, "due": due}
    to_coach = {"person": assignment.person.name, "due": due}
    notify(person_ids=[assignment.person_id], code="coaching.assigned", values=to_agent, url=url, at=at)
    notify(person_ids=[assignment.coach_id], code="coaching.given", values=to_coach, url=url, at=at)
