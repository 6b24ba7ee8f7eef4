"""Who may see and do what with plans, runs, payouts and honours; each `can_*` has its list twin
`visible_*`.

Plans and runs: HR and director. HR prepares, locks and exports; HR or a director publishes and approves,
never what they wrote or calculated, and never their own pay. A payout is seen by those two at any time, and
once it is approved by the person it is for and by who led that person on a day of its month. Stewards and
administrators see no pay.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from apps.incentives import refusals
from apps.incentives.models import Award, PayoutRun, Plan, PlanVersion, Question, RunInput
from apps.incentives.models.run import AFTER_APPROVAL
from apps.people.choices import Role
from apps.people.clock import today
from apps.people.models import Period, Placement, User
from apps.people.policies import (
    SEES_ALL_PAY,
    SEES_OWN,
    Looker,
    has_role,
    led_team_ids,
    person_of,
    roles_of,
    visible_people,
)
from apps.people.refusals import Refusal


def can_view_runs(user: Looker, *, on: date | None = None) -> bool:
    """Whether the sign-in may see payout runs and plans."""
    return has_role(user, *SEES_ALL_PAY, on=on)


def visible_runs(user: Looker, *, on: date | None = None) -> QuerySet[PayoutRun]:
    """The payout runs that the sign-in may see: all, or none."""
    return PayoutRun.objects.all() if can_view_runs(user, on=on) else PayoutRun.objects.none()


def can_view_run(user: Looker, run: PayoutRun, *, on: date | None = None) -> bool:
    """Whether the sign-in may see the run."""
    return visible_runs(user, on=on).filter(pk=run.pk).exists()


def visible_plans(user: Looker, *, on: date | None = None) -> QuerySet[Plan]:
    """The plans that the sign-in may see: all, or none."""
    return Plan.objects.all() if can_view_runs(user, on=on) else Plan.objects.none()


def can_view_plan(user: Looker, plan: Plan, *, on: date | None = None) -> bool:
    """Whether the sign-in may see the plan."""
    return visible_plans(user, on=on).filter(pk=plan.pk).exists()


def can_write_plans(user: Looker, *, on: date | None = None) -> bool:
    """Whether the sign-in may write plans and rules for honours."""
    return has_role(user, Role.HR, on=on)


def can_publish_plans(user: Looker, *, on: date | None = None) -> bool:
    """Whether the sign-in may put in force what someone else wrote."""
    return has_role(user, *SEES_ALL_PAY, on=on)


def can_prepare_runs(user: Looker, *, on: date | None = None) -> bool:
    """Whether the sign-in may create, calculate, submit, lock, export and acknowledge runs."""
    return has_role(user, Role.HR, on=on)


def can_approve_runs(user: Looker, *, on: date | None = None) -> bool:
    """Whether the sign-in may decide exceptions, send back, and approve what someone else calculated."""
    return has_role(user, *SEES_ALL_PAY, on=on)


def approval_refusal(user: User, run: PayoutRun) -> Refusal | None:
    """Why this sign-in may not approve this run, whatever its role: four eyes, and nobody's own pay.

    One query.
    """
    if run.calculated_by_id == user.pk:
        return refusals.SelfApproval()
    wrote = PlanVersion.objects.filter(pk=run.plan_version_id, editors=user)
    paid = RunInput.objects.filter(run=run, person__user=user)
    found = PayoutRun.objects.filter(pk=run.pk).values_list(Exists(wrote), Exists(paid)).first()
    is_editor, is_payee = found or (False, False)
    if is_editor:
        return refusals.EditorApproves()
    return refusals.OwnPay() if is_payee else None


def visible_payouts(user: Looker, *, on: date | None = None) -> QuerySet[RunInput]:
    """The payouts (a person in a run) that the sign-in may see."""
    day = on or today()
    roles = roles_of(user, day)
    if not roles.isdisjoint(SEES_ALL_PAY):
        return RunInput.objects.all()
    me = person_of(user)
    if me is None or roles.isdisjoint(SEES_OWN):
        return RunInput.objects.none()
    return RunInput.objects.filter(
        Q(person_id=me.pk) | _led(led_team_ids(user, day)), run__state__in=AFTER_APPROVAL
    )


def can_view_payout(user: Looker, payout: RunInput, *, on: date | None = None) -> bool:
    """Whether the sign-in may see the payout."""
    return visible_payouts(user, on=on).filter(pk=payout.pk).exists()


def visible_questions(user: Looker, *, on: date | None = None) -> QuerySet[Question]:
    """Questions about pay: all for HR and directors, else one's own."""
    if can_view_runs(user, on=on):
        return Question.objects.all()
    me = person_of(user)
    return Question.objects.none() if me is None else Question.objects.filter(person_id=me.pk)


def can_view_question(user: Looker, question: Question, *, on: date | None = None) -> bool:
    """Whether the sign-in may read the thread."""
    return visible_questions(user, on=on).filter(pk=question.pk).exists()


def own_questions(user: Looker) -> QuerySet[Question]:
    """What the person who is signed in has asked."""
    me = person_of(user)
    return Question.objects.none() if me is None else Question.objects.filter(person_id=me.pk)


def own_payouts(user: Looker) -> QuerySet[RunInput]:
    """The approved payouts of the person who is signed in."""
    me = person_of(user)
    if me is None:
        return RunInput.objects.none()
    return RunInput.objects.filter(person_id=me.pk, run__state__in=AFTER_APPROVAL)


def _led(team_ids: set[int]) -> Q:
    """Payouts of people placed in one of the teams on a day of the run's month."""
    if not team_ids:
        return Q(pk__in=[])
    month_end = Subquery(Period.objects.filter(starts=OuterRef(OuterRef("run__month"))).values("ends")[:1])
    placed = Placement.objects.filter(
        person=OuterRef("person"),
        team_id__in=team_ids,
        starts__lt=month_end,
        ends__gt=OuterRef("run__month"),
    )
    return Q(Exists(placed))


def visible_awards(user: Looker, *, on: date | None = None) -> QuerySet[Award]:
    """Honours are for all who work here: whoever has a role sees who was honoured for what."""
    return Award.objects.all() if roles_of(user, on or today()) else Award.objects.none()


def can_view_award(user: Looker, award: Award, *, on: date | None = None) -> bool:
    """Whether the sign-in may see that the person was honoured."""
    return visible_awards(user, on=on).filter(pk=award.pk).exists()


def figures_shown(user: Looker, month: date, last_day: date) -> set[int]:
    """The people whose figures of the month the sign-in may see beside their honour."""
    return set(visible_people(user, month, last_day).values_list("pk", flat=True))
