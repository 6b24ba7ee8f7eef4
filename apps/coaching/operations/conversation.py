"""A conversation: the cause by each, one behaviour, one number, one date; both confirm, both decide."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.coaching.choices import Decision, Outcome, StepKind, Voice
from apps.coaching.models import Assignment, Cause, CauseView, TalkPlan
from apps.coaching.operations.asking import check_due
from apps.coaching.operations.assigning import first_working_day
from apps.coaching.operations.steps import note_step
from apps.coaching.operations.talks import check_open, close
from apps.coaching.policies import can_coach, is_coached
from apps.coaching.refusals import (
    AgentFirst,
    BehaviourMissing,
    CauseNotChosen,
    DecisionMissing,
    NoOutcomeYet,
    NotOfTheTwo,
    NotTheCoach,
    NumberMissing,
    PlanChanged,
    PlanConfirmed,
    SessionBeforeAssignment,
    SessionInFuture,
    ViewWritten,
)
from apps.coaching.windows import DAYS, before_days, window_figures
from apps.metrics.models import Kpi
from apps.metrics.queries import kpi_infos
from apps.people.clock import local_day
from apps.people.models import User
from apps.people.operations import notify


def round_of(assignment: Assignment) -> int:
    """The round that is talked about: the next one after a plan on which both have decided."""
    last = assignment.plans.order_by("-round").first()
    if last is None:
        return 1
    return last.round + 1 if last.agent_decision and last.coach_decision else last.round


def voice_of(user: User, assignment: Assignment) -> Voice:
    """Whose word the user's is. Refusal: `NotOfTheTwo`."""
    if is_coached(user, assignment):
        return Voice.AGENT
    if can_coach(user, assignment):
        return Voice.COACH
    raise NotOfTheTwo


@transaction.atomic
def write_view(
    *,
    assignment: Assignment,
    cause: Cause | None,
    why: str,
    evidence: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> CauseView:
    """Write the cause as one sees it; the agent first. Once both wrote, both stand as they are.

    Refusals: `NotOfTheTwo`, `AlreadyClosed`, `CauseNotChosen`, `AgentFirst`, `ViewWritten`.
    """
    held = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    voice = voice_of(by, held)
    check_open(held)
    if cause is None or not cause.active:
        raise CauseNotChosen
    number = round_of(held)
    said = set(held.views.filter(round=number).values_list("voice", flat=True))
    if voice == Voice.COACH and Voice.AGENT not in said:
        raise AgentFirst
    if len(said) == len(Voice.values):
        raise ViewWritten
    words = {"cause": cause, "why": why.strip(), "evidence": dict(evidence or {}), "at": at}
    view, _made = CauseView.objects.update_or_create(
        assignment=held, round=number, voice=voice, defaults=words
    )
    note_step(held, StepKind.VIEW, by=by, at=at)
    audit.record(verb="coaching.view_written", subject=held, by=by, at=at)
    if voice == Voice.AGENT:
        _tell(held.coach_id, "coaching.view", held, at)
    return view


@transaction.atomic
def write_plan(
    *,
    assignment: Assignment,
    talk_day: date,
    behaviour: str,
    kpi: Kpi | None,
    number_micros: int | None,
    due_day: date | None,
    by: User,
    at: datetime,
) -> TalkPlan:
    """The coach writes what was agreed, or writes it anew until both have confirmed.

    `due_day` is day 28, or the first working day after it, unless another is agreed. Refusals: `NotTheCoach`,
    `AlreadyClosed`, `BehaviourMissing`, `NumberMissing`, `SessionInFuture`, `SessionBeforeAssignment`,
    `DueInPast`, `DueNotWorking`, `PlanConfirmed`.
    """
    held = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    on = local_day(at)
    if not can_coach(by, held):
        raise NotTheCoach
    check_open(held)
    if not behaviour.strip():
        raise BehaviourMissing
    if kpi is None or number_micros is None or number_micros < 0:
        raise NumberMissing
    if talk_day > on:
        raise SessionInFuture(day=talk_day.isoformat())
    if talk_day < local_day(held.opened_at):
        raise SessionBeforeAssignment(day=talk_day.isoformat(), opened=local_day(held.opened_at).isoformat())
    due = due_day or first_working_day(talk_day + timedelta(days=DAYS))
    check_due(due, on)
    number = round_of(held)
    known = held.plans.filter(round=number).first()
    if known is not None and known.confirmed:
        raise PlanConfirmed
    words: dict[str, Any] = {
        "talk_day": talk_day,
        "behaviour": behaviour.strip(),
        "kpi": kpi,
        "number_micros": number_micros,
        "due_day": due,
        "before": _before(kpi, held.person_id, talk_day),
        "written_by": by,
        "written_at": at,
        "agent_confirmed_at": None,
        "coach_confirmed_at": at,
    }
    plan, _made = TalkPlan.objects.update_or_create(assignment=held, round=number, defaults=words)
    Assignment.objects.filter(pk=held.pk, due_day__lt=due).update(due_day=due)
    note_step(held, StepKind.PLANNED, by=by, at=at)
    audit.record(verb="coaching.planned", subject=held, by=by, at=at)
    _tell(held.person_id, "coaching.plan", held, at)
    return plan


@transaction.atomic
def confirm_plan(*, plan: TalkPlan, by: User, at: datetime) -> TalkPlan:
    """Say yes to the plan. The coach said so by writing it; once both did, it stands.

    A second time changes nothing. Refusals: `NotOfTheTwo`, `AlreadyClosed`.
    """
    assignment = plan.assignment
    voice = voice_of(by, assignment)
    check_open(assignment)
    field = f"{voice.value}_confirmed_at"
    if TalkPlan.objects.filter(pk=plan.pk, **{f"{field}__isnull": True}).update(**{field: at}):
        note_step(assignment, StepKind.CONFIRMED, by=by, at=at)
        audit.record(verb="coaching.confirmed", subject=assignment, by=by, at=at)
        other = assignment.coach_id if voice == Voice.AGENT else assignment.person_id
        _tell(other, "coaching.confirmed", assignment, at)
    plan.refresh_from_db()
    return plan


@transaction.atomic
def decide(*, plan: TalkPlan, decision: str, note: str = "", by: User, at: datetime) -> TalkPlan:
    """Say what happens after the outcome; once both did, the coach's word counts, and both stand.

    Close ends the coaching with the outcome of the figures; renew and change begin another round, which waits
    for a slot. Refusals: `NotOfTheTwo`, `AlreadyClosed`, `DecisionMissing`, `NoOutcomeYet`, `PlanChanged`.
    """
    assignment = plan.assignment
    voice = voice_of(by, assignment)
    check_open(assignment)
    if decision not in Decision.values:
        raise DecisionMissing
    plan.refresh_from_db()
    if not plan.outcome:
        raise NoOutcomeYet
    words = {
        f"{voice.value}_decision": decision,
        f"{voice.value}_note": note.strip(),
        f"{voice.value}_decided_at": at,
    }
    still = TalkPlan.objects.filter(pk=plan.pk).exclude(
        agent_decided_at__isnull=False, coach_decided_at__isnull=False
    )
    if not still.update(**words):
        raise PlanChanged
    plan.refresh_from_db()
    note_step(assignment, StepKind.DECIDED, by=by, at=at)
    audit.record(verb="coaching.decided", subject=assignment, by=by, at=at)
    if plan.agent_decision and plan.coach_decision:
        _follow(plan, by, at)
    else:
        other = assignment.coach_id if voice == Voice.AGENT else assignment.person_id
        _tell(other, "coaching.decide", assignment, at)
    return plan


def _follow(plan: TalkPlan, by: User, at: datetime) -> None:
    assignment = plan.assignment
    if plan.coach_decision == Decision.CLOSE:
        note = plan.coach_note or plan.agent_note
        close(assignment=assignment, outcome=Outcome(plan.outcome), note=note, by=by, at=at)
        return
    due = first_working_day(local_day(at) + timedelta(days=DAYS // 2))
    Assignment.objects.filter(pk=assignment.pk).update(week=None, talk_at=None, due_day=due)
    _tell(assignment.person_id, "coaching.renewed", assignment, at)


def _before(kpi: Kpi, person_id: int, talk_day: date) -> dict[str, Any]:
    info = kpi_infos(talk_day).get(kpi.code)
    if info is None:
        return {}
    return window_figures(info, [person_id], *before_days(talk_day))[person_id]


def _tell(person_id: int, code: str, assignment: Assignment, at: datetime) -> None:
    url = reverse("assignment", args=[assignment.pk])
    notify(person_ids=[person_id], code=code, values={}, url=url, at=at)
