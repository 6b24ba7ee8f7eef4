"""Everything the mapping page of a draft shows, from its file, its mapping and what was declared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.intake.choices import RowFate
from apps.intake.matching import load_roster
from apps.intake.models import SourceDraft
from apps.intake.proposing import Question, Sample, questions
from apps.intake.proposing.choosing import candidates, kinds_of_rows
from apps.intake.proposing.editing import constants
from apps.intake.proposing.keys import KeyChoice, key_choices
from apps.intake.proposing.questions import DATES, MISSING, NUMBERS, UNIT, declared, meanings_of
from apps.intake.proposing.slots import key_columns
from apps.intake.queries.coverage import A_MONTH
from apps.intake.reading import FileRefused
from apps.intake.reasons import file_reason
from apps.intake.trying import Tried, draft_path, draft_source, known_agents, sample_of_file
from apps.intake.web.steps import Step
from apps.intake.web.wizard.asking import Card, cards, tried_or_none, trouble_of
from apps.intake.web.wizard.columns import TO_CHECK, ColumnRow, Columns, place_groups
from apps.intake.web.wizard.preview import Preview, preview
from apps.intake.web.wizard.words import meaning_text, row_kind_text, slot_text
from apps.people.clock import now, today
from apps.people.days import ONE_DAY
from apps.people.written import digits

SHOWN: Final = (RowFate.PARKED.value, RowFate.REJECTED.value)
NAMES: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the first rows, or all, become. `segments`: for the bar."""

    rows: int
    whole: bool
    waits: int
    understood: int
    parked: int
    rejected: int
    skipped: int
    mapped: int
    columns: int
    agents_known: int
    agents: int
    unknown: tuple[str, ...]
    customers: int

    @property
    def segments(self) -> list[tuple[str, int]]:
        """Parts of the bar."""
        parts = [
            ("wait", self.waits),
            ("new", self.understood),
            ("park", self.parked),
            ("rej", self.rejected),
            ("skip", self.skipped),
        ]
        return [(css, rows) for css, rows in parts if rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The mapping page."""

    draft: SourceDraft
    sample: Sample
    cards: tuple[Card, ...]
    open: int
    counts: Counts | None
    preview: Preview | None
    columns: tuple[ColumnRow, ...]
    to_check: int
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    keys: tuple[KeyChoice, ...]
    key: tuple[str, ...]
    row_kinds: tuple[tuple[str, str], ...]
    trouble: tuple[str, str] | None  # why the file does not fit the mapping as a whole, and the remedy
    constants: tuple[tuple[str, str], ...]  # field and what it is in every row

    @property
    def asked(self) -> list[Card]:
        """Questions for a person, answered or not."""
        return [card for card in self.cards if not card.question.settled]

    @property
    def settled(self) -> list[Card]:
        """What the file itself has settled."""
        return [card for card in self.cards if card.question.settled]


def mapping_page(draft: SourceDraft, *, rows: str, check: bool, at: datetime) -> Page:
    """Everything at once. FileRefused where the file cannot be read."""
    sample = sample_of_file(draft_path(draft), draft.filename, draft.spec)
    asked = questions(draft.spec, sample, draft.answers)
    open_ones = [question for question in asked if question.is_open]
    spec = _triable(draft.spec, open_ones)
    tries = [one for one in (tried_or_none(draft, each, at) for each in _readings(spec, open_ones)) if one]
    tries.sort(key=lambda one: one.understood, reverse=True)
    tried = tries[0] if tries else None
    roster = known_agents(load_roster(draft_source(draft)))
    columns = Columns(draft.spec, sample, asked, roster, tried).rows()
    only = rows if rows in SHOWN else ""
    return Page(
        draft=draft,
        sample=sample,
        cards=tuple(cards(draft, sample, asked, at)),
        open=len(open_ones),
        counts=_counts(sample, tried, columns, waits=bool(open_ones)) if tried else None,
        preview=preview(sample, spec, tries, only=only, waits=bool(open_ones)) if tried else None,
        columns=tuple(row for row in columns if not check or row.confidence in TO_CHECK),
        to_check=sum(1 for row in columns if row.confidence in TO_CHECK),
        groups=place_groups(draft.spec),
        keys=tuple(key_choices(draft.spec, sample)),
        key=_key(draft.spec),
        row_kinds=_row_kinds(draft, sample),
        trouble=None if tries else trouble_of(draft, spec, at),
        constants=tuple(_constants(draft.spec)),
    )


def first_expected(draft: SourceDraft) -> date:
    """The day after the newest one of the draft's file as far as it was tried, or today where that is old."""
    tried = tried_or_none(draft, draft.spec, now())
    newest = tried.last_day if tried else None
    return newest + ONE_DAY if newest and today() - A_MONTH <= newest < today() else today()


def _constants(spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Those without a choice: the others are in the form."""
    for slot, const in constants(spec):
        if const and not meanings_of(slot):
            yield slot_text(slot), meaning_text(const)


def _triable(spec: dict[str, Any], open_ones: Sequence[Question]) -> dict[str, Any]:
    """The mapping with something in place of what nobody has said yet, so that the rest can be shown."""
    for question in open_ones:
        if question.kind in {MISSING, UNIT, NUMBERS} and question.options:
            spec = declared(spec, question.code, question.options[0])
    return spec


def _readings(spec: dict[str, Any], open_ones: Sequence[Question]) -> list[dict[str, Any]]:
    """The mapping under each order in which its dates may still be read."""
    orders = [option for question in open_ones if question.kind == DATES for option in question.options]
    return [declared(spec, DATES, order) for order in orders] or [spec]


def _counts(sample: Sample, tried: Tried, columns: Sequence[ColumnRow], *, waits: bool) -> Counts:
    parked = tried.held.filter(tried.held["fate"] == RowFate.PARKED)
    unknown = parked["ref"].drop_nulls().unique(maintain_order=True)
    persons = {
        person
        for frame in tried.matched.records.values()
        if "agent_id" in frame.columns
        for person in frame["agent_id"].drop_nulls().unique()
    }
    return Counts(
        rows=tried.rows,
        whole=sample.whole,
        waits=tried.understood if waits else 0,
        understood=0 if waits else tried.understood,
        parked=tried.fates.get(RowFate.PARKED, 0),
        rejected=tried.fates.get(RowFate.REJECTED, 0),
        skipped=tried.fates.get(RowFate.SKIPPED, 0),
        mapped=sum(1 for row in columns if row.places),
        columns=len(columns),
        agents_known=len(persons),
        agents=len(persons) + unknown.len(),
        unknown=tuple(unknown[:NAMES]),
        customers=tried.matched.customers["id"].n_unique(),
    )


def _key(spec: Mapping[str, Any]) -> tuple[str, ...]:
    names = key_columns(spec["records"][0])
    return tuple(spec["columns"].get(name, {}).get("headers", [name])[0] for name in names)


def _row_kinds(draft: SourceDraft, sample: Sample) -> tuple[tuple[str, str], ...]:
    """What a row may be, the likely ones first."""
    likely = [one.code for one in candidates([seen.header for seen in sample.columns])]
    every = dict.fromkeys((*likely, *kinds_of_rows()))
    if draft.source_id is not None:
        return ()
    return tuple((code, row_kind_text(code)) for code in every)


def draft_steps(draft: SourceDraft, *, at: int, note: str = "") -> list[Step]:
    """The four steps of a draft; `at`: the one that is now, from 0."""
    last = _("Take it") if draft.source_id else _("Connect")
    labels = [_("File"), _("Reading"), _("Mapping"), last]
    notes = [draft.filename, "", note if at == 2 else "", _("nothing is written before")]
    states = ["done" if n < at else "now" if n == at else "todo" for n in range(len(labels))]
    return [
        Step(label=label, state=state, note=said)
        for label, state, said in zip(labels, states, notes, strict=True)
    ]


def open_text(count: int) -> str:
    """How many questions are left."""
    if not count:
        return _("all questions answered")
    return ngettext("%(n)s question left", "%(n)s questions left", count) % {"n": digits(count, 0)}


def refusal_text(error: FileRefused) -> tuple[str, str]:
    """Why a file cannot be read, and the remedy."""
    return file_reason(error.code, error.values)
