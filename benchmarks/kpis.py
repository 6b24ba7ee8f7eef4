"""How fast figures are computed: all of them, a month's cells, and what new records touch.

`full`: the nine KPIs of every agent by month over the last three months, beside one hand-written SQL text,
and DuckDB over the same rows where it is installed; the three take turns, so that a busy machine slows all
of them. Ratios here are times, ours over theirs (1.1: a tenth slower).
`month`: every cell of a month, all grains, agents and teams, written from nothing.
`increment`: a thousand new records of twenty agents, from the change feed to their cells (`increment_ms`);
distinct counts of quarters and large teams follow (`larger_counts_ms`).
"""

import importlib.util
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeVar

from django.db import connection, transaction

from apps.engine.periods import Grain
from apps.metrics import operations
from apps.metrics.catalogue import THE_NINE
from apps.metrics.choices import Level
from apps.metrics.definitions import definitions
from apps.metrics.facts import compute
from apps.metrics.models import Cell
from apps.people import changes
from apps.people.changes import ChangeRow
from apps.people.choices import Topic
from apps.people.models import Change, Organisation, Person, Placement, Team
from apps.people.operations import rebuild_paths
from benchmarks import kpis_by_hand
from benchmarks.runner import Measure, Options, Result, measured

DESCRIPTION = "the nine KPIs beside hand-written SQL, a month's cells, and what new records touch"
AGENTS: Final = 40
FEWEST_ROWS: Final = 150_000
MOST_ROWS: Final = 1_000_000
ROWS_PER_AGENT: Final = 1_000
TEAM_SIZE: Final = 15
SEED: Final = 20261124
LAST: Final = date(2026, 11, 30)
AT: Final = datetime(2026, 12, 1, tzinfo=UTC)
NEW_ROWS: Final = 1_000
NEW_AGENTS: Final = 20

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiResult(Result):
    """With the milliseconds that new records take to reach the cells."""

    increment_ms: float = 0.0
    larger_counts_ms: float = 0.0  # of large teams and quarters, which follow and are marked as waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What was made: persons and the days their records lie on."""

    people: list[int]
    first: date
    customers: int


def run(options: Options) -> Iterator[Result]:
    """Make a company, then measure."""
    agents = options.agents or AGENTS
    rows = options.rows or min(MOST_ROWS, max(FEWEST_ROWS, agents * ROWS_PER_AGENT))
    company = make_company(agents, rows)
    analyse()
    yield full(rows, agents, options.repeat)
    operations.rebuild_cells(first=date(2026, 9, 1))
    analyse()
    yield month(rows, agents, options.repeat)
    yield increment(company, options.repeat)


def full(rows: int, agents: int, repeat: int) -> Result:
    """The nine by agent and month, three months; every reference must give the same figures."""
    versions = definitions(THE_NINE)
    codes = {version.kpi_id: version.code for version in versions}
    first, ends = date(2026, 9, 1), LAST + timedelta(days=1)

    def ours() -> kpis_by_hand.Answer:
        found = compute(versions, level=Level.AGENT, grain=Grain.MONTH, first=first, ends=ends)
        return {
            (codes[kpi], subject, starts.isoformat()): (parts.numerator, parts.denominator or 0)
            for (kpi, subject, starts), parts in found.items()
        }

    references: dict[str, Callable[[], kpis_by_hand.Answer]] = {
        "sql": lambda: kpis_by_hand.answer(first, ends)
    }
    if importlib.util.find_spec("duckdb"):
        references["duckdb"] = kpis_by_hand.duckdb(first, ends)
    runs: list[Measure] = []
    theirs: dict[str, list[float]] = {name: [] for name in references}
    for _ in range(max(3, repeat)):
        seen, answer = timed(ours)
        runs.append(seen)
        for name, reference in references.items():
            one, same = timed(reference)
            assert same == answer, differing(same, answer)
            theirs[name].append(one.seconds)
    best = quickest(runs, counted(ours))
    ratios = {name: best.seconds / min(seconds) for name, seconds in theirs.items()}
    return result(f"kpis full, {agents} agents", rows, best, ratios)


def month(rows: int, agents: int, repeat: int) -> Result:
    """All cells of November, from none."""

    def rebuild() -> int:
        return operations.rebuild_cells(first=date(2026, 11, 1), last=LAST)

    runs, queries = [], 0
    for turn in range(repeat + 1):
        Cell.objects.filter(starts__gte=date(2026, 11, 1)).delete()
        if turn:
            runs.append(timed(rebuild)[0])
        else:
            queries = counted(rebuild)
    best = quickest(runs, queries)
    return result(f"kpis month, {agents} agents", rows, best, {})


def increment(company: Company, repeat: int) -> Result:
    """New calls of the last day, twenty agents: consuming what they wrote to the feed."""
    chooser = random.Random(SEED + 1)
    touched = company.people[:NEW_AGENTS]
    runs, following, queries = [], [], 0
    for turn in range(max(3, repeat) + 1):
        owners = [(f"new{turn}-{n}", touched[n % len(touched)]) for n in range(NEW_ROWS)]
        with transaction.atomic():
            calls = [call_row(chooser, key, agent, LAST, company) for key, agent in owners]
            insert("intake_call", CALL_COLUMNS, calls)
            mark(touched)
        if turn:
            runs.append(timed(operations.consume_changes)[0])
        else:
            queries = counted(operations.consume_changes)
        assert not Change.objects.filter(large=False).exists()
        following.append(timed(operations.consume_all)[0].seconds)
    best = quickest(runs, queries)
    assert not Change.objects.exists()
    return KpiResult(
        name=f"kpis increment, {len(company.people)} agents",
        database=connection.vendor,
        rows=NEW_ROWS,
        seconds=best.seconds,
        queries=best.queries,
        peak_mb=best.peak_mb,
        increment_ms=round(best.seconds * 1000, 1),
        larger_counts_ms=round(min(following) * 1000, 1),
    )


def mark(people: Iterable[int]) -> None:
    """What intake writes for calls of the last day."""
    rows = [
        ChangeRow(topic=Topic.CALL, person_id=person, team_id=None, first_day=LAST, last_day=LAST)
        for person in people
    ]
    changes.write(rows=rows, cause="batch", at=AT)


def timed(job: Callable[[], T]) -> tuple[Measure, T]:
    """One run without counting queries, as that costs time, and what it gave."""
    with measured(count_queries=False) as seen:
        answer = job()
    return seen, answer


def counted(job: Callable[[], object]) -> int:
    """How many queries a run makes."""
    with measured() as seen:
        job()
    return seen.queries


def quickest(runs: Iterable[Measure], queries: int) -> Measure:
    """The run that took least, with the number of queries."""
    best = min(runs, key=lambda measure: measure.seconds)
    return Measure(seconds=best.seconds, queries=queries, peak_mb=best.peak_mb)


def differing(one: dict[Any, Any], other: dict[Any, Any]) -> str:
    """A few figures that two ways compute differently."""
    keys = [key for key in one.keys() | other.keys() if one.get(key) != other.get(key)]
    return str([(key, one.get(key), other.get(key)) for key in keys[:5]])


def result(name: str, rows: int, seen: Measure, ratios: dict[str, float]) -> Result:
    """A measurement as the runner wants it."""
    return Result(
        name=name,
        database=connection.vendor,
        rows=rows,
        seconds=seen.seconds,
        ratios=ratios,
        queries=seen.queries,
        peak_mb=seen.peak_mb,
    )


# The company


FACT_COLUMNS: Final = ("source_id", "key", "batch_id", "row", "agent_id", "day")
CALL_COLUMNS: Final = (
    *FACT_COLUMNS, "customer_id", "direction", "answered", "resolved", "talk_seconds", "wait_seconds",
    "campaign", "topic", "disposition",
)  # fmt: skip
ORDER_COLUMNS: Final = (*FACT_COLUMNS, "customer_id", "amount", "currency", "product", "cancelled_day")
SURVEY_COLUMNS: Final = (*FACT_COLUMNS, "score", "attitude")
ENQUIRY_COLUMNS: Final = (*FACT_COLUMNS, "customer_id", "channel", "response_seconds")
COMPLAINT_COLUMNS: Final = (*FACT_COLUMNS, "severity", "cause")
REFUND_COLUMNS: Final = (
    "source_id", "key", "batch_id", "row", "day", "order_key", "order_id", "amount", "currency",
)  # fmt: skip


def make_company(agents: int, rows: int) -> Company:
    """Agents in teams of fifteen below one floor; records of thirteen months, or three with many agents."""
    Organisation.objects.update_or_create(pk=1, defaults={"name": "Bench", "currency": "HKD"})
    floor = Team.objects.create(code="floor", name="floor")
    teams = [Team(code=f"t{n}", name=f"t{n}", parent=floor) for n in range(-(-agents // TEAM_SIZE))]
    teams = Team.objects.bulk_create(teams)
    rebuild_paths()
    people = Person.objects.bulk_create([Person(name=f"a{n}", name_key=f"a{n}") for n in range(agents)])
    Placement.objects.bulk_create(
        [
            Placement(person=person, team=teams[n // TEAM_SIZE], starts=date(2025, 1, 1))
            for n, person in enumerate(people)
        ]
    )
    first = date(2025, 11, 1) if agents < 500 else date(2026, 9, 1)
    company = Company(people=[person.pk for person in people], first=first, customers=max(agents, rows // 8))
    make_facts(company, rows)
    return company


def make_facts(company: Company, rows: int) -> None:
    """Nine tenths calls; orders, refunds, surveys, enquiries and complaints in a floor's proportions."""
    chooser = random.Random(SEED)
    days = [company.first + timedelta(days=n) for n in range((LAST - company.first).days + 1)]
    days = [day for day in days if day.weekday() < 6]

    def facts(
        table: str, columns: tuple[str, ...], share: float, make: Callable[..., tuple[Any, ...]]
    ) -> None:
        count = int(rows * share)
        insert(
            table,
            columns,
            [
                make(chooser, f"{table}{n}", chooser.choice(company.people), chooser.choice(days), company)
                for n in range(count)
            ],
        )

    with transaction.atomic():
        facts("intake_call", CALL_COLUMNS, 0.84, call_row)
        facts("intake_order", ORDER_COLUMNS, 0.06, order_row)
        facts("intake_surveyresponse", SURVEY_COLUMNS, 0.05, survey_row)
        facts("intake_enquiry", ENQUIRY_COLUMNS, 0.04, enquiry_row)
        facts("intake_complaint", COMPLAINT_COLUMNS, 0.005, complaint_row)
        make_refunds(chooser, int(rows * 0.005))


def call_row(chooser: random.Random, key: str, agent: int, day: date, company: Company) -> tuple[Any, ...]:
    answered = chooser.random() < 0.6
    out = chooser.random() < 0.8
    wait = None if out else chooser.randrange(120)
    talk = chooser.randrange(20, 900) if answered else None
    customer = chooser.randrange(company.customers)
    return (
        1,
        key,
        1,
        1,
        agent,
        day,
        customer,
        "out" if out else "in",
        answered,
        None,
        talk,
        wait,
        "",
        "",
        "",
    )


def order_row(chooser: random.Random, key: str, agent: int, day: date, company: Company) -> tuple[Any, ...]:
    cancelled = day + timedelta(days=chooser.randrange(30)) if chooser.random() < 0.03 else None
    amount = chooser.randrange(5_000, 500_000)
    return (1, key, 1, 1, agent, day, chooser.randrange(company.customers), amount, "HKD", "", cancelled)


def survey_row(chooser: random.Random, key: str, agent: int, day: date, _company: Company) -> tuple[Any, ...]:
    return (1, key, 1, 1, agent, day, chooser.randrange(1, 6) * 100, chooser.randrange(1, 6) * 100)


def enquiry_row(chooser: random.Random, key: str, agent: int, day: date, company: Company) -> tuple[Any, ...]:
    return (1, key, 1, 1, agent, day, chooser.randrange(company.customers), "chat", chooser.randrange(900))


def complaint_row(
    _chooser: random.Random, key: str, agent: int, day: date, _company: Company
) -> tuple[Any, ...]:
    return (1, key, 1, 1, agent, day, "", "")


def make_refunds(chooser: random.Random, count: int) -> None:
    """Some orders, in part, within a month."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, key, day, amount FROM intake_order ORDER BY id")
        orders = cursor.fetchall()
    rows = []
    for n in range(count):
        pk, key, day, amount = chooser.choice(orders)
        starts = day if isinstance(day, date) else date.fromisoformat(day)
        when = min(starts + timedelta(days=chooser.randrange(30)), LAST)
        rows.append((1, f"refund{n}", 1, 1, when, key, pk, amount // 2 + 1, "HKD"))
    insert("intake_refund", REFUND_COLUMNS, rows)


def insert(table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """Straight into a table, as fast as the database takes them; texts that are not given are blank."""
    blank = [name for name in blank_columns(table) if name not in columns]
    columns, rest = (*columns, *blank), ("",) * len(blank)
    rows = [(*row, *rest) for row in rows]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        values = [tuple(v.isoformat() if isinstance(v, date) else v for v in row) for row in rows]
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)


def blank_columns(table: str) -> list[str]:
    """The texts of a table that may be blank, but not null."""
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
        kinds = {row.name: connection.introspection.get_field_type(row.type_code, row) for row in described}
    return [
        row.name for row in described if not row.null_ok and kinds[row.name] in {"CharField", "TextField"}
    ]


def analyse() -> None:
    """Let the planner know what is in the tables, as in an installation that has run for a day."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
