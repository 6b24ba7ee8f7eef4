"""How fast pay is calculated: 100,000 payees with five components each, and a replay of twelve months.

`engine`: prepared payees to lines with everything that explains them. `run`: stored snapshots to stored
lines, in pieces, so that memory does not grow with the company; beside it a loop that reads, prices and
stores one payee at a time, on a part of the same data. `simulate`: 1,000 agents × 12 months by two plans,
with risk and fairness.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, Final

from django.db import connection

from apps.engine.payout import price_plan
from apps.incentives.fairness import AgentMonth, fairness
from apps.incentives.models import PayoutRun, Plan, PlanVersion, RunInput, RunLine
from apps.incentives.payees import payee_input
from apps.incentives.plans import PlanRules, read_rules
from apps.incentives.pricing import PricedLine, price, uncollected
from apps.incentives.simulation import MonthFacts, simulate
from apps.incentives.snapshot import DealFact, Deals, PayeeFacts, Reading, pack_facts, unpack_facts
from apps.people.models import Organisation, Person
from benchmarks.runner import Options, Result, measured

DESCRIPTION = "payees with five components each to lines, and a replay of twelve months"
PAYEES: Final = 100_000
PIECE: Final = 5_000
BATCH: Final = 2_000
LOOPED: Final = 500
AGENTS: Final = 1_000
MONTH: Final = date(2026, 10, 1)
AT: Final = datetime(2026, 11, 5, tzinfo=UTC)
SALES: Final = {"base": "net", "state": "booked"}
DOCUMENT: Final[dict[str, Any]] = {
    "currency": "HKD",
    "component": [
        {
            "key": "scorecard",
            "kind": "target bonus",
            "target_bonus": "8000.00",
            "curve": [[80, 50], [100, 100], [110, 130]],
        },
        {
            "key": "add_ons",
            "kind": "tiers",
            "mode": "marginal",
            "tiers": [["0", 1], ["1000", 2], ["3000", 3], ["8000", 5]],
            **SALES,
        },
        {"key": "own_sales", "kind": "percentage", "rate": "2.5", **SALES},
        {"key": "deals", "kind": "amount per unit", "amount": "50.00", "kpi": "deals_closed"},
        {"key": "on_top", "kind": "on top", "of": "own_sales", "rate": 10},
    ],
    "gate": [{"kpi": "complaint_rate", "above": "2.0 %", "factor": 50, "min_sample": 50, "on": "plan"}],
    "limits": {"individual_cap": "12000.00"},
}


def run(options: Options) -> Iterator[Result]:
    """Engine, run, simulation."""
    count = options.rows or PAYEES
    rules = read_rules(DOCUMENT)
    yield _engine(rules, count, options.repeat)
    yield _run(rules, count)
    yield _simulate(rules, options.agents or AGENTS)


def facts_of(number: int, month: date = MONTH) -> PayeeFacts:
    """The nth payee: figures that differ from person to person, the same every time."""
    deals = tuple(
        DealFact(order=f"{number}-{n}", day=month, amount=20_000 + (number * 37 + n * 9_001) % 450_000)
        for n in range(6)
    )
    return PayeeFacts(
        person_id=number,
        team_id=number % 40,
        worked=20_000,
        planned=20_000,
        days=20,
        score=Fraction(70_000 + (number * 911 + month.month * 577) % 50_000, 100_000),
        readings=(
            Reading(kpi="deals_closed", value=Fraction(number % 23), n=number % 23),
            Reading(kpi="complaint_rate", value=Fraction(number % 5, 125), n=125, min_sample=50),
        ),
        deals=(
            Deals(component="add_ons", orders=deals[:3]),
            Deals(component="own_sales", orders=deals),
        ),
    )


def _engine(rules: PlanRules, count: int, repeat: int) -> Result:
    """Only the engine: payees as it is given them, lines as it gives them back, piece by piece."""
    best, lines, busy = 0.0, 0, 0.0
    with measured(count_queries=False) as seen:
        for _n in range(max(1, repeat)):
            lines, seconds, busy = 0, 0.0, 0.0
            for start in range(0, count, PIECE):
                numbers = range(start + 1, min(start + PIECE, count) + 1)
                payees = [payee_input(facts_of(number), rules, "HKD")[0] for number in numbers]
                began, worked = time.perf_counter(), time.process_time()
                with uncollected():
                    lines += len(price_plan(payees).lines)
                seconds += time.perf_counter() - began
                busy += time.process_time() - worked
            best = min(best or seconds, seconds)
    return Result(
        name="payout engine",
        database="none",
        rows=lines,
        seconds=best,
        peak_mb=seen.peak_mb,
        found={
            "lines_per_second": round(lines / best),
            "lines_per_second_of_processor": round(lines / busy),
            "payees": count,
        },
    )


def _run(rules: PlanRules, count: int) -> Result:
    """Snapshots to stored lines; the loop beside it does the same, one payee at a time."""
    paid = _stored(count)
    with measured(count_queries=False) as seen:
        lines = _priced_in_pieces(paid, rules)
    RunLine.objects.all().delete()
    with measured() as queries:
        _priced_in_pieces(paid, rules, most=2 * PIECE)
    RunLine.objects.all().delete()
    looped = min(LOOPED, count)
    began = time.perf_counter()
    for pk in RunInput.objects.filter(run=paid).order_by("person_id").values_list("pk", flat=True)[:looped]:
        row = RunInput.objects.get(pk=pk)
        priced = price([unpack_facts(row.data["facts"])], rules, currency="HKD", month=MONTH)
        for line in priced.lines:
            _line(paid, line).save()
    each = (time.perf_counter() - began) / looped
    return Result(
        name="payout run",
        database=connection.vendor,
        rows=lines,
        seconds=seen.seconds,
        ratios={"a loop over single payees": each * count / seen.seconds},
        peak_mb=seen.peak_mb,
        found={
            "payees": count,
            "payees_per_second": round(count / seen.seconds),
            "queries_for_two_pieces": queries.queries,
        },
    )


def _priced_in_pieces(paid: PayoutRun, rules: PlanRules, most: int | None = None) -> int:
    """Read, price and store piece by piece; how many lines there are."""
    rows = RunInput.objects.filter(run=paid).order_by("person_id").values_list("data", flat=True)
    lines, piece = 0, []
    for data in rows[:most].iterator(chunk_size=BATCH):
        piece.append(unpack_facts(data["facts"]))
        if len(piece) == PIECE:
            lines += _store(paid, piece, rules)
            piece = []
    return lines + _store(paid, piece, rules)


def _store(paid: PayoutRun, facts: Sequence[PayeeFacts], rules: PlanRules) -> int:
    if not facts:
        return 0
    priced = price(facts, rules, currency="HKD", month=MONTH)
    RunLine.objects.bulk_create((_line(paid, line) for line in priced.lines), batch_size=BATCH)
    return len(priced.lines)


def _line(paid: PayoutRun, line: PricedLine) -> RunLine:
    return RunLine(
        run=paid,
        person_id=line.person_id,
        position=line.position,
        step=line.step,
        component=line.component,
        amount=line.amount,
        currency=line.currency,
        base=line.base,
        rate=line.rate,
        code=line.code,
        values=dict(line.values),
        for_month=line.for_month,
    )


def _stored(count: int) -> PayoutRun:
    """A run with the snapshots of its payees."""
    Organisation.objects.get_or_create(pk=1, defaults={"name": "Benchmark", "currency": "HKD"})
    plan = Plan.objects.create(code="bench", name="Bench", currency="HKD")
    version = PlanVersion.objects.create(plan=plan, version=1, starts=MONTH, spec=DOCUMENT)
    paid = PayoutRun.objects.create(plan_version=version, month=MONTH, created_at=AT)
    for start in range(0, count, PIECE):
        numbers = range(start + 1, min(start + PIECE, count) + 1)
        Person.objects.bulk_create(Person(pk=n, name=f"P{n}", name_key=f"p{n}") for n in numbers)
        RunInput.objects.bulk_create(
            (
                RunInput(
                    run=paid,
                    person_id=n,
                    team_id=n % 40,
                    data={"who": {}, "facts": pack_facts(facts_of(n))},
                )
                for n in numbers
            ),
            batch_size=BATCH,
        )
    return paid


def _simulate(rules: PlanRules, agents: int) -> Result:
    """Twelve months by two plans, with risk and fairness."""
    changed = read_rules(
        {**DOCUMENT, "limits": {"individual_cap": "10000.00", "budget": "7000000.00", "budget_counts": "all"}}
        | {"component": [{**part, "terms": "discretionary"} for part in DOCUMENT["component"]]}
    )
    months = [
        MonthFacts(
            month=date(2026, number, 1),
            facts=tuple(facts_of(n, date(2026, number, 1)) for n in range(1, agents + 1)),
        )
        for number in range(1, 13)
    ]
    with measured(count_queries=False) as seen:
        found = simulate(months, rules, changed, currency="HKD")
        rows = [
            AgentMonth(person_id=person, before=Fraction(old, 100), after=Fraction(new, 100))
            for (person, _month), (old, new) in found.pays.items()
        ]
        fairness(
            rows,
            {
                "team": {n: str(n % 8) for n in range(1, agents + 1)},
                "site": {n: str(n % 2) for n in range(1, agents + 1)},
                "hours": {n: str(n % 10 == 0) for n in range(1, agents + 1)},
            },
        )
    return Result(
        name="simulate twelve months",
        database="none",
        rows=agents * 12,
        seconds=seen.seconds,
        peak_mb=seen.peak_mb,
        found={"agents": agents, "draws": found.risk_after.draws if found.risk_after else 0},
    )
