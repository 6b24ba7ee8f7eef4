"""A file comes in: it is stored first, and becomes a batch once for each content and mapping version."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.intake import doorbell
from apps.intake.choices import Way
from apps.intake.controls import NO_CONTROL, Control, NothingToSum, has_amounts
from apps.intake.faults import is_full
from apps.intake.models import Batch, Source, StoredFile
from apps.intake.models.batch import UNDONE_STATES
from apps.intake.operations.sources import current_mapping
from apps.intake.storage import Readable, store
from apps.people.models import User
from apps.people.refusals import Refusal


class NoMapping(Refusal):
    """The source has no mapping yet."""

    sentence = _("“%(source)s” has no mapping yet: say first what its columns mean.")


class CoverTurned(Refusal):
    """The last day the file speaks for lies before the first."""

    sentence = _("The last day the file covers lies before the first.")
    field = "covers_last"


class StorageFull(Refusal):
    """The file cannot be kept."""

    sentence = _(
        "There is no room left to store the file, so nothing of it was kept. Have space freed first."
    )
    field = "file"


def receive_file(
    *,
    source: Source,
    filename: str,
    by: User | None,
    at: datetime,
    path: Path | None = None,
    file: Readable | None = None,
    auto_import: bool = False,
    covers_first: date | None = None,
    covers_last: date | None = None,
    way: Way = Way.UPLOAD,
    control: Control = NO_CONTROL,
    repairs: Batch | None = None,
) -> Batch:
    """Store a file, given by `path` or open as `file`, and make its batch, then ring for a worker.

    The same content under the same mapping is the same batch: it is returned with `was_known` set, and
    nothing changes. One that was refused, cancelled or withdrawn may come again. `covers_first` and
    `covers_last`: the days the file speaks for, where that is more than the days of its rows. `control`: what
    the file is said to hold; another number refuses it once it is read. `repairs`: the batch of the source
    whose rejected rows it brings again, mended. StorageFull where there is no room for it.
    """
    mapping = current_mapping(source)
    if mapping is None:
        raise NoMapping(source=source.name)
    if covers_first and covers_last and covers_last < covers_first:
        raise CoverTurned
    if control.total is not None and not has_amounts(mapping.spec):
        raise NothingToSum(source=source.name)
    content = path or file
    if content is None:
        raise TypeError("give a path or an open file")
    stored = _stored(content)
    batch = Batch(
        source=source,
        mapping=mapping,
        file=stored,
        filename=Path(filename).name[:200],
        auto_import=auto_import,
        created_by=by,
        created_at=at,
        covers_first=covers_first,
        covers_last=covers_last,
        way=way,
        control_rows=control.rows,
        control_sum=control.total,
        repairs=repairs if repairs is not None and repairs.source_id == source.pk else None,
    )
    known = _known(batch)
    if known is not None:
        return known
    try:
        return _begin(batch, by=by, at=at)
    except IntegrityError:
        # Two came at once: the other one was first.
        other = _known(batch)
        if other is None:
            raise
        return other


def _stored(content: Path | Readable) -> StoredFile:
    try:
        return store(content)
    except OSError as error:
        if is_full(error):
            raise StorageFull from error
        raise


def _known(batch: Batch) -> Batch | None:
    same = Batch.objects.filter(source=batch.source, mapping=batch.mapping, file=batch.file)
    known = same.exclude(state__in=UNDONE_STATES).first()
    if known is not None:
        known.was_known = True
    return known


@transaction.atomic
def _begin(batch: Batch, *, by: User | None, at: datetime) -> Batch:
    batch.save(force_insert=True)
    after: dict[str, Any] = {"file": batch.file.sha256, "name": batch.filename}
    after |= {"repairs": batch.repairs_id} if batch.repairs_id else {}
    audit.record(verb="batch.received", subject=batch, by=by, at=at, after=after)
    doorbell.ring(batch.pk)
    return batch
