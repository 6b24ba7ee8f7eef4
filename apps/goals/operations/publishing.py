"""Publishing: from that moment the targets hold; and taking a scorecard out of force."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.goals.checks import problems
from apps.goals.choices import Scope, ScorecardState
from apps.goals.models import PersonMonth, Scorecard, ScorecardMonth
from apps.goals.operations.content import content_words, keep_version
from apps.goals.operations.drafting import NotADraft, UnderApproval, take_version
from apps.goals.queries.agreement import judged_teams, people_on
from apps.goals.queries.lists import stored_lines
from apps.goals.queries.scorecards import held_months
from apps.people.days import ONE_DAY, months_between
from apps.people.freezes import closed_months, freezes
from apps.people.models import User
from apps.people.operations import hold_periods, notify
from apps.people.refusals import Refusal


class MonthTaken(Refusal):
    """Another published scorecard holds a month."""

    sentence = _(
        "%(month)s: the scorecard “%(other)s” is already published for this team. Retire it first, or "
        "leave the month out."
    )


class PersonTaken(Refusal):
    """Another scorecard judges one of the agents in a month."""

    sentence = _(
        "%(month)s: %(person)s is judged by “%(other)s” already. Retire that one first, or leave the agent "
        "out."
    )


class NobodyMeant(Refusal):
    """A scorecard for some that is for none."""

    sentence = _("“%(name)s” is meant for nobody in its months. Choose its agents, or make it the team's.")


class NotApproved(Refusal):
    """Only what is approved can be published."""

    sentence = _("“%(name)s” is not approved yet. Submit it first; someone else approves it.")


class MonthClosed(Refusal):
    """A month whose figures are final."""

    sentence = _("%(month)s is closed: its results are final. Choose months that are still open.")


class MonthFrozen(Refusal):
    """A payout run rests on the month."""

    sentence = _("%(month)s is frozen (%(reason)s): targets that were paid on do not change any more.")


class NotPublished(Refusal):
    """Only what is published can be retired or acknowledged."""

    sentence = _("“%(name)s” is not published.")


class RetireReasonMissing(Refusal):
    """Retiring takes a reason."""

    sentence = _("Please give the reason: the agents who rely on these targets will see it.")
    field = "reason"


class AllMonthsClosed(Refusal):
    """Nothing left to take out of force."""

    sentence = _("All months of “%(name)s” are closed or paid: there is nothing left to take out of force.")


@transaction.atomic
def publish_scorecard(*, scorecard: Scorecard, version: int, by: User, at: datetime) -> Scorecard:
    """Put an approved scorecard in force for all of its months and tell the agents it judges.

    Refuses ScorecardChanged, NotApproved, everything `checks.problems` finds (weights that do not total
    exactly 100.00 first), NobodyMeant, MonthClosed, MonthFrozen, and MonthTaken or PersonTaken where another
    published scorecard holds a month: the unique key decides where two publish at once.
    """
    if scorecard.state in (ScorecardState.DRAFT, ScorecardState.SUBMITTED):
        raise NotApproved(name=scorecard.name)
    take_version(
        scorecard,
        version,
        state=ScorecardState.APPROVED,
        changes={"state": ScorecardState.PUBLISHED, "published_by": by, "published_at": at},
    )
    for refusal in problems(stored_lines(scorecard)):
        raise refusal
    _check_open(scorecard)
    if scorecard.scope == Scope.TEAM:
        _take_months(scorecard)
    else:
        _take_people(scorecard)
    people = [person.person_id for person in people_on(scorecard)]
    values = {"scorecard": scorecard.name, "month": f"{scorecard.starts:%Y-%m}"}
    notify(person_ids=people, code="scorecard.published", values=values, url=reverse("targets"), at=at)
    after = {"state": scorecard.state, "months": [month.isoformat() for month in _months(scorecard)]}
    audit.record(
        verb="scorecard.published",
        subject=scorecard,
        by=by,
        at=at,
        before={"state": ScorecardState.APPROVED.value},
        after=after,
    )
    keep_version(scorecard, by=by, at=at, words=content_words(scorecard))
    return scorecard


@transaction.atomic
def retire_scorecard(*, scorecard: Scorecard, version: int, reason: str, by: User, at: datetime) -> Scorecard:
    """Take a published scorecard out of force in all months that are still open.

    Closed and paid ones keep it.

    Refuses RetireReasonMissing, NotPublished, AllMonthsClosed and ScorecardChanged.
    """
    if not reason.strip():
        raise RetireReasonMissing
    _take_published(scorecard, version, reason.strip(), by, at)
    kept = _fixed_months(scorecard)
    held = scorecard.months if scorecard.scope == Scope.TEAM else scorecard.person_months
    released = held.exclude(month__in=kept)
    months = sorted(set(released.values_list("month", flat=True)))
    if not months:
        raise AllMonthsClosed(name=scorecard.name)
    people = [person.person_id for person in people_on(scorecard)]
    released.delete()
    values = {"scorecard": scorecard.name, "reason": reason.strip()}
    notify(person_ids=people, code="scorecard.retired", values=values, url=reverse("targets"), at=at)
    audit.record(
        verb="scorecard.retired",
        subject=scorecard,
        by=by,
        at=at,
        before={"state": ScorecardState.PUBLISHED.value},
        after={"state": scorecard.state, "released": [month.isoformat() for month in months]},
        reason=reason.strip(),
    )
    keep_version(scorecard, by=by, at=at, words=content_words(scorecard))
    return scorecard


def _take_published(scorecard: Scorecard, version: int, reason: str, by: User, at: datetime) -> None:
    changes = {
        "state": ScorecardState.RETIRED,
        "retired_by": by,
        "retired_at": at,
        "retired_because": reason[:300],
    }
    try:
        take_version(scorecard, version, state=ScorecardState.PUBLISHED, changes=changes)
    except (NotADraft, UnderApproval) as refusal:
        raise NotPublished(name=scorecard.name) from refusal


def _months(scorecard: Scorecard) -> Iterable[date]:
    return months_between(scorecard.starts, scorecard.ends - ONE_DAY)


def _check_open(scorecard: Scorecard) -> None:
    last = scorecard.ends - ONE_DAY
    hold_periods(first=scorecard.starts, last=last)  # who closes a month or locks a run waits, or came first
    closed = closed_months(scorecard.starts, last).first()
    if closed is not None:
        raise MonthClosed(month=str(closed))
    people = [person.person_id for person in people_on(scorecard)]
    frozen = freezes(people, scorecard.starts, last, team_ids=judged_teams(scorecard)).first()
    if frozen is not None:
        raise MonthFrozen(month=f"{max(frozen.first_day, scorecard.starts):%Y-%m}", reason=frozen.reason)


def _take_months(scorecard: Scorecard) -> None:
    """Hold every month of the team; the unique key refuses a second holder, whoever comes first."""
    rows = [
        ScorecardMonth(scorecard=scorecard, team_id=scorecard.team_id, month=month)
        for month in _months(scorecard)
    ]
    held = held_months(scorecard.team_id, scorecard.starts, scorecard.ends - ONE_DAY)
    _refuse_taken(held)
    try:
        with transaction.atomic():
            ScorecardMonth.objects.bulk_create(rows)
    except IntegrityError:  # published between our look and our write
        _refuse_taken(held_months(scorecard.team_id, scorecard.starts, scorecard.ends - ONE_DAY))
        raise


def _take_people(scorecard: Scorecard) -> None:
    """Hold every month of everyone it is meant for; the unique key refuses a second holder."""
    people = [person.person_id for person in people_on(scorecard)]
    if not people:
        raise NobodyMeant(name=scorecard.name)
    months = list(_months(scorecard))
    _refuse_people_taken(people, months)
    try:
        with transaction.atomic():
            PersonMonth.objects.bulk_create(
                (
                    PersonMonth(scorecard=scorecard, person_id=person_id, month=month)
                    for month in months
                    for person_id in people
                ),
                batch_size=2000,
            )
    except IntegrityError:  # published between our look and our write
        _refuse_people_taken(people, months)
        raise


def _refuse_people_taken(people: Collection[int], months: Collection[date]) -> None:
    rows = PersonMonth.objects.filter(month__in=months, person_id__in=people)
    other = rows.select_related("person", "scorecard").order_by("month", "person__name").first()
    if other is not None:
        raise PersonTaken(month=f"{other.month:%Y-%m}", person=other.person.name, other=other.scorecard.name)


def _refuse_taken(held: dict[date, Scorecard]) -> None:
    for month, other in held.items():
        raise MonthTaken(month=f"{month:%Y-%m}", other=other.name)


def _fixed_months(scorecard: Scorecard) -> set[date]:
    """Months that keep the scorecard: closed ones, and those a locked payout run rests on."""
    last = scorecard.ends - ONE_DAY
    hold_periods(first=scorecard.starts, last=last)
    closed = set(closed_months(scorecard.starts, last).values_list("starts", flat=True))
    people = [person.person_id for person in people_on(scorecard)]
    frozen = freezes(people, scorecard.starts, last, team_ids=judged_teams(scorecard))
    paid = {
        month
        for first, end in frozen.values_list("first_day", "last_day")
        for month in months_between(first, end)
    }
    return closed | paid
