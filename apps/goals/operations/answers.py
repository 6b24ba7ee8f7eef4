"""Instead of acknowledging: an agent proposes another number; the manager accepts or declines."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.goals.choices import AnswerState
from apps.goals.models import Answer, Change, Line
from apps.goals.operations.agreement import NotJudged, NotOneself
from apps.goals.operations.changes import NewValue, propose_change, put_in_force
from apps.goals.operations.publishing import NotPublished
from apps.goals.queries.agreement import people_on
from apps.people.clock import local_day
from apps.people.models import Leadership, Person, User
from apps.people.operations import notify
from apps.people.queries.dated import active_on
from apps.people.refusals import Refusal


class AnswerReasonMissing(Refusal):
    """A proposal says why."""

    sentence = _("Please say why: your manager decides by it.")
    field = "reason"


class AnswerWaiting(Refusal):
    """One proposal at a time."""

    sentence = _("Your earlier proposal for “%(kpi)s” still waits for an answer.")
    field = "target"


class AnswerOfBand(Refusal):
    """A band has no single number."""

    sentence = _("“%(kpi)s” is wanted inside a band; talk with your manager about its bounds.")
    field = "target"


class AnswerDecided(Refusal):
    """Decided before."""

    sentence = _("This proposal was answered already.")


class AnswerDeclineReason(Refusal):
    """A no has its reason."""

    sentence = _("Please give the reason for declining: the agent reads it.")
    field = "reason"


@transaction.atomic
def propose_target(
    *, line: Line, person: Person, target_micros: int, reason: str, by: User, at: datetime
) -> Answer:
    """An agent's answer to a published target: another number, and why.

    Refuses NotPublished, NotOneself, NotJudged, AnswerOfBand, AnswerReasonMissing and AnswerWaiting.
    """
    card = line.scorecard
    if not card.is_published:
        raise NotPublished(name=card.name)
    if person.user_id != by.pk:
        raise NotOneself(person=person.name)
    on = next((one for one in people_on(card) if one.person_id == person.pk), None)
    if on is None:
        raise NotJudged(name=card.name)
    if line.target_micros is None:
        raise AnswerOfBand(kpi=line.kpi.name)
    if not reason.strip():
        raise AnswerReasonMissing
    try:
        with transaction.atomic():
            row = Answer.objects.create(
                line=line, person=person, proposed_micros=target_micros, reason=reason.strip()[:300], at=at
            )
    except IntegrityError as error:  # the unique key on open ones decides
        raise AnswerWaiting(kpi=line.kpi.name) from error
    audit.record(
        verb="scorecard.answered",
        subject=card,
        by=by,
        at=at,
        after={"person": person.pk, "kpi": line.kpi.code, "target_micros": target_micros},
        reason=row.reason,
    )
    leaders = Leadership.objects.filter(active_on(local_day(at)), team_id=on.team_id)
    notify(
        person_ids=list(leaders.values_list("person_id", flat=True)),
        code="scorecard.answered",
        values={"person": person.name, "scorecard": card.name},
        url=reverse("scorecard", args=[card.pk]),
        at=at,
    )
    return row


@transaction.atomic
def accept_answer(*, answer: Answer, by: User, at: datetime, decision: str = "") -> Answer:
    """Take the agent's number: at once before the period has begun, else as a change that someone approves.

    Refuses AnswerDecided and what `propose_change` refuses.
    """
    card, today = answer.line.scorecard, local_day(at)
    _decide(answer, AnswerState.ACCEPTED, by, at, decision)
    change: Change = propose_change(
        scorecard=card,
        values=[NewValue(line=answer.line, target_micros=answer.proposed_micros)],
        from_day=max(card.starts, today),
        reason=answer.reason,
        by=by,
        at=at,
        person=answer.person,
    )
    Answer.objects.filter(pk=answer.pk).update(change=change)
    if today < card.starts:
        put_in_force(change=change, by=by, at=at, decision=decision, agreed=[answer.person_id])
    _tell(answer, "scorecard.answer_accepted", by, at, decision)
    answer.refresh_from_db()
    return answer


@transaction.atomic
def decline_answer(*, answer: Answer, reason: str, by: User, at: datetime) -> Answer:
    """Keep the target, with the reason. Refuses AnswerDeclineReason and AnswerDecided."""
    if not reason.strip():
        raise AnswerDeclineReason
    _decide(answer, AnswerState.DECLINED, by, at, reason.strip())
    _tell(answer, "scorecard.answer_declined", by, at, reason.strip())
    return answer


def _decide(answer: Answer, state: AnswerState, by: User, at: datetime, decision: str) -> None:
    held = Answer.objects.filter(pk=answer.pk, state=AnswerState.OPEN)
    if not held.update(state=state, decided_by=by, decided_at=at, decision=decision[:300]):
        raise AnswerDecided
    answer.refresh_from_db()


def _tell(answer: Answer, verb: str, by: User, at: datetime, reason: str) -> None:
    card = answer.line.scorecard
    audit.record(
        verb=verb,
        subject=card,
        by=by,
        at=at,
        after={"person": answer.person_id, "kpi": answer.line.kpi.code},
        reason=reason,
    )
    notify(
        person_ids=[answer.person_id],
        code=verb,
        values={"scorecard": card.name, "reason": reason or "–"},
        url=reverse("targets"),
        at=at,
    )
