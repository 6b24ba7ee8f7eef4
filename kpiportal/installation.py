"""Bring an installation up to the code: translations, database, static files, where they are behind."""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polib
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kpiportal.paths import BASE_DIR, home

Say = Callable[[str], None]


def bring_up_to_date(*, say: Say) -> None:
    """Everything that code, database and home need before a first page; safe to run twice at once."""
    with one_at_a_time():
        compile_translations(say=say)
        migrate(say=say)
        collect_static(say=say)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two starts in one home wait for each other."""
    with (home() / "prepare.lock").open("a", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def compile_translations(*, say: Say) -> None:
    """Make the .mo beside each .po that is newer; polib does it, so no gettext need be installed."""
    for source in sorted(BASE_DIR.glob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            unfinished = target.with_suffix(".mo.part")
            polib.pofile(str(source)).save_as_mofile(str(unfinished))
            unfinished.replace(target)
            say(f"translated: {source.parent.parent.name}")


def migrate(*, say: Say) -> None:
    """Apply the migrations that the database does not have yet."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        call_command("migrate", interactive=False, verbosity=0)
        say(f"database: {len(waiting)} migrations applied")


def collect_static(*, say: Say) -> None:
    """Collect the static files under hashed names, where any of them changed."""
    stamp = home() / "static.stamp"
    wanted = _static_digest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted and Path(settings.STATIC_ROOT).is_dir():
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted, encoding="ascii")
    say("static files collected")


def _static_digest() -> str:
    """Over name, size and time of every file the finders see; their content is not read."""
    total = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            total.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return total.hexdigest()
