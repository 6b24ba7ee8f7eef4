"""Rules look at closed months and make assignments."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.coaching.choices import StepKind
from apps.coaching.models import Assignment, Met, RuleRound, Step
from apps.coaching.operations.queue import place_waiting
from apps.coaching.queries.coaches import chosen_coaches
from apps.coaching.queries.due import DueRound, book_for, coached_already, due_rounds, needs
from apps.coaching.queries.firing import Need
from apps.coaching.queries.readings import Book, codes_of
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
    rounds = due_rounds()
    book = book_for(rounds) if rounds else None
    return sum(_look(due, book, at) for due in rounds)


def first_working_day(wanted: date) -> date:
    """The day itself, or the first working day after it."""
    return next(iter(working_days(wanted, wanted + A_FORTNIGHT)), wanted)


@transaction.atomic
def _look(due: DueRound, book: Book | None, at: datetime) -> int:
    try:
        with transaction.atomic():
            seen = RuleRound.objects.create(
                rule=due.rule, month=due.closing.month, close_number=due.closing.number, at=at
            )
    except IntegrityError:
        return 0  # another worker was faster
    made = _assign(due, needs(due, book), book or book_for([due]), at)
    audit.record(
        verb="coaching.assigned",
        subject=seen,
        by=None,
        at=at,
        after={"assignments": [row.pk for row in made]},
    )
    return len(made)


def _assign(due: DueRound, found: Collection[Need], book: Book, at: datetime) -> Sequence[Assignment]:
    if not found:
        return []
    on = local_day(at)
    coaches = chosen_coaches(due.rule, [need.person_id for need in found], due.closing.month, book, on)
    _note_met(due, [need for need in found if need.person_id in coaches], on)
    already = coached_already(due)
    due_day = first_working_day(on + timedelta(days=due.rule.due_days))
    rows = [
        _assignment(due, need, coaches[need.person_id], due_day, at)
        for need in found
        if need.person_id in coaches and need.person_id not in already
    ]
    # a round of another month may have made one in the meantime: the unique key keeps the first
    Assignment.objects.bulk_create(rows, ignore_conflicts=True)
    made = list(_made(due, at))
    Step.objects.bulk_create(Step(assignment=row, kind=StepKind.OPENED, at=at) for row in made)
    place_waiting(coach_ids={row.coach_id for row in made}, at=at)
    notify_each(letters=[letter for row in made for letter in letters_of(row)], at=at)
    return made


def _note_met(due: DueRound, found: Iterable[Need], on: date) -> None:
    """Everybody whom the rule is about, coached or not: who is not is what others are compared with."""
    Met.objects.bulk_create(
        [Met(rule=due.rule, month=due.closing.month, person_id=need.person_id, on=on) for need in found],
        ignore_conflicts=True,
    )


def _made(due: DueRound, at: datetime) -> Iterable[Assignment]:
    closing = due.closing
    return (
        Assignment.objects.filter(
            rule=due.rule, month=closing.month, close_number=closing.number, opened_at=at
        )
        .select_related("person", "coach")
        .order_by("pk")
    )


def _assignment(due: DueRound, need: Need, coach: Person, due_day: date, at: datetime) -> Assignment:
    return Assignment(
        person_id=need.person_id,
        coach=coach,
        rule=due.rule,
        kpi_code=codes_of(due.rule)[0],
        month=due.closing.month,
        close_number=due.closing.number,
        reason_code=need.reason.code,
        reason_values={**need.facts, **stored(need.reason)},
        priority=due.rule.priority,
        opened_at=at,
        due_day=due_day,
    )


def stored(reason: Issue) -> dict[str, Any]:
    """The reason's values as JSON: fractions as "n/d", days in ISO."""
    return {name: value if isinstance(value, int | str) else str(value) for name, value in reason.values}


def letters_of(assignment: Assignment) -> tuple[Letter, Letter]:
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
