"""Changes to published targets and weights: with a reason, approved by someone else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.engine.achievement import Direction
from apps.engine.money import round_minor
from apps.goals.amounts import FULL_WEIGHT
from apps.goals.choices import ChangeState
from apps.goals.models import FIXED, Change, ChangeLine, Consent, Line, Scorecard
from apps.goals.operations.content import content_words, keep_version
from apps.goals.operations.publishing import MonthClosed, MonthFrozen, NotPublished
from apps.goals.queries.agreement import judged_teams, people_on
from apps.goals.queries.approvers import approvers_of, may_decide
from apps.goals.queries.effective import person_targets, steps_of, value_after, weight_after
from apps.people.clock import local_day
from apps.people.days import ONE_DAY, first_of_month, next_month
from apps.people.freezes import closed_months, freezes
from apps.people.models import Person, User
from apps.people.operations import hold_periods, notify
from apps.people.queries.tree import team_tree
from apps.people.queries.work import working_days
from apps.people.refusals import Refusal


class ChangeReasonMissing(Refusal):
    """A change without a reason."""

    sentence = _("Please give the reason: every agent reads it beside the changed target.")
    field = "reason"


class ChangeOfNothing(Refusal):
    """Nothing differs."""

    sentence = _("Nothing differs from what holds now. Enter another target or weight.")
    field = "target"


class ChangeDay(Refusal):
    """A day that is past, or outside of the scorecard."""

    sentence = _(
        "A change applies from today or later, within the months of the scorecard (%(first)s to %(last)s): "
        "what was earned before is not touched."
    )
    field = "from_day"


class WeightsMidMonth(Refusal):
    """Weights change with a month."""

    sentence = _(
        "Weights change with the beginning of a month that has not begun. Choose the first of a month."
    )
    field = "from_day"


class WeightsIncomplete(Refusal):
    """Weights that would no longer total 100.00."""

    sentence = _("With this change the weights would total %(total)s %%, not 100.00 %%.")
    field = "weight"


class ChangeDecided(Refusal):
    """Someone decided before."""

    sentence = _("This change was decided already.")


class ChangeNotYours(Refusal):
    """Who proposed it does not approve it."""

    sentence = _("A change is approved by someone else: who leads a team above, a director, or their deputy.")


class DeclineReasonMissing(Refusal):
    """A no with its reason."""

    sentence = _("Please give the reason for your no.")
    field = "reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewValue:
    """What a line becomes: target in millionths, weight in hundredths of a percent; None leaves it."""

    line: Line
    target_micros: int | None = None
    weight: int | None = None


@transaction.atomic
def propose_change(
    *,
    scorecard: Scorecard,
    values: Sequence[NewValue],
    from_day: date,
    reason: str,
    by: User,
    at: datetime,
    person: Person | None = None,
) -> Change:
    """Ask for a change of published targets or weights, for everyone or for one agent.

    Refuses NotPublished, ChangeReasonMissing, ChangeDay, ChangeOfNothing, WeightsMidMonth, WeightsIncomplete,
    and MonthClosed or MonthFrozen where the day's month is final.
    """
    if not scorecard.is_published:
        raise NotPublished(name=scorecard.name)
    if not reason.strip():
        raise ChangeReasonMissing
    _check_day(scorecard, from_day, local_day(at))
    rows = _differing(scorecard, values, from_day, person)
    if not rows:
        raise ChangeOfNothing
    if any(row.new_weight != row.old_weight for row in rows):
        _check_weights(scorecard, rows, from_day, local_day(at))
    change = Change.objects.create(
        scorecard=scorecard,
        person=person,
        from_day=from_day,
        reason=reason.strip()[:300],
        proposed_by=by,
        proposed_at=at,
    )
    for row in rows:
        row.change = change
    ChangeLine.objects.bulk_create(rows)
    audit.record(
        verb="scorecard.change_proposed",
        subject=scorecard,
        by=by,
        at=at,
        after=_words(change, rows),
        reason=change.reason,
    )
    notify(
        person_ids=approvers_of(scorecard, by, local_day(at)),
        code="scorecard.change_proposed",
        values={"scorecard": scorecard.name, "reason": change.reason},
        url=reverse("scorecard", args=[scorecard.pk]),
        at=at,
    )
    return change


@transaction.atomic
def approve_change(*, change: Change, by: User, at: datetime) -> Change:
    """Put a change in force: easier targets at once, harder ones for each agent once they agree.

    Refuses ChangeNotYours, ChangeDecided, and MonthClosed or MonthFrozen.
    """
    if not may_decide(by, change, local_day(at)):
        raise ChangeNotYours
    return put_in_force(change=change, by=by, at=at, decision="")


@transaction.atomic
def put_in_force(
    *, change: Change, by: User, at: datetime, decision: str, agreed: Sequence[int] = ()
) -> Change:
    """The approved change from its day on. `agreed`: persons whose own wish it was."""
    scorecard = change.scorecard
    _check_open(scorecard, change.from_day)
    before, whole = _days(scorecard, change.from_day)
    _decide(change, ChangeState.APPROVED, by, at, decision, days_before=before, days_month=whole)
    people = [change.person_id] if change.person_id else [one.person_id for one in people_on(scorecard)]
    Consent.objects.bulk_create(
        Consent(
            change=change,
            person_id=person_id,
            agreed=True if person_id in agreed else None,
            at=at if person_id in agreed else None,
        )
        for person_id in people
    )
    Scorecard.objects.filter(pk=scorecard.pk).update(version=F("version") + 1)
    scorecard.refresh_from_db()
    audit.record(
        verb="scorecard.change_approved",
        subject=scorecard,
        by=by,
        at=at,
        after={"change": change.pk, "from_day": change.from_day.isoformat()},
        reason=change.reason,
    )
    keep_version(scorecard, by=by, at=at, words=_changed_words(scorecard, change.from_day))
    notify(
        person_ids=[person_id for person_id in people if person_id not in agreed],
        code="scorecard.changed",
        values={"scorecard": scorecard.name, "day": change.from_day.isoformat(), "reason": change.reason},
        url=reverse("targets"),
        at=at,
    )
    return change


@transaction.atomic
def decline_change(*, change: Change, reason: str, by: User, at: datetime) -> Change:
    """Say no to a change. Refuses DeclineReasonMissing, ChangeNotYours and ChangeDecided."""
    if not reason.strip():
        raise DeclineReasonMissing
    if not may_decide(by, change, local_day(at)):
        raise ChangeNotYours
    _decide(change, ChangeState.DECLINED, by, at, reason.strip())
    audit.record(
        verb="scorecard.change_declined",
        subject=change.scorecard,
        by=by,
        at=at,
        after={"change": change.pk},
        reason=reason.strip(),
    )
    return change


@transaction.atomic
def answer_change(
    *, change: Change, person: Person, agreed: bool, by: User, at: datetime, reason: str = ""
) -> Consent:
    """An agent's own yes or no to a change that was approved; the first answer counts.

    Refuses ChangeNotYours (someone else's sign-in, or not asked), DeclineReasonMissing and ChangeDecided.
    """
    if not agreed and not reason.strip():
        raise DeclineReasonMissing
    asked = Consent.objects.filter(change=change, person=person, change__state=ChangeState.APPROVED)
    if person.user_id != by.pk or not asked.exists():
        raise ChangeNotYours
    if not asked.filter(agreed__isnull=True).update(agreed=agreed, reason=reason.strip()[:300], at=at):
        raise ChangeDecided
    Scorecard.objects.filter(pk=change.scorecard_id).update(version=F("version") + 1)
    audit.record(
        verb="scorecard.change_answered",
        subject=change.scorecard,
        by=by,
        at=at,
        after={"change": change.pk, "person": person.pk, "agreed": agreed},
        reason=reason.strip(),
    )
    return asked.get()


def is_harder(line: Line, old: int, new: int) -> bool:
    """Whether the new target asks for more than the old one."""
    return new < old if line.kpi.direction == Direction.LOWER else new > old


def _differing(
    scorecard: Scorecard, values: Sequence[NewValue], from_day: date, person: Person | None
) -> list[ChangeLine]:
    month = first_of_month(from_day)
    ids = [value.line.pk for value in values]
    steps = steps_of(ids, month)
    own = person_targets([scorecard.pk], month) if person else {}
    rows = []
    for value in values:
        line, on_line = value.line, steps.get(value.line.pk, [])
        old = _old_target(line, on_line, month)
        if person is not None:
            old = own.get((line.pk, person.pk), old)
        weight = weight_after(line.weight, on_line)
        new = old if value.target_micros is None else value.target_micros
        new_weight = weight if value.weight is None or person is not None else value.weight
        if new != old or new_weight != weight:
            rows.append(
                ChangeLine(
                    line=line,
                    old_target_micros=old,
                    new_target_micros=new,
                    old_weight=weight,
                    new_weight=new_weight,
                    harder=old is not None and new is not None and is_harder(line, old, new),
                )
            )
    return rows


def _old_target(line: Line, steps: Sequence[Any], month: date) -> int | None:
    if line.target_micros is None:
        return None
    own = line.months.filter(month=month).values_list("target_micros", flat=True).first()
    held = [step for step in steps if step.person_id is None]
    start = line.target_micros if own is None else own
    return round_minor(value_after(start, held, volume=line.kpi.is_volume))


def _check_day(scorecard: Scorecard, from_day: date, today: date) -> None:
    last = scorecard.ends - ONE_DAY
    if not max(scorecard.starts, today) <= from_day <= last:
        raise ChangeDay(first=scorecard.starts.isoformat(), last=last.isoformat())
    _check_open(scorecard, from_day)


def _check_open(scorecard: Scorecard, from_day: date) -> None:
    last = scorecard.ends - ONE_DAY
    hold_periods(first=from_day, last=last)
    closed = closed_months(from_day, from_day).first()
    if closed is not None:
        raise MonthClosed(month=str(closed))
    people = [one.person_id for one in people_on(scorecard)]
    frozen = freezes(people, from_day, last, team_ids=judged_teams(scorecard)).first()
    if frozen is not None:
        raise MonthFrozen(month=f"{max(frozen.first_day, from_day):%Y-%m}", reason=frozen.reason)


def _check_weights(scorecard: Scorecard, rows: Sequence[ChangeLine], from_day: date, today: date) -> None:
    if from_day.day != 1 or from_day <= today:
        raise WeightsMidMonth
    new = {row.line_id: row.new_weight for row in rows}
    lines = list(scorecard.lines.all())
    steps = steps_of([line.pk for line in lines], from_day)
    total = sum(new.get(line.pk, weight_after(line.weight, steps.get(line.pk, []))) for line in lines)
    if total != FULL_WEIGHT:
        raise WeightsIncomplete(total=f"{total // 100}.{total % 100:02d}")


def _days(scorecard: Scorecard, from_day: date) -> tuple[int, int]:
    """Working days of the month before the day, and of the whole month."""
    month = first_of_month(from_day)
    site_id = team_tree().site_id(scorecard.team_id)
    days = working_days(month, next_month(month) - ONE_DAY, site_id=site_id)
    return sum(day < from_day for day in days), len(days)


def _decide(change: Change, state: ChangeState, by: User, at: datetime, decision: str, **values: int) -> None:
    open_one = Change.objects.filter(pk=change.pk, state=ChangeState.PROPOSED, scorecard__state__in=FIXED)
    decided = open_one.update(state=state, decided_by=by, decided_at=at, decision=decision[:300], **values)
    if not decided:
        raise ChangeDecided
    change.refresh_from_db()


def _words(change: Change, rows: Sequence[ChangeLine]) -> Mapping[str, Any]:
    return {
        "change": change.pk,
        "from_day": change.from_day.isoformat(),
        "person": change.person_id,
        "lines": {
            row.line.kpi.code: {
                "target": [row.old_target_micros, row.new_target_micros],
                "weight": [row.old_weight, row.new_weight],
            }
            for row in rows
        },
    }


def _changed_words(scorecard: Scorecard, from_day: date) -> dict[str, Any]:
    """The content with the changes that hold from the day's month on."""
    words = content_words(scorecard)
    lines = {line.kpi.code: line for line in scorecard.lines.select_related("kpi")}
    steps = steps_of([line.pk for line in lines.values()], first_of_month(from_day))
    for code, line in lines.items():
        held = [step for step in steps.get(line.pk, []) if step.person_id is None]
        if held:
            words["lines"][code]["weight"] = weight_after(line.weight, held)
            targets = [step.target_micros for step in held if step.target_micros is not None]
            if targets:
                words["lines"][code]["target_micros"] = targets[-1]
    return words
