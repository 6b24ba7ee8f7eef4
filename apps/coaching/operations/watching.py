"""What is late is reminded of and told to the leader above; what is old is forgotten."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from apps.audit import operations as audit
from apps.coaching.choices import AssignmentState, StepKind
from apps.coaching.models import Assignment, CauseView, PlanItem, Session, Step, TalkPlan
from apps.coaching.queries.coaches import coaches_of, policy
from apps.people.clock import local_day
from apps.people.days import months_before
from apps.people.operations import Letter, notify_each

REMIND_BEFORE: Final = timedelta(days=2)
ESCALATE_AFTER: Final = timedelta(days=7)


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Remind coaches two days before a first talk is due, and the leader above a week after. Once each.

    A constant number of statements. Returns how many letters were written.
    """
    on = local_day(at)
    rows = list(_without_talk().filter(due_day__lte=on + REMIND_BEFORE).select_related("person", "coach"))
    told = set(
        Step.objects.filter(
            assignment__in=rows, kind__in=[StepKind.REMINDED, StepKind.ESCALATED]
        ).values_list("assignment_id", "kind")
    )
    late = [row for row in rows if row.due_day + ESCALATE_AFTER <= on]
    above = coaches_of({row.person_id for row in late}, on, but={row.person_id: row.coach_id for row in late})
    letters: list[Letter] = []
    steps: list[Step] = []
    for row in rows:
        if (row.pk, StepKind.REMINDED) not in told:
            letters.append(_letter(row, row.coach_id, "coaching.due"))
            steps.append(Step(assignment=row, kind=StepKind.REMINDED, at=at))
    for row in late:
        leader = above.get(row.person_id)
        if leader is not None and (row.pk, StepKind.ESCALATED) not in told:
            letters.append(_letter(row, leader.pk, "coaching.escalated"))
            steps.append(Step(assignment=row, kind=StepKind.ESCALATED, at=at))
    Step.objects.bulk_create(steps)
    return notify_each(letters=letters, at=at)


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Take away what was written in coaching that was closed longer ago than the policy keeps it.

    What remains names no word of a conversation: who, on what, when, and the outcome. Returns how many.
    """
    before = months_before(local_day(at), policy().keep_months)
    old = Assignment.objects.filter(closed_at__date__lt=before).exclude(brief={"forgotten": True})
    ids = list(old.values_list("pk", flat=True))
    if not ids:
        return 0
    Session.objects.filter(assignment_id__in=ids).delete()
    CauseView.objects.filter(assignment_id__in=ids).delete()
    PlanItem.objects.filter(plan__assignment_id__in=ids).delete()
    TalkPlan.objects.filter(assignment_id__in=ids).update(behaviour="", agent_note="", coach_note="")
    Step.objects.filter(assignment_id__in=ids).update(text="")
    Assignment.objects.filter(pk__in=ids).update(outcome_note="", reason_text="", brief={"forgotten": True})
    for row in Assignment.objects.filter(pk__in=ids):
        audit.record(verb="coaching.forgotten", subject=row, by=None, at=at)
    return len(ids)


def _without_talk() -> "QuerySet[Assignment]":
    return Assignment.objects.filter(state=AssignmentState.OPEN, plans=None, sessions=None).order_by("pk")


def _letter(row: Assignment, person_id: int, code: str) -> Letter:
    values = {"person": row.person.name, "coach": row.coach.name, "due": row.due_day.isoformat()}
    return Letter(person_id=person_id, code=code, values=values, url=reverse("assignment", args=[row.pk]))
