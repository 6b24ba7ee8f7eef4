"""A coach's week: talks, checks whose figures are in, the queue, own promises, praise to give."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from apps.coaching.choices import AssignmentState
from apps.coaching.models import Assignment, Check, PlanItem, TalkPlan
from apps.coaching.queries.coaches import Calendar, Slots
from apps.coaching.queries.due import stored_closings
from apps.engine.patterns import interval_90
from apps.engine.periods import Grain, period_start, previous_start
from apps.metrics.choices import KpiDirection, Subject, Unit
from apps.metrics.figures import KpiInfo
from apps.metrics.models import Cell
from apps.metrics.queries import kpi_infos
from apps.people.models import Person

MOST_PRAISE = 3
NAMES = ("person", "coach", "rule__kpi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deserved:
    """Somebody whose figure of the last closed month is certainly better than the month before."""

    person: Person
    kpi: KpiInfo
    month: date
    value: Fraction
    numerator: int
    n: int
    before: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What a coach has before them."""

    monday: date
    slots: Slots
    next_slots: Slots
    talks: Sequence[Assignment]
    waiting: Sequence[Assignment]
    checks: Sequence[Check]
    undecided: Sequence[TalkPlan]
    promises: Sequence[PlanItem]


def week_of(coach_id: int, on: date) -> Week:
    """The coach's week of a day. A constant number of queries."""
    monday = period_start(on, Grain.WEEK)
    following = monday + timedelta(days=7)
    calendar = Calendar([coach_id], [monday, following])
    rows = with_plans(Assignment.objects.filter(coach_id=coach_id, state=AssignmentState.OPEN))
    found = list(rows.order_by("priority", "opened_at", "pk"))
    talks = [row for row in found if row.week is not None and row.week <= monday and not _agreed(row)]
    return Week(
        monday=monday,
        slots=calendar.slots(coach_id, monday),
        next_slots=calendar.slots(coach_id, following),
        talks=sorted(talks, key=lambda row: (row.talk_at is None, str(row.talk_at), row.due_day)),
        waiting=[row for row in found if row.week is None],
        checks=list(_checks(coach_id)),
        undecided=list(_undecided(coach_id)),
        promises=list(promises_of(coach_id)),
    )


def with_plans(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """With names and the plans of each: two queries for a list."""
    plans = Prefetch("plans", TalkPlan.objects.select_related("kpi").order_by("round"), to_attr="rounds")
    return assignments.select_related(*NAMES).prefetch_related(plans, "views")


def promises_of(person_id: int) -> QuerySet[PlanItem]:
    """What the person still owes somebody they coach: the most urgent first."""
    rows = PlanItem.objects.filter(
        owner_id=person_id,
        plan__assignment__coach_id=person_id,
        done_at__isnull=True,
        plan__assignment__state=AssignmentState.OPEN,
    )
    return rows.select_related("plan__assignment__person").order_by("due_day", "pk")


def deserved(people: Collection[Person], on: date) -> list[Deserved]:
    """Praise to give: shares certainly better (90 % interval) than the month before. Four queries."""
    closings = [closing.month for closing in stored_closings()]
    if not closings or not people:
        return []
    month = closings[-1]
    before = previous_start(month, Grain.MONTH)
    shares = {
        info.id: info
        for info in kpi_infos(on).values()
        if info.unit == Unit.RATE and info.scale == 1 and info.denominator
    }
    named = {person.pk: person for person in people}
    rows = Cell.objects.filter(
        Q(denominator__gt=0, denominator=F("n")),  # shares of records, not of amounts
        subject=Subject.AGENT,
        subject_id__in=named,
        grain=Grain.MONTH,
        starts__in=[before, month],
        kpi_id__in=shares,
    ).values_list("kpi_id", "subject_id", "starts", "numerator", "denominator")
    parts = {(kpi, person, starts): (above, below) for kpi, person, starts, above, below in rows if below}
    found = []
    for (kpi_id, person_id, starts), (above, below) in parts.items():
        earlier = parts.get((kpi_id, person_id, before))
        info = shares[kpi_id]
        if starts != month or earlier is None or below < info.min_sample or not 0 <= above <= below:
            continue
        was, interval = Fraction(*earlier), interval_90(above, below)
        better = (
            Fraction(interval.high) < was
            if info.direction == KpiDirection.LOWER
            else Fraction(interval.low) > was
        )
        if better:
            found.append(
                Deserved(
                    person=named[person_id],
                    kpi=info,
                    month=month,
                    value=Fraction(above, below),
                    numerator=above,
                    n=below,
                    before=was,
                )
            )
    found.sort(key=lambda one: (-abs(one.value / one.before - 1) if one.before else 0, one.person.name))
    return found[:MOST_PRAISE]


def _agreed(row: Assignment) -> bool:
    """Whether a plan of the current round stands or waits: the talk has been held."""
    rounds: list[TalkPlan] = row.rounds  # type: ignore[attr-defined]  # prefetched
    return bool(rounds) and not (rounds[-1].agent_decision and rounds[-1].coach_decision)


def _checks(coach_id: int) -> QuerySet[Check]:
    rows = Check.objects.filter(
        plan__assignment__coach_id=coach_id,
        plan__assignment__state=AssignmentState.OPEN,
        plan__coach_decided_at__isnull=True,
        plan__outcome="",
        seen_at__isnull=True,
    )
    later = Check.objects.filter(plan=OuterRef("plan"), number__gt=OuterRef("number"))
    latest = rows.filter(~Exists(later))
    return latest.select_related("plan__kpi", "plan__assignment__person").order_by("-number", "through", "pk")


def _undecided(coach_id: int) -> QuerySet[TalkPlan]:
    rows = TalkPlan.objects.filter(
        assignment__coach_id=coach_id,
        assignment__state=AssignmentState.OPEN,
        outcome__gt="",
        coach_decided_at__isnull=True,
    )
    return rows.select_related("kpi", "assignment__person").order_by("outcome_at", "pk")
