"""Run the portal: web process and worker, and on the first start the demo company being built beside them."""

import json
import subprocess
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from typing import Any

from deploy import data
from deploy.demo import DemoBuild
from deploy.failures import explain, refused
from deploy.places import Home, manage
from deploy.ports import HOST, take_port
from deploy.processes import Processes
from deploy.services import Service, Services, web_command, worker_command
from deploy.terminal import Stop, Terminal

FIRST_PAGE_SECONDS = 90
WORKER_SECONDS = 45


def run_portal(
    *, home: Home, lock: Any, terminal: Terminal, processes: Processes, wanted_port: int, with_demo: bool
) -> None:
    """Serve until somebody stops run.py (`Stopped`) or a process cannot be kept up (`Stop`)."""
    with terminal.step("Preparing database, translations and static files"):
        found = prepare(home, processes)
    with ExitStack() as until:
        port = take_port(wanted=wanted_port, terminal=terminal, until=until)
        services = Services(home=home, terminal=terminal, processes=processes, until=until)
        address = f"http://{HOST}:{port}"
        wait_for_first_page(address, services.start("web", web_command(port)))
        data.announce(lock, address)
        terminal.say(f"\n  The portal is at {address}  (Ctrl-C stops it)\n")
        data.silence_old_bells(home)
        services.start("worker", worker_command(home))
        watch_worker(address, terminal)
        build = begin_demo(home, terminal, processes, found) if with_demo else None
        if build is None:
            show_logins(terminal, found, with_demo=with_demo)
        keep_running(services, build, found)


def begin_demo(
    home: Home, terminal: Terminal, processes: Processes, found: dict[str, Any]
) -> DemoBuild | None:
    """Start the demo company in an empty database, or go on with one that was broken off."""
    if data.demo_state(home) == "begun" or (found["empty"] and not data.demo_state(home)):
        return DemoBuild(home=home, terminal=terminal, processes=processes)
    return None


def keep_running(services: Services, build: DemoBuild | None, found: dict[str, Any]) -> None:
    """Watch over the services for good, and over the demo company while it is being built."""
    while True:
        time.sleep(0.3)
        services.start_again_what_ended()
        if build is not None and build.is_over():
            if build.report():
                print_logins(services.terminal, found["logins"])
            build = None


def prepare(home: Home, processes: Processes) -> dict[str, Any]:
    """Run `manage.py prepare`; its answer: `empty` (nobody in it), `demo` (its logins exist), `logins`."""
    log = home.logs / "prepare.log"
    with log.open("w", encoding="utf-8") as errors:
        process = processes.start(manage("prepare"), output=subprocess.PIPE, errors=errors)
        answer, _ = process.communicate()
    if process.returncode != 0:
        said = log.read_text(encoding="utf-8", errors="replace")
        raise refused(said) or explain(what="The database", registry="", output=said, log=str(log))
    return dict(json.loads(answer))


def wait_for_first_page(address: str, web: Service) -> None:
    """Until the sign-in page is there."""
    patience = time.monotonic() + FIRST_PAGE_SECONDS
    while time.monotonic() < patience and not web.has_ended():
        if answers(address + "/"):
            return
        time.sleep(0.1)
    raise Stop(
        f"The web process does not answer. Its log says why: {web.log.name}. Put that right, then run the "
        "same command again."
    )


def answers(url: str) -> bool:
    """Whether a page comes back, redirects followed; a refusal is a page, a failure (5xx) is not."""
    try:
        with urllib.request.urlopen(url, timeout=10):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def watch_worker(address: str, terminal: Terminal) -> None:
    """Say so where no worker reports within a while: a broker that is not there shows itself only so."""

    def watch() -> None:
        patience = time.monotonic() + WORKER_SECONDS
        while time.monotonic() < patience:
            if answers(address + "/healthz"):
                return
            time.sleep(1)
        terminal.say(
            "  The worker has not reported yet, so imports wait. Its log says why (logs/worker.log in the "
            "home folder); does the broker of CELERY_BROKER_URL run?"
        )

    threading.Thread(target=watch, daemon=True).start()


def show_logins(terminal: Terminal, found: dict[str, Any], *, with_demo: bool) -> None:
    """The demo company's ways in, or how to make the first user where there is nobody."""
    if found["demo"]:
        print_logins(terminal, found["logins"])
    elif found["empty"] and not with_demo:
        terminal.say("  Nobody can sign in yet: docs/operations.md says how the first administrator is made.")


def print_logins(terminal: Terminal, logins: list[list[str]]) -> None:
    """Name, password and role of each demo login."""
    terminal.say("  Sign in as")
    for name, password, role in logins:
        terminal.say(f"    {name:<16} {password:<16} {role}")
