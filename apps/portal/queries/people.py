"""One person's month with those around them, and what concerns them beside the figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from apps.coaching.choices import AssignmentState
from apps.coaching.models import Assignment
from apps.goals.models import Acknowledgement
from apps.incentives.models import RunInput
from apps.incentives.models.run import AFTER_APPROVAL
from apps.metrics.choices import Subject
from apps.performance.choices import Reason
from apps.performance.models import Result
from apps.performance.queries import people_performance, person_performance
from apps.performance.rows import PersonPerformance
from apps.performance.stored import score_from
from apps.portal.queries.starts import PersonStart
from apps.reviews.choices import ActionState
from apps.reviews.models import Action

AROUND = 2  # places shown above and below


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMonth:
    """A person's month, and the places around theirs in the same team and on the same scorecard."""

    start: PersonStart
    performance: PersonPerformance
    around: tuple[PersonPerformance, ...]


def person_month(start: PersonStart, *, on: date) -> PersonMonth:
    """The figures of a person in a month as of the day `on`. As many queries as a team's figures."""
    month = start.period.month
    people = people_performance([start.team_id], month, on=on) if start.team_id is not None else []
    mine = next((one for one in people if one.person_id == start.person.pk), None)
    if mine is None:
        mine = person_performance(start.person.pk, month, on=on)
    return PersonMonth(start=start, performance=mine, around=_around(people, mine))


def _around(people: Sequence[PersonPerformance], mine: PersonPerformance) -> tuple[PersonPerformance, ...]:
    ranked = [one for one in people if one.place is not None and one.scorecard_id == mine.scorecard_id]
    at = next((i for i, one in enumerate(ranked) if one.person_id == mine.person_id), None)
    return () if at is None else tuple(ranked[max(0, at - AROUND) : at + AROUND + 1])


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMonth:
    """A closed month: its score and place as they were stored, and what was paid, where there is a run.

    `minor` is None where no run is approved or the reader may not see pay.
    """

    month: date
    result: Result
    minor: int | None
    currency: str
    run_id: int | None

    @property
    def score(self) -> object:
        """The score as a ratio, exactly; None without one."""
        return score_from(self.result)


def past_months(person_id: int, *, pay: bool, most: int = 6) -> list[PastMonth]:
    """The closed months of a person, newest first, with the newest closing of each. Two queries."""
    newer = Result.objects.filter(
        subject=Subject.AGENT,
        subject_id=OuterRef("subject_id"),
        snapshot__month=OuterRef("snapshot__month"),
        snapshot__close_number__gt=OuterRef("snapshot__close_number"),
    )
    results = (
        Result.objects.filter(~Exists(newer), subject=Subject.AGENT, subject_id=person_id)
        .exclude(reason=Reason.NO_SCORECARD)
        .select_related("snapshot")
        .order_by("-snapshot__month")[:most]
    )
    paid = _paid(person_id) if pay else {}
    return [
        PastMonth(
            month=row.snapshot.month,
            result=row,
            minor=paid[row.snapshot.month].total_minor if row.snapshot.month in paid else None,
            currency=paid[row.snapshot.month].run.plan_version.plan.currency
            if row.snapshot.month in paid
            else "",
            run_id=paid[row.snapshot.month].run_id if row.snapshot.month in paid else None,
        )
        for row in results
    ]


def _paid(person_id: int) -> dict[date, RunInput]:
    rows = RunInput.objects.filter(person_id=person_id, run__state__in=AFTER_APPROVAL)
    rows = rows.select_related("run__plan_version__plan").order_by("run_id")
    return {row.run.month: row for row in rows}


def open_coaching(person_id: int) -> list[Assignment]:
    """What a person is being coached on, the next due day first. One query."""
    rows = Assignment.objects.filter(person_id=person_id, state=AssignmentState.OPEN)
    return list(rows.select_related("coach", "rule").order_by("due_day", "pk"))


def open_actions(person_id: int) -> list[Action]:
    """What a person took on in a review and has not done, the next due day first. One query."""
    rows = Action.objects.filter(owner_id=person_id, state=ActionState.OPEN)
    return list(rows.select_related("review").order_by("due_day", "pk"))


def acknowledgement(person_id: int, scorecard_id: int) -> Acknowledgement | None:
    """The person's agreement to a scorecard. One query."""
    return Acknowledgement.objects.filter(person_id=person_id, scorecard_id=scorecard_id).first()
