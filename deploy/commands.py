"""run.py's command line: the portal itself, and `test`, `manage`, `bench` in the right environment."""

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

from deploy import data, stamps
from deploy.frontend import bring_front_end
from deploy.places import CODE, Home, environment, find_home, manage, python
from deploy.portal import prepare, run_portal
from deploy.processes import Processes, Stopped
from deploy.python_steps import install, make_venv
from deploy.terminal import Stop, Terminal, complain, from_os_error

DESCRIPTION = """\
Run the KPI portal. The first start sets everything up and builds a demo company.

  python3 run.py                    the portal: web process, worker, demo company
  python3 run.py test [ARGUMENTS]   every test; the arguments are pytest's (--thorough: the long ones too)
  python3 run.py manage COMMAND …   manage.py in the right environment (build_demo, import_file …)
  python3 run.py bench [NAME] [--json]   list or run benchmarks

KPIPORTAL_HOME     where everything written goes (default: var/ beside this file)
DATABASE_URL       postgres://… instead of SQLite
CELERY_BROKER_URL  redis://… or amqp://… instead of a folder
"""
# These work on the code, or are themselves what makes the database: nothing is prepared before them.
UNPREPARED = {
    *(
        "check",
        "compilemessages",
        "diffsettings",
        "help",
        "makemessages",
        "makemigrations",
        "migrate",
        "prepare",
    ),
    *("showmigrations", "sqlmigrate", "squashmigrations", "startapp", "version", "--help", "--version", "-h"),
}


def main(arguments: list[str]) -> int:
    """Carry out one command line; its exit status."""
    if sys.platform == "win32":
        return complain(
            Stop("Windows itself is not supported. Run it in WSL (wsl --install), or on Linux or macOS.")
        )
    try:
        return dispatch(arguments)
    except Stop as problem:
        return complain(problem)
    except OSError as error:
        return complain(from_os_error(error))
    except (Stopped, KeyboardInterrupt):
        print("\nStopped.", file=sys.stderr)
        return 130


def dispatch(arguments: list[str]) -> int:
    """Find the sub-command; without one, run the portal."""
    match arguments:
        case ["test", *rest]:
            return run_tests(rest)
        case ["manage", *rest]:
            return run_manage(rest)
        case ["bench", *rest]:
            return run_benchmarks(rest)
    return serve(read_options(arguments))


def read_options(arguments: list[str]) -> argparse.Namespace:
    """The options of the portal itself."""
    parser = argparse.ArgumentParser(
        prog="run.py", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=port_number, default=8000, help="try this port first (default: 8000)")
    parser.add_argument("--no-demo", action="store_true", help="do not build the demo company")
    parser.add_argument("--fresh", action="store_true", help="delete all data and begin anew; asks first")
    return parser.parse_args(arguments)


def port_number(text: str) -> int:
    """A TCP port."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (1 to 65535)")
    return int(text)


def serve(options: argparse.Namespace) -> int:
    """The portal, until it is stopped; stopping it is no failure."""
    home, terminal = find_home(os.environ), Terminal(sys.stdout)
    with data.sole_owner(home) as lock:
        if options.fresh:
            data.ask_before_erasing(home, terminal)
            data.erase(home)
        set_up(home, terminal)
        with Processes(home, lock=lock) as processes:
            if options.fresh and os.environ.get("DATABASE_URL"):
                erase_database(processes)
            try:
                run_portal(
                    home=home,
                    lock=lock,
                    terminal=terminal,
                    processes=processes,
                    wanted_port=options.port,
                    with_demo=not options.no_demo,
                )
            except Stopped:
                terminal.say("\n  Stopping …")
        terminal.say("  Stopped.")
    return 0


def set_up(home: Home, terminal: Terminal, *, for_tests: bool = False, with_database: bool = False) -> None:
    """Everything that is installed; each step only where something is missing or has changed."""
    with stamps.one_at_a_time(terminal) as lock, Processes(home, lock=lock) as processes:
        make_venv(terminal=terminal, processes=processes)
        install(lock="requirements.txt", what="the Python packages", terminal=terminal, processes=processes)
        if for_tests:
            install(
                lock="requirements-test.txt", what="the test tools", terminal=terminal, processes=processes
            )
        bring_front_end(terminal=terminal, processes=processes)
        if with_database:
            prepare(home, processes)


def erase_database(processes: Processes) -> None:
    """`--fresh` with a database server: its tables too."""
    errors = processes.home.logs / "erase.log"
    with errors.open("w", encoding="utf-8") as file:
        status = processes.start(manage("erase_database", "--yes"), output=file).wait()
    if status != 0:
        raise Stop(f"The tables could not be deleted. Why: {errors}. Then run the same command again.")


def run_tests(arguments: list[str]) -> int:
    """pytest with the locked test tools, on all cores unless told otherwise."""
    home, terminal = find_home(os.environ), Terminal(sys.stderr)
    set_up(home, terminal, for_tests=True)
    spread = [] if any(each.startswith(("-n", "--dist", "--pdb", "--co")) for each in arguments) else SPREAD
    become([python(), "-m", "pytest", *spread, *arguments], home)


# Files stay together, so that what a file starts once (a portal, a browser) is started once. One process more
# than cores, as a part of the tests only waits: for a worker, a browser, the end of a lease.
SPREAD = ["-n", str((os.cpu_count() or 1) + 1), "--dist", "loadfile"]


def run_manage(arguments: list[str]) -> int:
    """manage.py, with the database up to date where the command uses it."""
    home, terminal = find_home(os.environ), Terminal(sys.stderr)
    set_up(home, terminal, with_database=bool(arguments) and arguments[0] not in UNPREPARED)
    become(manage(*arguments), home)


def run_benchmarks(arguments: list[str]) -> int:
    """The benchmarks, on a database of their own."""
    home, terminal = find_home(os.environ), Terminal(sys.stderr)
    set_up(home, terminal)
    become([python(), "-m", "benchmarks", *arguments], home)


def become(command: list[str | Path], home: Home) -> NoReturn:
    """Let the command take this process's place: its signals, its terminal, its exit status."""
    os.chdir(CODE)
    os.execve(str(command[0]), [str(part) for part in command], environment(home))
