"""The steps of a batch from the file to the facts, for the stepper."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.intake.choices import BatchState
from apps.intake.models import Batch
from apps.people.clock import zone
from apps.people.written import digits

PLACES: Final = {
    BatchState.RECEIVED: 0,
    BatchState.PROFILING: 1,
    BatchState.READY: 2,
    BatchState.HELD: 2,
    BatchState.REFUSED: 2,
    BatchState.IMPORTING: 3,
    BatchState.FAILED: 3,
    BatchState.CANCELLED: 3,
    BatchState.IMPORTED: 5,
    BatchState.WITHDRAWN: 4,
}
STOPPED: Final = frozenset(
    {
        BatchState.HELD,
        BatchState.REFUSED,
        BatchState.FAILED,
        BatchState.CANCELLED,
        BatchState.WITHDRAWN,
    }
)
LABELS: Final[tuple[str | Promise, ...]] = (
    gettext_lazy("Received"),
    gettext_lazy("Read"),
    gettext_lazy("Ready"),
    gettext_lazy("Importing"),
    gettext_lazy("Imported"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: `state` is done, now, stopped or todo."""

    label: str
    state: str
    note: str


def steps_of(batch: Batch) -> list[Step]:
    """The five steps of a batch; what can be done at one is said until it is past."""
    place = 1 if _refused_unread(batch) else PLACES[BatchState(batch.state)]
    stopped = BatchState(batch.state) in STOPPED
    notes = _notes(batch)
    labels = [str(label) for label in LABELS]
    said = {0, 1, *(n for n in (2, 3, 4) if n >= place)}
    if stopped:
        labels[place] = batch.get_state_display()
        said = {0, 1} if batch.state == BatchState.WITHDRAWN else said
    elif batch.state == BatchState.IMPORTED:
        said = {0, 1, 4}
    return [
        Step(label=labels[n], state=_state(n, place, stopped=stopped), note=notes[n] if n in said else "")
        for n in range(len(labels))
    ]


def _refused_unread(batch: Batch) -> bool:
    return batch.state == BatchState.REFUSED and batch.total_rows is None


def _state(number: int, place: int, *, stopped: bool) -> str:
    if number < place:
        return "done"
    if number > place:
        return "todo"
    return "stopped" if stopped else "now"


def _notes(batch: Batch) -> list[str]:
    who = batch.created_by.get_username() if batch.created_by else _("by itself")
    came = batch.created_at.astimezone(zone()).strftime("%H:%M")
    rows = _("%(rows)s rows") % {"rows": digits(batch.total_rows, 0)} if batch.total_rows is not None else ""
    decision = _("goes on by itself") if batch.auto_import else _("your decision")
    return [f"{came} · {who}", rows, decision, _("can be cancelled"), _("can be withdrawn")]
