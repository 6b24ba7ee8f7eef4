"""What a run has to settle with each payee: read from the plan's locked runs, and from today's data.

The number of queries depends on how many earlier months are looked at, never on the number of people.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from django.db.models import Max, Q, QuerySet, Sum

from apps.engine.budget import BudgetCut
from apps.engine.corrections import Correction as Due
from apps.engine.lines import PAID_STEPS, Step
from apps.engine.settlement import Release, Settlement
from apps.incentives.causes import Cause, causes
from apps.incentives.choices import BalanceKind, Decision, RunKind
from apps.incentives.models import (
    Correction,
    Hold,
    OpeningBalance,
    PayoutRun,
    Plan,
    RunException,
    RunInput,
    RunLine,
)
from apps.incentives.plans import read_rules
from apps.incentives.pricing import price
from apps.incentives.queries.inputs import collect_inputs
from apps.incentives.settling import NEGATIVE, SHARED, earned_by_key
from apps.incentives.snapshot import PayeeFacts, unpack_facts, unpack_value

MONTHS_BACK: Final = 12
"""How many locked months before the run are calculated again, to see what was paid too much or too little."""

Key = tuple[int, date, str]  # person, month, component of a pool or prize or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCorrection:
    """A difference for one person, month and key, with why; minor units."""

    person_id: int
    due: Due
    causes: tuple[Cause, ...]

    @property
    def amount(self) -> int:
        """What is left to pay, or (negative) to take."""
        return self.due.recalculated - self.due.paid - self.due.waived


@dataclass(frozen=True, kw_only=True)
class Settling:
    """What a run settles, by person; `corrections` with their causes; `locked`: the plan's locked runs."""

    settlements: Mapping[int, Settlement]
    corrections: tuple[DueCorrection, ...]
    locked: int


@dataclass(slots=True)
class _Open:
    """What is found for one person, before it is frozen."""

    earlier_paid: int = 0
    corrections: list[Due] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    carried: int = 0
    opening: int = 0
    held: bool = False
    held_orders: list[tuple[str, int]] = field(default_factory=list)


def locked_runs(plan: Plan) -> QuerySet[PayoutRun]:
    """The plan's runs that never change again, those that were taken back left out."""
    return PayoutRun.objects.locked().standing().filter(plan_version__plan=plan)


def collect_settling(run: PayoutRun, *, only: Collection[int] | None = None) -> Settling:
    """Everything the run settles beside its month; `only`: of these people (an off-cycle run's)."""
    plan = run.plan_version.plan
    found: defaultdict[int, _Open] = defaultdict(_Open)
    paid = paid_so_far(plan)
    for (person_id, month, _key), amount in paid.items():
        if month == run.month:
            found[person_id].earlier_paid += amount
    corrections = [one for one in due_corrections(run, paid) if only is None or one.person_id in only]
    waived = _waived_here(run)
    for one in corrections:
        found[one.person_id].corrections.append(_unless_waived(one, waived))
    _open_ones(run, plan, found)
    take = read_rules(run.plan_version.spec).take_from_colleagues
    return Settling(
        settlements={
            person_id: _frozen(one, take=take)
            for person_id, one in found.items()
            if only is None or person_id in only
        },
        corrections=tuple(corrections),
        locked=locked_runs(plan).count(),
    )


def _open_ones(run: PayoutRun, plan: Plan, found: defaultdict[int, _Open]) -> None:
    """What is carried, stood open before the portal, was held and is released, or is held here."""
    for person_id, amount in _carried(plan).items():
        found[person_id].carried += amount
    before = OpeningBalance.objects.filter(plan=plan, taken_in__isnull=True, month__lte=run.month)
    for person_id, amount in before.exclude(kind=BalanceKind.PAID).values_list("person_id", "amount"):
        found[person_id].opening += amount
    for person_id, release in _releases(plan):
        found[person_id].releases.append(release)
    held = Hold.objects.filter(run=run, lifted_at__isnull=True).order_by("pk")
    for person_id, order, brings in held.values_list("person_id", "order", "amount"):
        if order:
            found[person_id].held_orders.append((order, brings or 0))
        else:
            found[person_id].held = True


def _unless_waived(one: DueCorrection, waived: set[tuple[int, date, str, int]]) -> Due:
    due = one.due
    if (one.person_id, due.for_period, due.key, one.amount) not in waived:
        return due
    return replace(due, waived=due.waived + one.amount)


def _frozen(one: _Open, *, take: bool) -> Settlement:
    return Settlement(
        earlier_paid=one.earlier_paid,
        corrections=tuple(one.corrections),
        releases=tuple(one.releases),
        carried=one.carried,
        opening=one.opening,
        held=one.held,
        held_orders=tuple(one.held_orders),
        take_from_colleagues=take,
    )


def paid_so_far(plan: Plan) -> dict[Key, int]:
    """What all locked runs and opening balances say was paid for each person, month and key. Two queries."""
    found: defaultdict[Key, int] = defaultdict(int)
    shared = Q(step=Step.COMPONENT) & (Q(code__startswith=SHARED[0]) | Q(code__startswith=SHARED[1]))
    lines = RunLine.objects.filter(run__in=locked_runs(plan), step__in=PAID_STEPS).order_by()
    own = lines.exclude(shared).exclude(step=Step.CORRECTION)
    for person_id, month, amount in own.values_list("person_id", "for_month").annotate(sum=Sum("amount")):
        found[person_id, month, ""] += amount
    by_key = lines.filter(shared | Q(step=Step.CORRECTION))
    for person_id, month, key, amount in by_key.values_list("person_id", "for_month", "component").annotate(
        sum=Sum("amount")
    ):
        found[person_id, month, key] += amount
    opening = OpeningBalance.objects.filter(plan=plan, kind=BalanceKind.PAID)
    for person_id, month, amount in opening.values_list("person_id", "month", "amount"):
        found[person_id, month, ""] += amount
    return dict(found)


def due_corrections(run: PayoutRun, paid: Mapping[Key, int]) -> list[DueCorrection]:
    """What earlier months that are locked pay by today's data, and have not paid; by month and person."""
    plan = run.plan_version.plan
    earlier = locked_runs(plan).filter(month__lt=run.month, kind=RunKind.REGULAR)
    months = list(earlier.select_related("plan_version__plan").order_by("-month")[:MONTHS_BACK])
    waived = _waived_before(plan)
    found: list[DueCorrection] = []
    for one in reversed(months):
        found += _of_month(one, paid, waived)
    return found


def _of_month(locked: PayoutRun, paid: Mapping[Key, int], waived: Mapping[Key, int]) -> list[DueCorrection]:
    present = collect_inputs(locked.plan_version.plan, locked.month)
    if present is None or _as_locked(locked, present.input_hash, waived):
        return []
    rules = read_rules(locked.plan_version.spec)
    before = {
        row.person_id: unpack_facts(row.data["facts"])
        for row in locked.inputs.all()
        if "facts" in row.data and not row.data.get("extra")
    }
    cuts = None if rules.budget is None else _cuts(locked, present.facts)
    priced = price(present.facts, rules, currency=present.currency, month=locked.month, cuts=cuts)
    again = earned_by_key(priced.lines)
    after = {facts.person_id: facts for facts in present.facts}
    settled = {(person_id, key) for person_id, month, key in paid if month == locked.month}
    found = []
    for person_id, key in sorted(set(again) | settled):
        due = Due(
            key=key,
            for_period=locked.month,
            recalculated=again.get((person_id, key), 0),
            paid=paid.get((person_id, locked.month, key), 0),
            waived=waived.get((person_id, locked.month, key), 0),
            shared=bool(key),
            own=before.get(person_id) != after.get(person_id),
        )
        if due.recalculated - due.paid - due.waived:
            why = causes(before.get(person_id), after.get(person_id))
            found.append(DueCorrection(person_id=person_id, due=due, causes=tuple(why)))
    return found


def _as_locked(locked: PayoutRun, present: str, waived: Mapping[Key, int]) -> bool:
    """Whether the month is still as it was paid: the same inputs, and nothing settled for it since."""
    if present != locked.input_hash:
        return False
    later = RunLine.objects.filter(
        run__in=locked_runs(locked.plan_version.plan), for_month=locked.month, step=Step.CORRECTION
    )
    return not later.exclude(amount=0).exists() and not any(month == locked.month for _p, month, _k in waived)


def _cuts(locked: PayoutRun, facts: Sequence[PayeeFacts]) -> dict[str, BudgetCut]:
    """What the budget left of each one's pay, as locked; who was not in the run has the common factor."""
    lines = locked.lines.filter(step=Step.BUDGET)
    cuts = {str(line.person_id): _cut(line) for line in lines}
    common = next(iter(cuts.values()), None)
    if common is None:
        return {}
    plain = BudgetCut(factor=common.factor, budget=common.budget, counted=common.counted)
    return {str(one.person_id): cuts.get(str(one.person_id), plain) for one in facts}


def _cut(line: RunLine) -> BudgetCut:
    values = line.values
    factor: Any = unpack_value(line.rate)
    return BudgetCut(factor=factor, cent=values["cent"], budget=values["budget"], counted=values["counted"])


def _waived_before(plan: Plan) -> dict[Key, int]:
    """Differences that people decided to let be, in runs that are locked. One query."""
    rows = Correction.objects.filter(run__in=locked_runs(plan), waived_at__isnull=False)
    found: defaultdict[Key, int] = defaultdict(int)
    for person_id, month, key, amount in rows.values_list("person_id", "for_month", "key", "amount"):
        found[person_id, month, key] += amount
    return dict(found)


def _waived_here(run: PayoutRun) -> set[tuple[int, date, str, int]]:
    rows = run.corrections.filter(waived_at__isnull=False)
    return set(rows.values_list("person_id", "for_month", "key", "amount"))


def _carried(plan: Plan) -> dict[int, int]:
    """Negative totals that a person decided to carry over, from each one's last locked run. Three queries.

    Of two locked runs the later one has seen more locked runs: `settled_runs` is their order.
    """
    last = RunInput.objects.filter(run__in=locked_runs(plan)).order_by().values("person_id")
    latest = dict(last.annotate(last=Max("run__settled_runs")).values_list("person_id", "last"))
    decided = RunException.objects.filter(
        run__in=locked_runs(plan), code=NEGATIVE, decision=Decision.CARRY
    ).values_list("person_id", "run_id", "run__settled_runs")
    wanted = {(person_id, run_id) for person_id, run_id, order in decided if latest.get(person_id) == order}
    if not wanted:
        return {}
    rows = RunInput.objects.filter(person_id__in={one for one, _run in wanted}, total_minor__lt=0)
    found = rows.values_list("person_id", "run_id", "total_minor")
    return {person_id: total for person_id, run_id, total in found if (person_id, run_id) in wanted}


def _releases(plan: Plan) -> Iterable[tuple[int, Release]]:
    """Pay that locked runs held and somebody has released since, not paid out yet. Two queries."""
    lifted = Hold.objects.filter(run__in=locked_runs(plan), lifted_at__isnull=False).values_list(
        "person_id", "run_id", "order"
    )
    wanted = set(lifted)
    if not wanted:
        return []
    people = {person_id for person_id, _run, _order in wanted}
    held = RunLine.objects.filter(
        run__in=locked_runs(plan), person_id__in=people, step=Step.HELD
    ).select_related("run")
    done = set(
        RunLine.objects.filter(
            run__in=locked_runs(plan), person_id__in=people, step=Step.RELEASED
        ).values_list("person_id", "component")
    )
    return [
        (
            line.person_id,
            Release(
                key=release_key(line.run, line.component), for_period=line.run.month, amount=-line.amount
            ),
        )
        for line in held.order_by("run__month", "pk")
        if (line.person_id, line.run_id, line.component) in wanted
        and (line.person_id, release_key(line.run, line.component)) not in done
    ]


def release_key(run: PayoutRun, order: str = "") -> str:
    """How a line names the run, and the order, whose pay it releases: `2026-10/1`, `2026-10/1 20-4417`."""
    return f"{run} {order}".strip()[:60]
