"""What the steward finds first: everything that waits for a person, the most urgent first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.intake.choices import BatchState
from apps.intake.models import Batch
from apps.intake.queries.coverage import Freshness
from apps.intake.queries.desk import UnknownRef, Waiting, is_at_work
from apps.intake.reasons import file_reason
from apps.people.written import day_text, digits

NAMED: Final = 3  # unknown names that have a line of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """One line: what it is, what it means, and the way there."""

    tone: str
    icon: str
    title: str
    text: str
    url: str
    action: str
    mail: str = ""  # an address with what to write, to whoever it hangs on


def to_do(
    batches: Iterable[Batch], sources: Iterable[Freshness], refs: Iterable[UnknownRef], waiting: Waiting
) -> list[ToDo]:
    """Stopped and held batches, late sources, previews, unknown names, corrections, silent sources."""
    open_batches, known = list(batches), list(sources)
    return [
        *_stopped(open_batches),
        *_late(known),
        *_previews(open_batches),
        *_names(list(refs), waiting),
        *_corrections(waiting),
        *_agentless(waiting),
        *_silent(known),
    ]


def _stopped(batches: list[Batch]) -> Iterator[ToDo]:
    for batch in batches:
        if batch.state == BatchState.FAILED:
            yield ToDo(
                tone="bad",
                icon="x-circle",
                title=_("%(source)s: the import stopped") % {"source": batch.source.name},
                text=file_reason(batch.error_code, batch.error_values)[0],
                url=reverse("batch", args=[batch.pk]),
                action=_("Look"),
            )
        elif batch.state == BatchState.HELD:
            yield ToDo(
                tone="warn",
                icon="pause-circle",
                title=_("%(source)s is held") % {"source": batch.source.name},
                text=_held_because(batch),
                url=reverse("batch", args=[batch.pk]),
                action=_("Decide"),
            )


def _held_because(batch: Batch) -> str:
    if batch.error_code:
        return file_reason(batch.error_code, batch.error_values)[0]
    return _("%(file)s: nothing is written until you decide.") % {"file": batch.filename}


def _late(sources: list[Freshness]) -> Iterator[ToDo]:
    for source in sources:
        if source.state == "late" and source.expected is not None:
            days = {"expected": day_text(source.expected)}
            said = _("Nothing has come yet, and it should reach to %(expected)s.")
            if source.covered_last is not None:
                days["last"] = day_text(source.covered_last)
                said = _("It reaches to %(last)s and should reach to %(expected)s.")
            yield ToDo(
                tone="warn",
                icon="clock",
                title=_("%(source)s is late") % {"source": source.name},
                text=said % days,
                url=f"{reverse('data-upload')}?source={source.source_id}",
                action=_("Upload"),
                mail=reminder(source),
            )


def reminder(source: Freshness) -> str:
    """A mail to whoever sends a late source, written for the steward to send; empty where nobody is named."""
    if not source.owner_email or source.expected is None:
        return ""
    about = {
        "source": source.name,
        "name": source.owner_name or source.owner_email,
        "last": day_text(source.covered_last) if source.covered_last else _("nothing yet"),
        "expected": day_text(source.expected),
    }
    subject = _("%(source)s: data up to %(expected)s are missing") % about
    body = _(
        "%(name)s, we have %(source)s up to: %(last)s. It should reach to %(expected)s, and figures that "
        "rest on it wait. Could you send the missing days?"
    )
    letter = urlencode({"subject": subject, "body": body % about}, quote_via=quote)
    return f"mailto:{quote(source.owner_email)}?{letter}"


def _previews(batches: list[Batch]) -> Iterator[ToDo]:
    for batch in batches:
        if batch.state == BatchState.READY and not is_at_work(batch):
            values = {"file": batch.filename, "rows": digits(batch.total_rows or 0, 0)}
            yield ToDo(
                tone="info",
                icon="eye",
                title=_("%(source)s: the preview is ready") % {"source": batch.source.name},
                text=_("%(file)s, %(rows)s rows. Nothing is written until you import it.") % values,
                url=reverse("batch", args=[batch.pk]),
                action=_("Open preview"),
            )


def _names(refs: list[UnknownRef], waiting: Waiting) -> Iterator[ToDo]:
    for unknown in refs[:NAMED]:
        rows = ngettext("%(n)s row waits.", "%(n)s rows wait.", unknown.rows) % {"n": digits(unknown.rows, 0)}
        yield ToDo(
            tone="warn",
            icon="user-plus",
            title=_("Who is “%(ref)s”?") % {"ref": unknown.ref},
            text=f"{unknown.source_name}: {rows}",
            url=f"{reverse('data-unknown')}?source={unknown.source_id}",
            action=_("Match"),
        )
    if more := waiting.refs - len(refs[:NAMED]):
        yield ToDo(
            tone="warn",
            icon="user-plus",
            title=ngettext("%(n)s more unknown agent", "%(n)s more unknown agents", more) % {"n": more},
            text=_("Their rows run by themselves once somebody says who they are."),
            url=reverse("data-unknown"),
            action=_("See all"),
        )


def _corrections(waiting: Waiting) -> Iterator[ToDo]:
    if not waiting.corrections:
        return
    number = {"n": digits(waiting.corrections, 0)}
    yield ToDo(
        tone="warn",
        icon="lock-closed",
        title=ngettext("%(n)s correction waits", "%(n)s corrections wait", waiting.corrections) % number,
        text=_("They touch closed or frozen days: nothing moves until somebody accepts."),
        url=reverse("data-corrections"),
        action=_("Decide"),
    )


def _agentless(waiting: Waiting) -> Iterator[ToDo]:
    if waiting.agentless:
        number = {"n": digits(waiting.agentless, 0)}
        yield ToDo(
            tone="warn",
            icon="hand-raised",
            title=ngettext(
                "%(n)s order without an agent, or claim",
                "%(n)s orders without an agent, or claims",
                waiting.agentless,
            )
            % number,
            text=_("No call says whose they are: say it, or answer the agents who claim them."),
            url=reverse("claims"),
            action=_("Decide"),
        )


def _silent(sources: list[Freshness]) -> Iterator[ToDo]:
    for source in sources:
        if source.state == "never":
            yield ToDo(
                tone="mut",
                icon="arrow-up-tray",
                title=_("%(source)s has not delivered yet") % {"source": source.name},
                text=_("Upload a first file: its preview writes nothing."),
                url=f"{reverse('data-upload')}?source={source.source_id}",
                action=_("Upload"),
            )
