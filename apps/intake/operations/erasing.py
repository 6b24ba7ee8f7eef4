"""A customer is erased: nothing says any longer who it was, and every figure stays as it is."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.intake import kept
from apps.intake.forgetting import forget
from apps.intake.matching.customers import DOTS
from apps.intake.models import Batch, Customer, HeldRow, Source, SourceDraft, StoredFile
from apps.intake.operations.drafts import drop_drafts
from apps.intake.queries.retention import WAITING
from apps.intake.queries.traces import Trace, customer_columns, trace
from apps.intake.storage import remove_copies, remove_stored
from apps.people.clock import local_day
from apps.people.models import User
from apps.people.refusals import Refusal

TOKEN_BYTES: Final = 8


class NotKnown(Refusal):
    """Nothing is kept about the customer."""

    sentence = _("Nothing is kept about a customer of this phone number, customer number or name.")
    field = "ref"


class StillAtWork(Refusal):
    """A file that names the customer is not at its end."""

    sentence = _(
        "A file that names this customer is still being read, waits for a decision or has stopped."
        " Import or refuse it first."
    )
    field = "ref"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What it touched: records that count on under a number that means nobody, rows, files."""

    records: int
    rows: int
    files: int


@transaction.atomic
def erase_customer(*, ref: str, by: User, at: datetime) -> Erased:
    """Forget the customer a phone number, customer number or name means. NotKnown, StillAtWork.

    Its records count on under a number that means nobody. Rows that did not become records lose their
    texts; those that still wait keep all but the identifier. The files that name it are removed whole, as a
    line of a file cannot be, in the store and in watched folders, and so are drafts of sources shown on them:
    what they became stays. The trail says that it was done, never who it was.
    """
    list(Source.objects.select_for_update().order_by("pk").values_list("pk"))
    found = trace(ref)
    if not found.found:
        raise NotKnown
    if found.at_work:
        raise StillAtWork
    on = local_day(at)
    forgotten = forget(found.customer_ids, on=on)
    _clear(found.held)
    files = _note_files(found, on)
    files += drop_drafts(SourceDraft.objects.filter(Q(pk__in=found.drafts) | Q(file__in=files)), by=by, at=at)
    done = Erased(records=found.count, rows=len(found.held), files=len(files))
    _record(forgotten, done, by=by, at=at)
    remove_copies(files)  # last, and before the end of the transaction: what is erased never stays
    for stored in files:
        remove_stored(stored)
    for batch_id in found.batches:
        kept.forget(batch_id)
    return done


def _clear(held: Sequence[int]) -> None:
    rows = HeldRow.objects.filter(pk__in=held)
    waiting = list(rows.filter(WAITING).values_list("pk", "batch__mapping", "raw"))
    rows.exclude(WAITING).update(raw={}, value=DOTS)
    name = f"erased-{secrets.token_hex(TOKEN_BYTES)}"  # the same in each, so that they become one customer
    for pk, mapping_id, raw in waiting:
        columns = {column for column, _ref in customer_columns(mapping_id, tuple(raw))}
        texts = {column: name if column in columns and text else text for column, text in raw.items()}
        HeldRow.objects.filter(pk=pk).update(raw=texts)


def _note_files(found: Trace, on: date) -> list[StoredFile]:
    """Note that the files are gone, and let the examples of their previews go."""
    named = StoredFile.objects.filter(batches__in=found.batches, removed_on__isnull=True).distinct()
    files = list(named.order_by("pk"))
    StoredFile.objects.filter(pk__in=[stored.pk for stored in files]).update(removed_on=on)
    for batch in Batch.objects.filter(pk__in=found.batches).only("pk", "profile"):
        profile = {name: part for name, part in batch.profile.items() if name not in {"examples", "changes"}}
        Batch.objects.filter(pk=batch.pk).update(profile=profile)
    return files


def _record(forgotten: Sequence[int], done: Erased, *, by: User, at: datetime) -> None:
    after = {"records": done.records, "rows": done.rows, "files": done.files}
    for number in forgotten or [0]:
        subject = Customer(pk=number, label="")
        audit.record(verb="customer.erased", subject=subject, by=by, at=at, after=after)
