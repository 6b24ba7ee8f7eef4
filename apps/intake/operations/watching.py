"""The watched folder of a source: a file is taken once it no longer grows, and put away once it is decided.

A file stays where it is until its batch is at its end, so that a crash between two steps loses nothing: the
same content is the same batch. Two workers at once find that one of them has looked.
"""

import logging
import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.intake import folders
from apps.intake.choices import BatchState, Way
from apps.intake.controls import NO_CONTROL, Control, control_of
from apps.intake.folders import DONE, REFUSED, Found
from apps.intake.models import Batch, Source, WatchedFile
from apps.intake.models.batch import UNDONE_STATES
from apps.intake.operations.receiving import receive_file
from apps.intake.operations.telling import batch_url, tell_stewards
from apps.intake.reasons import file_reason
from apps.people.clock import zone
from apps.people.models import User
from apps.people.refusals import Refusal

LOOKS_APART: Final = timedelta(seconds=30)  # a file that has not changed for so long is whole
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
UNREADABLE: Final = "unreadable"
log = logging.getLogger(__name__)


class NoTimeOfDay(Refusal):
    """Something among the times is none."""

    sentence = _("“%(text)s” is no time of day: write 06:30, several parted by spaces.")
    field = "watch_times"


class FolderOutside(Refusal):
    """A source's folder must lie below the folder of all of them."""

    sentence = _("“%(folder)s” does not lie below %(root)s.")
    field = "folder"


class TotalsUnreadable(Refusal):
    """The file of control totals says something else."""

    sentence = _("“%(text)s” in the file of totals is neither rows=… nor sum=….")


@transaction.atomic
def watch_folder(
    *,
    source: Source,
    watched: bool,
    times: str,
    by: User | None,
    at: datetime,
    folder: str | None = None,
) -> None:
    """Say whether a source's folder is watched, and at which times. Raises `NoTimeOfDay`, `FolderOutside`.

    `folder`: below the root of folders; blank: the source's code; None: as it is. The folder is made.
    """
    place = (source.folder if folder is None else folder) or source.code
    path = folders.folder_at(place)
    if path is None:
        raise FolderOutside(folder=place, root=folders.root())
    said = {
        "watched": watched,
        "watch_times": " ".join(f"{moment:%H:%M}" for moment in _times(times)),
        "folder": source.folder if folder is None else folder,
    }
    held = Source.objects.select_for_update().get(pk=source.pk)
    before = {name: getattr(held, name) for name in said}
    if before != said:
        Source.objects.filter(pk=source.pk).update(**said)
        audit.record(verb="source.watched", subject=source, by=by, at=at, before=before, after=said)
    if watched:
        path.mkdir(parents=True, exist_ok=True)


def _times(text: str) -> list[time]:
    return sorted({_time(word) for word in text.replace(",", " ").split()})


def _time(word: str) -> time:
    found = _TIME.fullmatch(word)
    if found is None:
        raise NoTimeOfDay(text=word)
    return time(int(found.group(1)), int(found.group(2)))


def look_into_folders(*, at: datetime) -> int:
    """Look into every folder that is due. Returns how many files were taken or put away."""
    watched = Source.objects.filter(active=True, watched=True).order_by("pk")
    return sum(_look(source, at) for source in watched if _is_due(source, at) and _claim(source, at))


def _is_due(source: Source, at: datetime) -> bool:
    if source.watched_at is None:
        return True
    if at - source.watched_at < LOOKS_APART:
        return False
    if not source.watch_times or source.watched_files.exists():
        return True
    before, local = source.watched_at.astimezone(zone()), at.astimezone(zone())
    moments = (datetime.combine(local.date(), moment, local.tzinfo) for moment in _times(source.watch_times))
    return before.date() < local.date() or any(before < moment <= local for moment in moments)


def _claim(source: Source, at: datetime) -> bool:
    """Whether nobody else has looked meanwhile."""
    free = Source.objects.filter(pk=source.pk, watched_at=source.watched_at)
    return bool(free.update(watched_at=at))


def _look(source: Source, at: datetime) -> int:
    folder = folders.folder_at(source.folder or source.code)
    if folder is None or not folder.is_dir():
        log.warning("the folder of source %s is not there", source.code)
        return 0
    found = {file.name: file for file in folders.files_in(folder)}
    known = {file.name: file for file in source.watched_files.select_related("batch__source")}
    source.watched_files.exclude(name__in=found).delete()
    return sum(_see(source, folder / name, file, known.get(name), at) for name, file in found.items())


def _see(source: Source, path: Path, found: Found, known: WatchedFile | None, at: datetime) -> bool:
    """Note a new or growing file, take a whole one, put away a decided one. False where it was only noted."""
    if known is None or (known.size, known.changed_ns) != (found.size, found.changed_ns):
        seen = {"size": found.size, "changed_ns": found.changed_ns, "batch": None, "trouble": ""}
        WatchedFile.objects.update_or_create(source=source, name=found.name, defaults=seen)
        return False
    if known.batch is None:
        return _take(source, path, known, at)
    return _put_away(path, known, known.batch, at)


def _take(source: Source, path: Path, known: WatchedFile, at: datetime) -> bool:
    try:
        batch = receive_file(
            source=source,
            path=path,
            filename=path.name,
            auto_import=True,
            way=Way.FOLDER,
            control=_control(source, path),
            by=None,
            at=at,
        )
    except Refusal as refusal:
        _refuse(source, path, known, _in_all_languages(refusal), url="", at=at)
        return True
    except OSError as error:
        log.warning("%s of source %s cannot be read: %s", path.name, source.code, error.strerror)
        _tell_unreadable(source, known, at)
        return False
    WatchedFile.objects.filter(pk=known.pk).update(batch=batch, trouble="")
    _put_away(path, known, batch, at)
    return True


def _control(source: Source, path: Path) -> Control:
    try:
        said = folders.totals_beside(path)
    except ValueError as error:
        raise TotalsUnreadable(text=str(error)[:80]) from error
    if said is None:
        return NO_CONTROL
    return control_of(source, rows=said.get("rows", ""), total=said.get("sum", ""))


def _tell_unreadable(source: Source, known: WatchedFile, at: datetime) -> None:
    """Once for each file, however often it is tried."""
    first = WatchedFile.objects.filter(Q(trouble=""), pk=known.pk).update(trouble=UNREADABLE)
    if first:
        values = {"source": source.name, "file": known.name}
        tell_stewards(code="intake.unreadable", values=values, url="", at=at)


def _put_away(path: Path, known: WatchedFile, batch: Batch, at: datetime) -> bool:
    """Move a file whose batch is at its end; one that waits for a worker or a person stays."""
    if batch.state == BatchState.IMPORTED:
        folders.put_away(path, DONE)
        known.delete()
        return True
    if batch.state in UNDONE_STATES:
        _refuse(batch.source, path, known, _in_all_languages(batch), url=batch_url(batch.pk), at=at)
        return True
    return False


def _refuse(source: Source, path: Path, known: WatchedFile, note: str, *, url: str, at: datetime) -> None:
    """Put a file aside with its reason, and tell the stewards."""
    folders.put_away(path, REFUSED, note)
    known.delete()
    tell_stewards(code="intake.refused", values={"source": source.name, "file": path.name}, url=url, at=at)


def _in_all_languages(why: Refusal | Batch) -> str:
    """The reason with its remedy, a line for each language of the portal."""
    return "".join(f"{line}\n" for line in dict.fromkeys(_lines(why)))


def _lines(why: Refusal | Batch) -> Iterator[str]:
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield why.message if isinstance(why, Refusal) else _sentence(why)


def _sentence(batch: Batch) -> str:
    if not batch.error_code:
        return str(batch.get_state_display())
    return " ".join(filter(None, file_reason(batch.error_code, batch.error_values)))
