"""Rules that look at days rather than closed months: newcomers' weeks, and complaints."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Min

from apps.audit import operations as audit
from apps.coaching.choices import RuleBasis, StepKind
from apps.coaching.models import Assignment, CoachingRule, Step
from apps.coaching.operations.assigning import first_working_day, letters_of
from apps.coaching.operations.queue import place_waiting
from apps.coaching.queries.coaches import coaches_of
from apps.intake.models import Complaint
from apps.people.choices import Role
from apps.people.clock import local_day
from apps.people.days import first_of_month
from apps.people.models import Person
from apps.people.operations import notify_each
from apps.people.queries.dated import active_on

NEWCOMER_WEEKS: Final = (2, 4, 8)
LATE: Final = 7  # days after a newcomer's week in which it is still held
COMPLAINT_DAYS: Final = 14  # how long ago a complaint may be to be talked about


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    person_id: int
    key: str  # what makes it the same event
    code: str
    values: dict[str, Any]


def look_daily(*, at: datetime) -> int:
    """Let the rules on newcomers and complaints look at this day. Returns how many assignments were made.

    Each event makes one assignment, however often this runs.
    """
    rules = CoachingRule.objects.filter(
        active=True, basis__in=[RuleBasis.NEWCOMER, RuleBasis.COMPLAINT], starts__lte=local_day(at)
    )
    return sum(_look(rule, at) for rule in rules.order_by("priority", "pk"))


@transaction.atomic
def _look(rule: CoachingRule, at: datetime) -> int:
    on = local_day(at)
    events = _newcomers(on) if rule.basis == RuleBasis.NEWCOMER else _complaints(rule, on)
    # one event at a time for everybody: of two workers the second finds the first's
    CoachingRule.objects.select_for_update().get(pk=rule.pk)
    known = set(Assignment.objects.filter(rule=rule).values_list("person_id", "reason_values__event"))
    new = {event.person_id: event for event in events if (event.person_id, event.key) not in known}
    coaches = coaches_of(new.keys(), on)
    due = first_working_day(on + timedelta(days=rule.due_days))
    rows = [
        Assignment(
            person_id=pk,
            coach=coach,
            rule=rule,
            kpi_code="complaint_rate" if rule.basis == RuleBasis.COMPLAINT else "",
            month=first_of_month(on),
            close_number=0,
            reason_code=new[pk].code,
            reason_values={**new[pk].values, "event": new[pk].key},
            priority=rule.priority,
            opened_at=at,
            due_day=due,
        )
        for pk, coach in coaches.items()
    ]
    Assignment.objects.bulk_create(rows, ignore_conflicts=True)
    made = list(
        Assignment.objects.filter(rule=rule, opened_at=at).select_related("person", "coach").order_by("pk")
    )
    if not made:
        return 0
    Step.objects.bulk_create(Step(assignment=row, kind=StepKind.OPENED, at=at) for row in made)
    place_waiting(coach_ids={row.coach_id for row in made}, at=at)
    notify_each(letters=[letter for row in made for letter in letters_of(row)], at=at)
    after = {"assignments": [row.pk for row in made]}
    audit.record(verb="coaching.assigned", subject=rule, by=None, at=at, after=after)
    return len(made)


def _newcomers(on: date) -> Iterable[_Event]:
    """Agents in their second, fourth or eighth week: from its last day on, for a week."""
    agents = Person.objects.filter(
        active_on(on, "role_grants__"), role_grants__role=Role.AGENT, user__isnull=False
    )
    first = (
        agents.filter(active_on(on, "employments__"))
        .annotate(first=Min("employments__starts"))
        .filter(first__gt=on - timedelta(weeks=NEWCOMER_WEEKS[-1], days=LATE))
    )
    for pk, starts in first.values_list("pk", "first"):
        for week in NEWCOMER_WEEKS:
            if 0 <= (on - starts).days - 7 * week < LATE:
                values = {"week": week, "starts": starts.isoformat()}
                yield _Event(person_id=pk, key=f"week {week}", code="newcomer", values=values)


def _complaints(rule: CoachingRule, on: date) -> Iterable[_Event]:
    """Complaints of the rule's severity (of any, where it names none) in the last two weeks."""
    rows = Complaint.objects.filter(
        day__gt=on - timedelta(days=COMPLAINT_DAYS), day__lte=on, day__gte=rule.starts
    )
    if rule.severity:
        rows = rows.filter(severity__iexact=rule.severity)
    for pk, person_id, day, severity, cause in rows.order_by("day", "pk").values_list(
        "pk", "agent_id", "day", "severity", "cause"
    ):
        values = {"day": day.isoformat(), "severity": severity, "cause": cause}
        yield _Event(person_id=person_id, key=f"complaint {pk}", code="complaint", values=values)
