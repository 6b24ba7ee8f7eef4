"""`python -m benchmarks [NAME] [--json]`: list the benchmarks, or run one (or `all`)."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

# Before Django reads its settings: a home of this run's own, deleted afterwards.
SCRATCH = tempfile.TemporaryDirectory(prefix="kpiportal-bench-")
os.environ["KPIPORTAL_HOME"] = SCRATCH.name
os.environ["DJANGO_SETTINGS_MODULE"] = "kpiportal.settings"
# And a queue of its own: a portal that shares the broker hears nothing of it.
os.environ["KPIPORTAL_QUEUE"] = f"kpiportal-bench-{os.getpid()}"

import django  # noqa: E402
from django.db import connection  # noqa: E402

django.setup()

from benchmarks.runner import Options, as_json, as_text, load, names  # noqa: E402


def main(arguments: list[str]) -> int:
    """List, or run; the exit status."""
    options = read_options(arguments)
    if options.name is None:
        for name in names():
            print(f"{name:<12} {load(name).DESCRIPTION}")
        return 0
    chosen = names() if options.name == "all" else [options.name]
    if unknown := set(chosen) - set(names()):
        print(f"There is no benchmark {unknown.pop()!r}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    for name in chosen:
        size = Options(rows=options.rows, repeat=options.repeat, agents=options.agents, kills=options.kills)
        run(name, size, as_lines=options.json)
    return 0


def read_options(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("name", nargs="?", help="which one, or all; without it they are listed")
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--rows", type=int, help="how many records, where the benchmark has a size")
    parser.add_argument("--agents", type=int, help="how many agents, where the benchmark has a size")
    parser.add_argument("--kills", type=int, help="how often the benchmark `kill` kills")
    parser.add_argument("--repeat", type=int, default=3, help="measure this often and take the best (3)")
    return parser.parse_args(arguments)


def run(name: str, options: Options, *, as_lines: bool) -> None:
    """One benchmark on a database of its own, each result printed as soon as it is there."""
    with scratch_database():
        for result in load(name).run(options):
            print(as_json(result) if as_lines else as_text(result), flush=True)


@contextmanager
def scratch_database() -> Iterator[None]:
    """An empty, migrated database, deleted afterwards. SQLite: a file, with the settings it really has."""
    real = connection.settings_dict["NAME"]
    named = f"{SCRATCH.name}/bench.sqlite3" if connection.vendor == "sqlite" else f"bench_{real}"
    connection.settings_dict["TEST"]["NAME"] = named
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(str(real), verbosity=0)


if __name__ == "__main__":
    with SCRATCH:
        sys.exit(main(sys.argv[1:]))
