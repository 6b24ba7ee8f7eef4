"""`kill -9` of workers and of their processes at random points of one import: nothing lost, nothing doubled.

Two workers on one file; whichever has it is killed, now the process at work, now the worker with all of its
processes, and started again. The facts are then compared with the file, row by row and value by value. Once
for each broker that answers: a folder, Redis, RabbitMQ, or only the one of CELERY_BROKER_URL.
"""

import csv
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from kombu.connection import Connection

from apps.intake import operations
from apps.intake.choices import BatchState
from apps.intake.models import Batch, Call, HeldRow, Source, SupersededFact
from apps.people.clock import organisation
from apps.people.models import EmployeeNumber
from benchmarks.import_ import empty_facts, make_company, write_export
from benchmarks.runner import Options, Result, database_url
from deploy.places import CODE, Home
from deploy.processes import Guard, end
from deploy.services import worker_command

DESCRIPTION = (
    "kill -9 of workers in the middle of an import, on each broker: lost and doubled rows, time to resume"
)
ROWS: Final = 200_000
KILLS: Final = 20
LEASE_SECONDS: Final = 3
WHOLE_WORKERS: Final = 0.3  # share of the kills that hit a worker with all its processes
BUDGET_SECONDS: Final = 375  # for all brokers: who is not done by then is killed no more, and says so
BLOCKS_A_KILL: Final = 8  # the file is read in so many blocks that each kill hits another one
WORKERS: Final = 2
IN_PREVIEW: Final = 0.15  # share of the kills that hit while the file is read for the first time
PATIENCE_SECONDS: Final = 240
SEED: Final = 20261124
REDIS: Final = "redis://127.0.0.1:6379/15"
RABBITMQ: Final = "amqp://guest:guest@127.0.0.1:5672//"
FOLDER: Final = "filesystem://localhost"
READY: Final = " ready."  # what Celery writes into its log
AT_WORK: Final = (BatchState.RECEIVED, BatchState.PROFILING, BatchState.READY, BatchState.IMPORTING)


def run(options: Options) -> Iterator[Result]:
    """One import on each broker."""
    rows, kills = options.rows or ROWS, KILLS if options.kills is None else options.kills
    path = Path(settings.HOME) / "calls.csv"
    write_export(path, rows)
    source = make_company()
    wanted = brokers()
    there = [broker for broker in wanted if answers(broker)]
    for broker in wanted:
        if broker not in there:
            print(f"{named(broker)}: nothing answers there, not tried.", file=sys.stderr)
    for broker in there:
        empty_facts()
        until = time.monotonic() + BUDGET_SECONDS / len(there)
        yield one_import(broker, source, path, points(rows, kills), until)
        forget_queue(broker)


def brokers() -> list[str]:
    """The one that is set, or all that a machine may have."""
    given = os.environ.get("CELERY_BROKER_URL")
    return [given] if given else [FOLDER, REDIS, RABBITMQ]


def named(broker: str) -> str:
    """What people call it."""
    return {"filesystem": "folder", "redis": "Redis", "amqp": "RabbitMQ"}.get(
        broker.partition(":")[0], broker
    )


def answers(broker: str) -> bool:
    """Whether it can be reached."""
    if broker.startswith("filesystem"):
        return True
    try:
        with _connection(broker) as server:
            server.ensure_connection(max_retries=1, timeout=2)
    except Exception:  # noqa: BLE001  each transport has errors of its own, and one answer will do
        return False
    return True


def _connection(broker: str) -> Any:
    return Connection(broker, connect_timeout=2)  # type: ignore[no-untyped-call]


def forget_queue(broker: str) -> None:
    """Leave nothing on a server."""
    if broker.startswith("filesystem"):
        return
    with _connection(broker) as server:
        server.default_channel.queue_delete(settings.CELERY_TASK_DEFAULT_QUEUE)


def one_import(broker: str, source: str, path: Path, at: list[int], until: float) -> Result:
    """Import the file while workers die at these points, for as long as there is time to kill."""
    began = time.monotonic()
    blocks = BLOCKS_A_KILL * max(len(at), 1)
    with Workers(broker, block_bytes=path.stat().st_size // blocks) as workers:
        wait_for(workers.all_ready)
        batch = operations.receive_file(
            source=Source.objects.get(code=source),
            path=path,
            filename=path.name,
            by=None,
            at=datetime.now(tz=UTC),
            auto_import=True,
        )
        killing = Killing(batch_id=batch.pk, workers=workers, points=at, until=until)
        killing.carry_out()
        wait_for(lambda: state_of(batch.pk) not in AT_WORK, BUDGET_SECONDS)
    seconds = time.monotonic() - began
    truth = compare(batch.pk, path)
    return Result(
        name=f"kill ({named(broker)})",
        database=connection.vendor,
        rows=truth.rows,
        seconds=seconds,
        found={
            "kills": len(killing.resumed),
            "lost": truth.lost,
            "doubled": truth.doubled,
            "slowest_resume_s": round(max(killing.resumed, default=0.0), 2),
            "lease_s": LEASE_SECONDS,
            "state": state_of(batch.pk),
        },
    )


def points(rows: int, kills: int) -> list[int]:
    """Rows after which to kill, in their order; 0: while the file is still being read for its preview."""
    rng = random.Random(SEED)
    early = round(kills * IN_PREVIEW)
    return [0] * early + sorted(rng.randrange(1, rows * 17 // 20) for _ in range(kills - early))


def state_of(batch_id: int) -> str:
    """The batch's state, as the database has it."""
    return str(Batch.objects.values_list("state", flat=True).get(pk=batch_id))


def wait_for(holds: Any, seconds: float = PATIENCE_SECONDS) -> float:
    """Wait until something holds, and say when it did. TimeoutError where it does not."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError(f"waited {seconds} s in vain; the workers' logs lie in {settings.HOME}")
        time.sleep(0.01)
    return time.monotonic()


class Workers:
    """Celery workers with their schedulers, each a family of processes."""

    def __init__(self, broker: str, *, block_bytes: int) -> None:
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": broker,
            "INTAKE_LEASE_SECONDS": str(LEASE_SECONDS),
            "INTAKE_BLOCK_BYTES": str(block_bytes),
            "KPIPORTAL_LOG": "INFO",
        }
        self.until = ExitStack()
        self.running: list[subprocess.Popen[str]] = []
        self.logs: dict[int, Path] = {}
        self.started: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        self.guard = Guard()
        self.until.callback(self.guard.end)
        self.until.callback(lambda: end(self.started))
        self.running = [self._start() for _ in range(WORKERS)]
        return self

    def __exit__(self, *_error: object) -> None:
        self.until.close()

    def kill_family_of(self, process: int) -> None:
        """`kill -9` of the worker whose process this is, and start another one in its place."""
        _, parent = state_and_parent(process)
        for place, worker in enumerate(self.running):
            if worker.pid == parent:
                worker.send_signal(signal.SIGKILL)
                worker.wait()
                self.running[place] = self._start()

    def all_ready(self) -> bool:
        """Whether each of them has begun to work: a worker that still starts is no one to take over."""
        return all(READY in self.logs[worker.pid].read_text() for worker in self.running)

    def _start(self) -> subprocess.Popen[str]:
        number = len(self.started)
        home = Path(settings.HOME)
        command = worker_command(Home(home))
        command[command.index(home / "schedule")] = home / f"schedule-{number}"
        command[command.index("WARNING")] = "INFO"
        path = home / f"worker-{number}.log"
        with path.open("w") as log:
            process = subprocess.Popen(  # noqa: S603
                [*map(str, command), "-n", f"kill-{number}@%h"],
                cwd=CODE,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                process_group=self.guard.group,
            )
        self.started.append(process)
        self.logs[process.pid] = path
        return process


def state_and_parent(process: int) -> tuple[str, int]:
    """One letter for how a process is, and its parent's number; nothing and 0 where it is gone."""
    status = Path(f"/proc/{process}/stat")
    if Path("/proc/self/stat").exists():
        try:
            letter, parent = status.read_text(encoding="utf-8").rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            return "", 0
        return letter, int(parent)
    command = ["/bin/ps", "-o", "stat=,ppid=", "-p", str(process)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()  # noqa: S603
    return (said[0][0], int(said[1])) if said else ("", 0)


def is_there(process: int) -> bool:
    """Whether the process runs; a dead one that nobody has waited for yet does not."""
    return state_and_parent(process)[0] not in {"", "Z"}


@dataclass(slots=True)
class Killing:
    """Kills whoever has the batch, at each point once, and measures how long nobody had it."""

    batch_id: int
    workers: Workers
    points: list[int]
    until: float  # no kill after this moment
    resumed: list[float] = field(default_factory=list)  # seconds from each kill to the next claim
    rng: random.Random = field(default_factory=lambda: random.Random(SEED + 1))

    def carry_out(self) -> None:
        """Kill at each point, or until the import is over."""
        for point in self.points:
            wait_for(lambda point=point: self._is_at(point) or self._over() or self._late(), BUDGET_SECONDS)
            time.sleep(self.rng.random() * (0.05 if point else 0.4))  # anywhere inside a block's transaction
            process = self._at_work()
            if process is None or self._late():
                return
            self._kill(process, whole_worker=self.rng.random() < WHOLE_WORKERS and self.workers.all_ready())

    def _is_at(self, point: int) -> bool:
        row = Batch.objects.values("state", "read", "lease_until").get(pk=self.batch_id)
        if row["lease_until"] is None:
            return False
        return row["state"] == BatchState.PROFILING if not point else row["read"] >= point

    def _late(self) -> bool:
        return time.monotonic() > self.until

    def _over(self) -> bool:
        return state_of(self.batch_id) not in AT_WORK

    def _at_work(self) -> int | None:
        """The process that has the batch now; None once the import is over."""
        while not self._over():
            name = Batch.objects.values_list("worker", flat=True).get(pk=self.batch_id)
            number = int(name.rpartition(":")[2] or 0)
            if number and is_there(number):
                return number
            time.sleep(0.01)
        return None

    def _kill(self, process: int, *, whole_worker: bool) -> None:
        killed = time.monotonic()
        if whole_worker:
            self.workers.kill_family_of(process)  # its processes notice, and end by themselves
        else:
            os.kill(process, signal.SIGKILL)
        wait_for(lambda: not is_there(process))
        if self._over():
            return
        token = self._token()
        seen = wait_for(lambda: self._token() > token or self._over())
        self.resumed.append(seen - killed)

    def _token(self) -> int:
        return int(Batch.objects.values_list("token", flat=True).get(pk=self.batch_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Rows of the file that are not facts as the file says, and rows that are there or counted twice."""

    rows: int
    lost: int
    doubled: int


def compare(batch_id: int, path: Path) -> Truth:
    """The facts beside the file: every key once, with its values; and what the batch counted."""
    wanted = in_the_file(path)
    there = in_the_database()
    lost = sum(there.get(key) != values for key, values in wanted.items())
    keys = Counter(Call.objects.values_list("key", flat=True))
    twice = sum(keys.values()) - len(keys) + len(keys.keys() - wanted.keys())
    batch = Batch.objects.get(pk=batch_id)
    counted = batch.accepted + batch.unchanged + batch.rejected + batch.parked + batch.queued + batch.skipped
    lost += max(0, len(wanted) - batch.accepted) + max(0, len(wanted) - batch.read)
    twice += max(0, counted - len(wanted)) + SupersededFact.objects.count() + HeldRow.objects.count()
    return Truth(rows=len(wanted), lost=lost, doubled=twice)


Values = tuple[Any, ...]


def in_the_file(path: Path) -> dict[str, Values]:
    """Key → the row's values as facts have them."""
    zone = ZoneInfo(organisation().time_zone)
    people = dict(EmployeeNumber.objects.values_list("number", "person"))
    with path.open(encoding="utf-8", newline="") as file:
        return {row["Call ID"]: _values(row, people, zone) for row in csv.DictReader(file)}


def _values(row: dict[str, str], people: dict[str, int], zone: ZoneInfo) -> Values:
    began = datetime.fromisoformat(row["Start time"]).replace(tzinfo=zone)
    return (
        people[row["Agent No"]],
        began.date(),
        began.astimezone(UTC),
        row["Direction"],
        row["Answered"] == "Y",
        int(row["Talk seconds"]) if row["Talk seconds"] else None,
        int(row["Wait seconds"]) if row["Wait seconds"] else None,
        row["Campaign"],
        row["Disposition"],
    )


def in_the_database() -> dict[str, Values]:
    """Key → the fact's values."""
    columns = (
        "agent", "day", "started_at", "direction", "answered", "talk_seconds", "wait_seconds", "campaign",
        "disposition",
    )  # fmt: skip
    return {key: tuple(values) for key, *values in Call.objects.values_list("key", *columns)}
