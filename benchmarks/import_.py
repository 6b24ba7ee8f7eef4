"""How fast a dialer's export becomes facts, beside others' ways into the same table.

Ours reads, validates, matches agents and customers, and writes customers, facts and changes; the database
alone (COPY, executemany) and `bulk_create` only write facts that are already in memory. django-import-export
reads texts as ours does, in its fastest setting (bulk, no differences, no look at what is there) and with the
numbers of agents and customers given; it is so slow that it gets fewer rows. All are compared by rows a
second. Ours runs in a process of its own, whose whole memory is the peak.
"""

import csv
import io
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import CharField
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import IntegerWidget
from tablib import Dataset

from apps.intake import operations
from apps.intake.models import Batch, Call, Confirmation, Customer, HeldRow, Source, StoredFile
from apps.people.models import Change, EmployeeNumber, Employment, Person
from benchmarks.runner import Options, Result, database_url

DESCRIPTION = "a dialer's export into facts, beside the bare database, bulk_create and django-import-export"
AGENTS: Final = 1_000
DAYS: Final = 90
ROWS: Final = 200_000
IMPORT_EXPORT_ROWS: Final = 10_000
FIRST: Final = date(2026, 7, 1)
SEED: Final = 20261124
HEADERS: Final = (
    "Call ID", "Agent No", "Start time", "Direction", "Customer phone", "Answered", "Talk seconds",
    "Wait seconds", "Campaign", "Disposition",
)  # fmt: skip
CHILD: Final = (
    "import django; django.setup(); import sys, json, pathlib; from benchmarks import import_;"
    "print(json.dumps(import_.child(sys.argv[1], pathlib.Path(sys.argv[2]))))"
)
COLUMNS: Final = (
    "source_id", "key", "batch_id", "row", "agent_id", "day", "customer_id", "started_at", "direction",
    "answered", "resolved", "talk_seconds", "wait_seconds", "campaign", "topic", "disposition",
)  # fmt: skip
WIDTH: Final = len(COLUMNS)
# What the export does not say: every text column of the facts is filled all the same.
BLANK: Final = tuple(
    field.attname
    for field in Call._meta.concrete_fields  # noqa: SLF001 - Django's documented interface
    if field.attname not in COLUMNS and isinstance(field, CharField) and not field.null
)


def run(options: Options) -> Iterator[Result]:
    """First import, then the same rows in another order, which change nothing."""
    rows = options.rows or ROWS
    folder = Path(settings.HOME) / "bench"
    folder.mkdir(exist_ok=True)
    first, again = folder / "calls.csv", folder / "again.csv"
    write_export(first, rows)
    shuffle_lines(first, again)
    source = make_company()
    best: dict[str, dict[str, float]] = {}
    for _ in range(options.repeat if rows <= ROWS else 1):
        empty_facts()
        for name, path in (("import", first), ("import again", again)):
            measured = in_a_child(source, path)
            if name not in best or measured["seconds"] < best[name]["seconds"]:
                best[name] = measured
    empty_facts()
    facts = prepared_rows(rows)
    bare = best_of(options.repeat, lambda: write_bare(facts))
    bulk = best_of(1, lambda: write_bulk(facts))
    few = facts[:IMPORT_EXPORT_ROWS]
    library = best_of(1, lambda: write_by_library(few)) * rows / len(few)
    ours, repeated = best["import"], best["import again"]
    yield Result(
        name="import",
        database=connection.vendor,
        rows=rows,
        seconds=ours["seconds"],
        ratios={
            "bare": bare / ours["seconds"],
            "bulk_create": bulk / ours["seconds"],
            "import_export": library / ours["seconds"],
            "reimport": ours["seconds"] / repeated["seconds"],  # of the same rows, beside this first import
        },
        queries=int(ours["queries"]),
        peak_mb=ours["peak_mb"],
    )
    yield Result(
        name="import again",
        database=connection.vendor,
        rows=rows,
        seconds=repeated["seconds"],
        ratios={"reimport": ours["seconds"] / repeated["seconds"]},
        queries=int(repeated["queries"]),
        peak_mb=repeated["peak_mb"],
    )


def write_export(path: Path, rows: int) -> None:
    """A dialer's export: calls of 90 days by 1,000 agents."""
    rng = random.Random(SEED)
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(HEADERS) + "\n")
        for n in range(rows):
            day = FIRST + timedelta(days=n * DAYS // rows)
            clock = f"{rng.randrange(9, 18):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"
            answered = rng.random() < 0.4
            talk, wait = (str(rng.randrange(20, 900)), str(rng.randrange(3, 60))) if answered else ("", "")
            file.write(
                f"C{n:09},A{rng.randrange(AGENTS):05},{day} {clock},out,"
                f"6{rng.randrange(rows // 3):07},"
                f"{'Y' if answered else 'N'},{talk},{wait},Spring {n % 7},"
                f"{'sale' if n % 40 == 0 else 'none'}\n"
            )


def shuffle_lines(path: Path, to: Path) -> None:
    """The same rows in another order."""
    header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    random.Random(SEED).shuffle(lines)
    to.write_text(header + "".join(lines), encoding="utf-8")


def make_company() -> str:
    """Agents with numbers, and a dialer; the source's code."""
    at = datetime(2026, 11, 24, tzinfo=UTC)
    people = Person.objects.bulk_create(
        [Person(name=f"Agent {n}", name_key=f"agent {n}") for n in range(AGENTS)]
    )
    starts = FIRST - timedelta(days=365)
    EmployeeNumber.objects.bulk_create(
        [EmployeeNumber(person=person, number=f"A{n:05}", starts=starts) for n, person in enumerate(people)]
    )
    Employment.objects.bulk_create([Employment(person=person, starts=starts) for person in people])
    return operations.create_source(code="bench", kind="dialer", preset="dialer", by=None, at=at).code


def in_a_child(source: str, path: Path) -> dict[str, float]:
    """Import in a process of its own: seconds, queries, and the most memory it ever had."""
    environment = {**os.environ, "DATABASE_URL": database_url()}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", CHILD, source, str(path)],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def child(source: str, path: Path) -> dict[str, float]:
    """What the process of its own does."""
    at = datetime.now(tz=UTC)
    batch = operations.receive_file(
        source=Source.objects.get(code=source),
        path=path,
        filename=path.name,
        by=None,
        at=at,
        auto_import=True,
    )
    counted = _Counter()
    began = time.perf_counter()
    with connection.execute_wrapper(counted):
        operations.run_batch(batch_id=batch.pk)
    seconds = time.perf_counter() - began
    batch.refresh_from_db()
    assert batch.state == "imported", (batch.state, batch.error_code)
    assert batch.accepted + batch.unchanged == batch.read
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "queries": counted.queries, "peak_mb": peak}


class _Counter:
    queries = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.queries += 1
        return execute(*arguments)


def prepared_rows(rows: int) -> list[tuple[Any, ...]]:
    """The same facts, ready to be written."""
    rng = random.Random(SEED)
    agents = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    made = []
    for n in range(rows):
        day = FIRST + timedelta(days=n * DAYS // rows)
        at = datetime(day.year, day.month, day.day, rng.randrange(9, 18), rng.randrange(60), tzinfo=UTC)
        answered = rng.random() < 0.4
        talk, wait = (rng.randrange(20, 900), rng.randrange(3, 60)) if answered else (None, None)
        made.append(
            (1, f"C{n:09}", 1, n + 2, agents[rng.randrange(AGENTS)], day, rng.getrandbits(62), at, "out",
             answered, None, talk, wait, f"Spring {n % 7}", "", "sale" if n % 40 == 0 else "none",
             *[""] * len(BLANK))
        )  # fmt: skip
    return made


def best_of(times: int, write: Callable[[], None]) -> float:
    """The least seconds of several tries, each on an empty table."""
    seconds = []
    for _ in range(times):
        empty_facts()
        began = time.perf_counter()
        with transaction.atomic():
            write()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def write_bulk(facts: list[tuple[Any, ...]]) -> None:
    """Django's way."""
    Call.objects.bulk_create(
        (Call(**dict(zip((*COLUMNS, *BLANK), fact, strict=True))) for fact in facts), batch_size=5_000
    )


def write_bare(facts: list[tuple[Any, ...]]) -> None:
    """The database's own way: COPY, or executemany."""
    names = ", ".join(f'"{name}"' for name in (*COLUMNS, *BLANK))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            text = io.StringIO()
            csv.writer(text, delimiter="\t").writerows(
                [r"\N" if v is None else v for v in fact] for fact in facts
            )
            with cursor.copy(f"COPY intake_call ({names}) FROM STDIN") as copy:
                copy.write(text.getvalue())
        else:
            marks = ", ".join(["%s"] * len((*COLUMNS, *BLANK)))
            plain = [(*fact[:7], fact[7].replace(tzinfo=None), *fact[8:]) for fact in facts]
            cursor.executemany(f"INSERT INTO intake_call ({names}) VALUES ({marks})", plain)


class CallResource(ModelResource):  # type: ignore[misc]
    """django-import-export's way, as fast as it goes: numbers as they are, nothing looked up."""

    source_id = Field("source_id", "source_id", IntegerWidget())
    batch_id = Field("batch_id", "batch_id", IntegerWidget())
    agent_id = Field("agent_id", "agent_id", IntegerWidget())
    customer_id = Field("customer_id", "customer_id", IntegerWidget())

    class Meta:
        model = Call
        fields = COLUMNS
        import_id_fields: Final = ("key",)
        use_bulk = True
        batch_size = 1_000
        skip_diff = True
        force_init_instance = True  # nothing is looked up: every row is new


def write_by_library(facts: list[tuple[Any, ...]]) -> None:
    """The texts of an export through django-import-export."""
    data = Dataset(headers=list(COLUMNS))
    for fact in facts:
        data.append(["" if value is None else str(value).removesuffix("+00:00") for value in fact[:WIDTH]])
    done = CallResource().import_data(data, raise_errors=True, use_transactions=False)
    assert done.totals["new"] == len(facts), done.totals


def empty_facts() -> None:
    """No calls, customers, batches or changes."""
    for model in (Call, Customer, Confirmation, HeldRow, Change):
        _clear(model)
    Batch.objects.all().delete()
    StoredFile.objects.all().delete()


def _clear(model: Any) -> None:
    statement = "TRUNCATE {} CASCADE" if connection.vendor == "postgresql" else "DELETE FROM {}"
    with connection.cursor() as cursor:
        cursor.execute(statement.format(model._meta.db_table))  # noqa: SLF001
