"""Figures of days 7, 14 and 28 come in by themselves; on day 28 with what they say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.coaching.choices import AssignmentState, Outcome, StepKind
from apps.coaching.effects import effect_of
from apps.coaching.models import Check, Met, Step, TalkPlan
from apps.coaching.windows import CHECK_DAYS, DAYS, after_days, before_days, read, window_figures
from apps.goals.amounts import MICROS
from apps.intake.queries import feeds
from apps.metrics.choices import KpiDirection
from apps.metrics.figures import KpiInfo
from apps.metrics.queries import kpi_infos
from apps.people.clock import local_day
from apps.people.operations import Letter, notify_each
from apps.performance.completeness import complete_through

GRACE = timedelta(days=3)  # a source that is late longer is not waited for


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    plan: TalkPlan
    number: int

    @property
    def last(self) -> date:
        return after_days(self.plan.talk_day, self.number)[1]


def run_checks(*, at: datetime) -> int:
    """Take in the figures of every check that is due and complete. Returns how many came in.

    Of two workers the unique key lets one write each. Statements grow with the number of talk days, not of
    people.
    """
    on = local_day(at)
    infos, sources = kpi_infos(on), list(feeds())
    due = [one for one in _due(on) if _complete(one, infos, sources, on)]
    found: dict[tuple[str, date, int], Mapping[int, dict[str, Any]]] = {}
    for key, group in _grouped(due).items():
        code, talk, number = key
        if code in infos:
            people = [one.plan.assignment.person_id for one in group]
            found[key] = window_figures(infos[code], people, *after_days(talk, number))
    return sum(_take_in(one, found, infos, at) for one in due)


@transaction.atomic
def fill_met(*, at: datetime) -> int:
    """Store the windows of everybody whom a rule was about, once they are over: for comparisons."""
    on = local_day(at)
    open_ones = Met.objects.filter(after__isnull=True, on__lte=on - timedelta(days=DAYS))
    rows = list(open_ones.select_related("rule__kpi").order_by("rule_id", "on", "pk"))
    infos = kpi_infos(on)
    groups: defaultdict[tuple[str, date], list[Met]] = defaultdict(list)
    for row in rows:
        groups[row.rule.kpi.code if row.rule.kpi else "", row.on].append(row)
    for (code, day), group in groups.items():
        info, people = infos.get(code), [row.person_id for row in group]
        before = window_figures(info, people, *before_days(day)) if info else {}
        after = window_figures(info, people, *after_days(day)) if info else {}
        for row in group:
            row.before, row.after = before.get(row.person_id, {}), after.get(row.person_id, {})
    Met.objects.bulk_update(rows, ["before", "after"], batch_size=500)
    return len(rows)


def outcome_of(plan: TalkPlan, after: Mapping[str, Any], min_sample: int) -> Outcome:
    """What the figures say against what was agreed."""
    now, before = read(after), read(plan.before)
    if now.value is None or now.n < min_sample:
        return Outcome.TOO_LITTLE_DATA
    sign = -1 if plan.kpi.direction == KpiDirection.LOWER else 1
    if sign * now.value >= sign * Fraction(plan.number_micros, MICROS):
        return Outcome.REACHED
    better = before.value is not None and sign * now.value > sign * before.value
    return Outcome.IMPROVED if better else Outcome.NOT_IMPROVED


def _due(on: date) -> Iterable[_Due]:
    plans = TalkPlan.objects.filter(
        assignment__state=AssignmentState.OPEN,
        agent_confirmed_at__isnull=False,
        coach_confirmed_at__isnull=False,
        outcome="",
        talk_day__lte=on - timedelta(days=CHECK_DAYS[0]),
    )
    rows = plans.select_related("assignment__rule__kpi", "assignment__person", "kpi").order_by("pk")
    done = set(Check.objects.filter(plan__in=plans).values_list("plan_id", "number"))
    for plan in rows:
        for number in CHECK_DAYS:
            if (plan.pk, number) not in done and plan.talk_day + timedelta(days=number) <= on:
                yield _Due(plan=plan, number=number)


def _complete(one: _Due, infos: Mapping[str, KpiInfo], sources: Sequence[Any], on: date) -> bool:
    info = infos.get(one.plan.kpi.code)
    through = complete_through(info, sources) if info else None
    return on > one.last + GRACE or (through is not None and through >= one.last)


def _grouped(due: Collection[_Due]) -> Mapping[tuple[str, date, int], list[_Due]]:
    groups: defaultdict[tuple[str, date, int], list[_Due]] = defaultdict(list)
    for one in due:
        groups[one.plan.kpi.code, one.plan.talk_day, one.number].append(one)
    return groups


@transaction.atomic
def _take_in(
    one: _Due,
    found: Mapping[tuple[str, date, int], Mapping[int, dict[str, Any]]],
    infos: Mapping[str, KpiInfo],
    at: datetime,
) -> int:
    plan, assignment = one.plan, one.plan.assignment
    figure = found.get((plan.kpi.code, plan.talk_day, one.number), {}).get(assignment.person_id, {})
    _check, made = Check.objects.get_or_create(
        plan=plan, number=one.number, defaults={"through": one.last, "figure": figure, "at": at}
    )
    if not made:
        return 0
    Step.objects.create(
        assignment=assignment, kind=StepKind.CHECKED, day=one.last, text=str(one.number), at=at
    )
    code = "coaching.check"
    if one.number == DAYS:
        code = "coaching.outcome"
        info = infos.get(plan.kpi.code)
        outcome = outcome_of(plan, figure, info.min_sample if info else 0)
        effect = effect_of(plan, figure, info) if info else {}
        TalkPlan.objects.filter(pk=plan.pk, outcome="").update(outcome=outcome, outcome_at=at, effect=effect)
        Step.objects.create(assignment=assignment, kind=StepKind.OUTCOME, day=one.last, at=at)
        audit.record(verb="coaching.outcome", subject=assignment, by=None, at=at)
    url = reverse("assignment", args=[assignment.pk])
    values = {"days": one.number}
    notify_each(
        letters=[
            Letter(person_id=person_id, code=code, values=values, url=url)
            for person_id in (assignment.person_id, assignment.coach_id)
        ],
        at=at,
    )
    return 1


@transaction.atomic
def see_check(*, check: Check, at: datetime) -> None:
    """The coach has seen the figures; a second time changes nothing."""
    Check.objects.filter(pk=check.pk, seen_at__isnull=True).update(seen_at=at)
