"""Connecting a source step by step: a draft is started from a file, changed, and taken or removed."""

from collections.abc import Iterable
from collections.abc import Mapping as Json
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from phonenumbers import SUPPORTED_REGIONS

from apps.audit import operations as audit
from apps.intake.mapping import parse, parse_reading
from apps.intake.mapping.spec import AgentBy, Reading
from apps.intake.matching import load_roster
from apps.intake.models import Batch, Mapping, Source, SourceDraft, StoredFile
from apps.intake.operations.receiving import receive_file
from apps.intake.operations.sources import create_source, current_mapping, save_mapping
from apps.intake.proposing import Question, answers_of, propose, questions, settle
from apps.intake.proposing.agents import agent_fit
from apps.intake.proposing.choosing import kinds_of_rows
from apps.intake.proposing.editing import (
    give,
    rule_of,
    set_constant,
    set_key,
    set_last_call,
    set_meanings,
    set_region,
    take,
)
from apps.intake.proposing.questions import MISSING, ZONE, declared, meanings_of
from apps.intake.proposing.slots import AGENT, slot_of
from apps.intake.reading import FileRefused
from apps.intake.reading.inspect import inspect_file
from apps.intake.storage import Readable, remove_stored, store
from apps.intake.trying import draft_path, draft_source, known_agents, sample_of_file
from apps.people.models import User
from apps.people.refusals import Refusal

Spec = dict[str, Any]
COLUMN = "column:"  # before a header, where something that every record needs is said to be in a column


class QuestionsOpen(Refusal):
    """Something is not declared yet, and it is never guessed."""

    sentence = _("%(count)s questions are not answered yet. Answer them first: nothing is guessed.")


class NoSuchChoice(Refusal):
    """The answer is not one of those that can be given."""

    sentence = _("“%(value)s” is no answer to that. Choose one that is offered.")


class NothingToEdit(Refusal):
    """The source has no file yet on which its mapping could be shown."""

    sentence = _("“%(source)s” has no file yet. Upload one; its mapping is shown on it.")


@transaction.atomic
def start_draft(
    *,
    by: User,
    at: datetime,
    filename: str,
    file: Readable | None = None,
    stored: StoredFile | None = None,
    name: str = "",
) -> SourceDraft:
    """Keep a sample file, open or `stored` already, and propose a mapping of it."""
    if stored is None:
        if file is None:
            raise TypeError("give an open file or a stored one")
        stored = store(file)
    draft = SourceDraft(
        owner=by,
        file=stored,
        filename=Path(filename).name[:200],
        details={"name": name} if name else {},
        created_at=at,
        changed_at=at,
    )
    _look(draft)
    _propose(draft)
    return _started(draft, by=by, at=at)


def _look(draft: SourceDraft) -> None:
    """Propose how the file is read; note what of it a person must say. Nothing where it cannot be read."""
    try:
        found = inspect_file(draft_path(draft), draft.filename)
    except FileRefused:
        return
    draft.spec = {"reading": reading_json(found.reading)}
    draft.details = {**draft.details, "asks": list(found.asks)}


@transaction.atomic
def edit_source(*, source: Source, by: User, at: datetime) -> SourceDraft:
    """A draft of the next version of a source's mapping, shown on its newest file."""
    mapping = current_mapping(source)
    newest = source.batches.select_related("file").order_by("-pk").first()
    if mapping is None or newest is None:
        raise NothingToEdit(source=source.name)
    draft = SourceDraft(
        owner=by,
        source=source,
        file=newest.file,
        filename=newest.filename,
        spec=mapping.spec,
        answers=answers_of(mapping.spec),
        created_at=at,
        changed_at=at,
    )
    return _started(draft, by=by, at=at)


def _started(draft: SourceDraft, *, by: User, at: datetime) -> SourceDraft:
    draft.save(force_insert=True)
    audit.record(verb="draft.started", subject=draft, by=by, at=at, after={"file": draft.file.sha256})
    return draft


@transaction.atomic
def remove_draft(*, draft: SourceDraft, by: User, at: datetime) -> None:
    """Forget a draft; its file goes as well where nothing else refers to it."""
    for stored in drop_drafts(SourceDraft.objects.filter(pk=draft.pk), by=by, at=at):
        transaction.on_commit(partial(remove_stored, stored))


def drop_drafts(drafts: QuerySet[SourceDraft], *, by: User | None, at: datetime) -> list[StoredFile]:
    """Forget drafts, and the files that nothing else refers to, whose bytes are left to the caller.

    Must run inside a transaction. `by`: None where their time is over.
    """
    found = list(drafts.select_for_update(of=("self",)).select_related("file").order_by("pk"))
    for draft in found:
        audit.record(verb="draft.removed", subject=draft, by=by, at=at, before={"file": draft.file.sha256})
    SourceDraft.objects.filter(pk__in=[draft.pk for draft in found]).delete()
    files = StoredFile.objects.filter(pk__in=[draft.file_id for draft in found])
    unused = list(files.filter(batches__isnull=True, drafts__isnull=True).order_by("pk"))
    StoredFile.objects.filter(pk__in=[stored.pk for stored in unused]).delete()
    return unused


@transaction.atomic
def set_reading(*, draft: SourceDraft, reading: Json[str, Any], at: datetime) -> SourceDraft:
    """Declare how the file is read; the mapping of a new source is proposed anew."""
    parse_reading({"reading": reading})
    locked = _locked(draft)
    locked.spec = {**locked.spec, "reading": dict(reading)}
    locked.answers = {**locked.answers, "reading": "said"}
    if locked.source_id is None:
        _propose(locked)
    return _saved(locked, at)


@transaction.atomic
def choose_rows(*, draft: SourceDraft, kind: str, at: datetime) -> SourceDraft:
    """Say what a row is; the mapping is proposed anew."""
    if kind not in kinds_of_rows():
        raise NoSuchChoice(value=kind)
    locked = _locked(draft)
    locked.kind_of_row = kind
    locked.answers = {code: said for code, said in locked.answers.items() if "." not in code}
    _propose(locked)
    return _saved(locked, at)


@transaction.atomic
def place_column(*, draft: SourceDraft, header: str, before: str, after: str, at: datetime) -> SourceDraft:
    """Let a column of the file fill the place `after` in place of `before`; blank is none."""
    locked = _locked(draft)
    spec = locked.spec
    for code, change in ((before, take), (after, give)):
        slot = slot_of(spec, code) if code else None
        if code and slot is None:
            raise NoSuchChoice(value=code)
        if slot:
            spec = change(spec, header, slot)
    return _changed(locked, spec, at)


@transaction.atomic
def answer_question(*, draft: SourceDraft, code: str, answer: str, at: datetime) -> SourceDraft:
    """Declare what is never guessed. NoSuchChoice where the question or the answer is none."""
    locked = _locked(draft)
    kind, _dot, about = code.partition(".")
    if kind == MISSING and answer.startswith(COLUMN):
        header = answer.removeprefix(COLUMN)
        place = _agent_place(locked, header) if about == AGENT else about
        return place_column(draft=locked, header=header, before="", after=place, at=at)
    asked = {question.code: question for question in draft_questions(locked)}
    question = asked.get(code)
    if question is None or (question.options and answer not in question.options):
        raise NoSuchChoice(value=answer)
    if kind == ZONE:
        locked.details = {**locked.details, "time_zone": "" if answer == "own" else answer}
    locked.answers = {**locked.answers, code: answer}
    return _changed(locked, declared(locked.spec, code, answer), at)


@transaction.atomic
def say_meanings(*, draft: SourceDraft, place: str, meanings: Json[str, str], at: datetime) -> SourceDraft:
    """Say what the texts of a field mean; a text without a meaning is rejected."""
    locked = _locked(draft)
    return _changed(locked, set_meanings(locked.spec, place, meanings), at)


@transaction.atomic
def declare_rules(
    *, draft: SourceDraft, same: Json[str, str], last_call_days: int | None, region: str | None, at: datetime
) -> SourceDraft:
    """Say what holds for every row: fields that are the same, the rule of the last call, phones' region.

    `same`: place → value. None leaves a rule as it is. NoSuchChoice.
    """
    locked = _locked(draft)
    spec = locked.spec
    for place, value in same.items():
        slot = slot_of(spec, place)
        if slot is None or "const" not in rule_of(spec, place) or value not in meanings_of(slot):
            raise NoSuchChoice(value=value)
        spec = set_constant(spec, place, value)
    if region and region not in SUPPORTED_REGIONS:
        raise NoSuchChoice(value=region)
    spec = spec if last_call_days is None else set_last_call(spec, last_call_days)
    spec = spec if region is None else set_region(spec, region)
    locked.answers = {**locked.answers, **{f"{MISSING}.{place}": value for place, value in same.items()}}
    return _changed(locked, spec, at)


@transaction.atomic
def choose_key(*, draft: SourceDraft, headers: Iterable[str], at: datetime) -> SourceDraft:
    """Say which columns together name a record."""
    locked = _locked(draft)
    return _changed(locked, set_key(locked.spec, headers), at)


@transaction.atomic
def replace_spec(*, draft: SourceDraft, spec: Json[str, Any], at: datetime) -> SourceDraft:
    """Put a whole mapping, as written in a text, in the place of the draft's. InvalidMapping, FileRefused."""
    parse(spec)
    locked = _locked(draft)
    locked.answers = {**locked.answers, **answers_of(spec)}
    return _changed(locked, dict(spec), at)


@transaction.atomic
def connect_draft(
    *,
    draft: SourceDraft,
    name: str,
    code: str,
    kind: str,
    by: User,
    at: datetime,
    currency: str = "",
    delivers_weekdays: str = "1234567",
    goes_on: bool = True,
    expected_from: date | None = None,
    auto_import: bool = False,
    covers_first: date | None = None,
    covers_last: date | None = None,
) -> Batch:
    """Make the source with mapping version 1, and bring it the sample file: its preview, or its import."""
    locked = _locked(draft)
    _all_answered(locked)
    source = create_source(
        code=code,
        name=name,
        kind=kind,
        spec=locked.spec,
        time_zone=locked.details.get("time_zone", ""),
        currency=currency,
        delivers_weekdays=delivers_weekdays,
        goes_on=goes_on,
        expected_from=expected_from,
        by=by,
        at=at,
    )
    batch = receive_file(
        source=source,
        filename=locked.filename,
        path=draft_path(locked),
        auto_import=auto_import,
        covers_first=covers_first,
        covers_last=covers_last,
        by=by,
        at=at,
    )
    locked.delete()
    return batch


@transaction.atomic
def take_version(*, draft: SourceDraft, by: User, at: datetime) -> Mapping:
    """Make the draft the newest version of its source's mapping; an equal one makes none."""
    locked = _locked(draft)
    if locked.source is None:
        raise TypeError("the draft of a new source is connected, not taken")
    _all_answered(locked)
    mapping = save_mapping(source=locked.source, spec=locked.spec, by=by, at=at)
    locked.delete()
    return mapping


def _agent_place(draft: SourceDraft, header: str) -> str:
    """How the texts of a column name agents: as the roster knows most of them."""
    seen = sample_of_file(draft_path(draft), draft.filename, draft.spec).column(header)
    if seen is None:
        raise NoSuchChoice(value=header)
    roster = known_agents(load_roster(draft_source(draft)))
    return f"{AGENT}.{max((agent_fit(seen, by, roster) for by in AgentBy), key=lambda fit: fit.rank).by}"


def _all_answered(draft: SourceDraft) -> None:
    count = sum(1 for question in draft_questions(draft) if question.is_open) + reading_is_open(draft)
    if count:
        raise QuestionsOpen(count=count)


def reading_is_open(draft: SourceDraft) -> bool:
    """Whether somebody has to say how the file is read: its encoding, or which sheet."""
    return bool(draft.details.get("asks")) and "reading" not in draft.answers


def reading_json(reading: Reading) -> Spec:
    """How a file is read, as a mapping holds it: what is as usual is left out."""
    usual = Reading()
    return {name: value for name, value in asdict(reading).items() if value != getattr(usual, name)}


def draft_questions(draft: SourceDraft) -> list[Question]:
    """What the draft asks and what its file has settled, open ones first. FileRefused."""
    sample = sample_of_file(draft_path(draft), draft.filename, draft.spec)
    return questions(draft.spec, sample, draft.answers)


def _propose(draft: SourceDraft) -> None:
    """A mapping from what stands in the file; none while it cannot be read."""
    reading = draft.spec.get("reading", {})
    try:
        sample = sample_of_file(draft_path(draft), draft.filename, {"reading": reading})
    except FileRefused:
        draft.spec = {"reading": reading}
        return
    roster = known_agents(load_roster(draft_source(draft)))
    draft.kind_of_row, spec = propose(sample, roster, kind=draft.kind_of_row)
    for code, answer in draft.answers.items():
        spec = declared(spec, code, str(answer))
    draft.spec = {**spec, "reading": reading}


def _changed(draft: SourceDraft, spec: Spec, at: datetime) -> SourceDraft:
    """Keep a changed mapping, with what the file settles of its new columns."""
    sample = sample_of_file(draft_path(draft), draft.filename, spec)
    draft.spec = settle(spec, sample, draft.answers)
    return _saved(draft, at)


def _saved(draft: SourceDraft, at: datetime) -> SourceDraft:
    draft.changed_at = at
    draft.save()
    return draft


def _locked(draft: SourceDraft) -> SourceDraft:
    drafts = SourceDraft.objects.select_for_update(of=("self",)).select_related("file", "source")
    return drafts.get(pk=draft.pk)
