"""Rules look at closed months and make assignments."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.coaching.models import Assignment, RuleRound
from apps.coaching.queries.coaches import coaches_of
from apps.coaching.queries.due import DueRound, Need, due_rounds, needs
from apps.coaching.sentences import topic_of
from apps.engine.issues import Issue
from apps.people.clock import local_day
from apps.people.models import Person
from apps.people.operations import Letter, notify_each
from apps.people.queries import working_days

A_FORTNIGHT: Final = timedelta(days=14)


def assign_due(*, at: datetime) -> int:
    """Let every rule look at the closings it has not seen. Returns how many assignments were made.

    Each rule and closing in its own transaction, marked by a unique key: two workers make one assignment.
    Whoever has left, or whom nobody leads but themselves, gets none.
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
    audit.record(
        verb="coaching.assigned",
        subject=seen,
        by=None,
        at=at,
        after={"assignments": [row.pk for row in made]},
    )
    return len(made)


def _assign(due: DueRound, found: Collection[Need], at: datetime) -> Sequence[Assignment]:
    if not found:
        return []
    on = local_day(at)
    coaches = coaches_of([need.person_id for need in found], on)
    due_day = _due_day(due, on)
    rows = [
        _assignment(due, need, coaches[need.person_id], due_day, at)
        for need in found
        if need.person_id in coaches
    ]
    # a round of another month may have made one in the meantime: the unique key keeps the first
    Assignment.objects.bulk_create(rows, ignore_conflicts=True)
    made = list(_made(due, at))
    notify_each(letters=[letter for row in made for letter in _letters(row)], at=at)
    return made


def _made(due: DueRound, at: datetime) -> Iterable[Assignment]:
    closing = due.closing
    return (
        Assignment.objects.filter(
            rule=due.rule, month=closing.month, close_number=closing.number, opened_at=at
        )
        .select_related("person", "coach")
        .order_by("pk")
    )


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
        reason_values={**need.facts, **_stored(need.reason)},
        opened_at=at,
        due_day=due_day,
    )


def _stored(reason: Issue) -> dict[str, Any]:
    """The reason's values as JSON: fractions as "n/d", days in ISO."""
    return {name: value if isinstance(value, int | str) else str(value) for name, value in reason.values}


def _letters(assignment: Assignment) -> tuple[Letter, Letter]:
    """What the two of them are told."""
    url, due = reverse("assignment", args=[assignment.pk]), assignment.due_day.isoformat()
    about = {"topic": topic_of(assignment), "due": due}
    return (
        Letter(
            person_id=assignment.person_id,
            code="coaching.assigned",
            values={"coach": assignment.coach.name, **about},
            url=url,
        ),
        Letter(
            person_id=assignment.coach_id,
            code="coaching.given",
            values={"person": assignment.person.name, **about},
            url=url,
        ),
    )
