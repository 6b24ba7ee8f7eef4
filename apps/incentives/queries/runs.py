"""Reads of payout runs: lists, one run's amounts, and what stands beside them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from django.db.models import BigIntegerField, Count, Max, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from apps.audit.models import Entry
from apps.engine.lines import Step
from apps.engine.money import round_minor
from apps.incentives.choices import RunKind
from apps.incentives.findings import median
from apps.incentives.models import PayoutRun, RunInput
from apps.incentives.queries.plans import covered_team_ids
from apps.people.days import first_of_month
from apps.people.models import Placement

RUN = "incentives.PayoutRun"  # as the trail names a run
GATES = (Step.COMPONENT_GATE.value, Step.PLAN_GATE.value)
LIMITS = (Step.CAP.value, Step.BUDGET.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTotals:
    """A run in figures, amounts in minor units.

    `median` and `average` are of those who are paid, None for nobody.
    """

    people: int
    paid: int
    zero: int
    negative: int
    negative_minor: int
    total_minor: int
    payable_minor: int
    average_minor: int | None
    median_minor: int | None
    highest_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """One row's amounts by column: each component, what conditions took, what cap and budget took.

    `topped`: guarantee and what was given or taken by hand; `taken`: clawbacks; `earlier`: what is settled
    with other months and runs; `held`: what waits, 0 or negative. `counted` is what the plan's budget counts
    over all people; None without a budget. `steps` are those that have a line.
    """

    components: Mapping[str, int]
    gates: int = 0
    limits: int = 0
    topped: int = 0
    taken: int = 0
    earlier: int = 0
    held: int = 0
    steps: frozenset[str] = frozenset()
    counted: int | None = None


def run_list(runs: QuerySet[PayoutRun]) -> QuerySet[PayoutRun]:
    """Runs, newest first, each with `people` and `open_exceptions`. One query."""
    return (
        runs.select_related("plan_version__plan", "calculated_by", "approved_by")
        .annotate(
            people=Count("inputs", distinct=True),
            open_exceptions=Count("exceptions", filter=Q(exceptions__cleared_at__isnull=True), distinct=True),
        )
        .order_by("-month", "-number", "-pk")
    )


def paid_before(run: PayoutRun) -> dict[int, int]:
    """What the same plan's run of the month before paid each person, minor units; empty where it is not
    locked.
    """
    before = previous_month(run.month)
    rows = RunInput.objects.filter(
        run__in=PayoutRun.objects.locked()
        .standing()
        .filter(plan_version__plan_id=run.plan_version.plan_id, month=before, kind=RunKind.REGULAR)
    )
    return dict(rows.order_by("person_id").values_list("person_id", "total_minor"))


def previous_month(month: date) -> date:
    """The first of the month before."""
    return first_of_month(month - timedelta(days=1))


def run_totals(payable: Iterable[int]) -> RunTotals:
    """A run in figures, from everyone's total."""
    amounts = sorted(payable)
    paid = [amount for amount in amounts if amount > 0]
    negative = [amount for amount in amounts if amount < 0]
    return RunTotals(
        people=len(amounts),
        paid=len(paid),
        zero=len(amounts) - len(paid) - len(negative),
        negative=len(negative),
        negative_minor=sum(negative),
        total_minor=sum(amounts),
        payable_minor=sum(paid),
        average_minor=round_minor(Fraction(sum(paid), len(paid))) if paid else None,
        median_minor=round_minor(median(paid)) if paid else None,
        highest_minor=max(paid, default=0),
    )


def amounts_by_person(run: PayoutRun, person_ids: Collection[int]) -> dict[int, Amounts]:
    """The columns of these people's rows. One query."""
    rows = run.lines.filter(person_id__in=person_ids).values_list("person_id", "step", "component", "amount")
    sums: defaultdict[int, list[tuple[str, str, int]]] = defaultdict(list)
    for person_id, step, component, amount in rows:
        sums[person_id].append((step, component, amount))
    return {person_id: _amounts(parts) for person_id, parts in sums.items()}


def amounts_together(run: PayoutRun) -> Amounts:
    """The columns' sums over the run. One query."""
    counted = Cast(KeyTextTransform("counted", "values"), BigIntegerField())
    rows = list(
        run.lines.order_by()
        .values("step", "component")
        .annotate(sum=Sum("amount"), counted=Max(counted))
        .values_list("step", "component", "sum", "counted")
    )
    return replace(
        _amounts([row[:3] for row in rows]),
        counted=next((row[3] for row in rows if row[0] == Step.BUDGET), None),
    )


COLUMNS: Final[Mapping[str, str]] = {
    **dict.fromkeys(GATES, "gates"),
    **dict.fromkeys(LIMITS, "limits"),
    Step.GUARANTEE.value: "topped",
    Step.MANUAL.value: "topped",
    Step.CLAWBACK.value: "taken",
    Step.EARLIER_PAID.value: "earlier",
    Step.CORRECTION.value: "earlier",
    Step.RELEASED.value: "earlier",
    Step.CARRIED.value: "earlier",
    Step.HELD.value: "held",
}


def _amounts(parts: Collection[tuple[str, str, int]]) -> Amounts:
    components: defaultdict[str, int] = defaultdict(int)
    columns: defaultdict[str, int] = defaultdict(int)
    for step, component, amount in parts:
        if step == Step.COMPONENT:
            components[component] += amount
        elif step in COLUMNS:
            columns[COLUMNS[step]] += amount
    return Amounts(components=dict(components), steps=frozenset(step for step, _c, _a in parts), **columns)


def run_trail(run: PayoutRun, *, limit: int = 20) -> list[Entry]:
    """What was done with the run, newest first. One query."""
    entries = Entry.objects.filter(subject_type=RUN, subject_id=str(run.pk))
    return list(entries.order_by("-at", "-pk")[:limit])


def people_of(run: PayoutRun) -> int:
    """About how many people a calculation pays: those placed in the plan's teams. Three queries."""
    teams = covered_team_ids(run.plan_version.plan)
    placed = Placement.objects.filter(team_id__in=teams, starts__lte=run.last_day, ends__gt=run.month)
    return placed.values("person_id").distinct().count()
