"""What a benchmark module offers, and how it is run.

A module `benchmarks/NAME.py` has
- `DESCRIPTION`, one line;
- `run(options) -> Iterator[Result]`, one result for each thing measured.

It runs on an empty, migrated database of its own (a SQLite file, or a PostgreSQL database beside the
installation's) and in a home of its own, both deleted afterwards. Absolute seconds drift between machines:
only ratios of one run are goals.
"""

import importlib
import json
import keyword
import os
import pkgutil
import resource
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol, Self, cast

from django.db import connection
from django.test.utils import CaptureQueriesContext

import benchmarks

OURS = {"runner", "__main__", "settings", "kpis_by_hand"}
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a benchmark may be told on the command line."""

    rows: int | None = None  # how many records, where the benchmark has a size; None: its own
    repeat: int = 3  # measure this often, take the best
    agents: int | None = None  # how many agents the records belong to; None: its own
    kills: int | None = None  # how often a worker is killed; None: its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One thing measured. `ratios`: our speed over each reference's, by its name (2.0: twice as fast).

    `found`: what else a benchmark has to say, by its name.
    """

    name: str
    database: str
    rows: int
    seconds: float
    ratios: Mapping[str, float] = field(default_factory=dict)
    queries: int = 0
    peak_mb: float = 0.0
    found: Mapping[str, float | str] = field(default_factory=dict)


class Benchmark(Protocol):
    """A module of this folder."""

    DESCRIPTION: str

    def run(self, options: Options) -> Iterator[Result]:
        """Measure."""


@dataclass(slots=True)
class Measure:
    """What `measured()` saw: seconds, number of queries, and how far memory rose above the start."""

    seconds: float = 0.0
    queries: int = 0
    peak_mb: float = 0.0


@contextmanager
def measured(*, count_queries: bool = True) -> Iterator[Measure]:
    """Measure the time, the queries and the peak of resident memory of a `with` block.

    Counting keeps the text of every query, so leave it out where a block makes very many.
    """
    seen = Measure()
    with _Memory() as memory, CaptureQueriesContext(connection) as captured:
        connection.force_debug_cursor = count_queries
        began = time.perf_counter()
        yield seen
        seen.seconds = time.perf_counter() - began
    seen.queries = len(captured)
    seen.peak_mb = memory.rise / MEGABYTE


class _Memory:
    """Samples this process's resident memory: the system's own high-water mark never falls again."""

    def __init__(self) -> None:
        self.before = self.highest = resident_bytes()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self.thread.join()
        self.highest = max(self.highest, resident_bytes())

    @property
    def rise(self) -> int:
        """Bytes above the start."""
        return self.highest - self.before

    def _watch(self) -> None:
        while not self.over.wait(0.005):
            self.highest = max(self.highest, resident_bytes())


def resident_bytes() -> int:
    """What this process occupies in memory; where the system does not say, the most it ever did."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def database_url() -> str:
    """Where another process finds the benchmark's database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def names() -> list[str]:
    """Every benchmark there is."""
    modules = {module.name for module in pkgutil.iter_modules(benchmarks.__path__)} - OURS
    return sorted(name.rstrip("_") for name in modules)


def load(name: str) -> Benchmark:
    """A benchmark by its name; `import` is `import_.py`, as Python keeps the word for itself."""
    module = f"{name}_" if keyword.iskeyword(name) else name
    return cast("Benchmark", importlib.import_module(f"benchmarks.{module}"))


def as_json(result: Result) -> str:
    """One result as one line."""
    rounded = {
        "seconds": round(result.seconds, 4),
        "ratios": {reference: round(ratio, 3) for reference, ratio in result.ratios.items()},
        "peak_mb": round(result.peak_mb, 1),
    }
    said = {**asdict(result), **rounded}
    found = said.pop("found")
    return json.dumps({**said, **found})


def as_text(result: Result) -> str:
    """One result for a person: both sides, the ratio, the queries, the memory."""
    speed = f"{result.rows / result.seconds:,.0f} rows/s" if result.rows and result.seconds else ""
    lines = [
        f"{result.name} ({result.database}): {result.seconds:.3f} s, {result.rows:,} rows, {speed}",
        *(f"    {ratio:6.2f} × {reference}" for reference, ratio in result.ratios.items()),
        *(f"    {name}: {value}" for name, value in result.found.items()),
        *([f"    {result.queries} queries, {result.peak_mb:.0f} MB at the peak"] if result.queries else []),
    ]
    return "\n".join(lines)
