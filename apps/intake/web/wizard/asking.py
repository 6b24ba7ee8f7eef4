"""Questions as cards: what is asked, the row that shows it, and each reading of the file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.intake.choices import RowFate
from apps.intake.mapping import InvalidMapping
from apps.intake.mapping.spec import DateOrder, DurationUnit
from apps.intake.models import SourceDraft
from apps.intake.proposing import Question, Sample
from apps.intake.proposing.dates import day_read
from apps.intake.proposing.numbers import number_read
from apps.intake.proposing.questions import DATES, MISSING, NUMBERS, UNIT, VALUES, ZONE, declared
from apps.intake.reading import FileRefused
from apps.intake.reasons import file_reason
from apps.intake.trying import Tried, try_draft
from apps.intake.web.wizard.masking import masked_cells
from apps.intake.web.wizard.words import ORDERS, UNITS, meaning_text, slot_text
from apps.people.clock import organisation, today
from apps.people.refusals import Refusal
from apps.people.written import day_text, digits, plain

MOST_CHIPS: Final = 9
RAW_CELLS: Final = 7
ZONES: Final = (
    "UTC",
    "Asia/Hong_Kong",
    "Asia/Shanghai",
    "Asia/Taipei",
    "Asia/Singapore",
    "Asia/Manila",
    "Europe/London",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A day that the file would hold."""

    day: date
    rows: int
    tone: str
    icon: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A possible answer: its value, what it means, and what the file would then be."""

    value: str
    title: str
    text: str = ""
    chosen: bool = False
    chips: tuple[Chip, ...] = ()
    outcome: Tried | None = None

    @property
    def parts(self) -> list[tuple[int, str]]:
        """Rows that would be understood, parked, rejected, skipped; nothing while it cannot be tried."""
        if self.outcome is None:
            return []
        fates = self.outcome.fates
        return [
            (self.outcome.understood, _("understood")),
            (fates.get(RowFate.PARKED, 0), _("parked")),
            (fates.get(RowFate.REJECTED, 0), _("rejected")),
            (fates.get(RowFate.SKIPPED, 0), _("skipped")),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One question. `cells`: the row of the file that shows it, as (header, text, is the one asked about)."""

    question: Question
    title: str
    note: str = ""
    why: str = ""
    row: int | None = None
    cells: tuple[tuple[str, str, bool], ...] = ()
    options: tuple[Option, ...] = ()
    columns: tuple[str, ...] = ()  # headers that may hold it
    meanings: tuple[tuple[str, int, str], ...] = ()  # text, rows, proposed meaning
    choices: tuple[tuple[str, str], ...] = ()
    zones: tuple[str, ...] = field(default=())

    @property
    def code(self) -> str:
        """The question's code."""
        return self.question.code


def cards(draft: SourceDraft, sample: Sample, asked: Iterable[Question], at: datetime) -> list[Card]:
    """Each question as a card."""
    asker = Asker(draft, sample, at=at)
    return [asker.card(question) for question in asked]


class Asker:
    """Makes cards of a draft's questions."""

    def __init__(self, draft: SourceDraft, sample: Sample, *, at: datetime) -> None:
        self._draft, self._sample, self._at = draft, sample, at
        self._makers: dict[str, Callable[[Question], dict[str, Any]]] = {
            DATES: self._dates,
            NUMBERS: self._numbers,
            UNIT: self._unit,
            ZONE: self._zone,
            VALUES: self._values,
            MISSING: self._missing,
        }

    def card(self, question: Question) -> Card:
        """A question as a card."""
        row, cells = raw_line(self._draft.spec, self._sample, question)
        return Card(question=question, row=row, cells=cells, **self._makers[question.kind](question))

    def _dates(self, question: Question) -> dict[str, Any]:
        orders, text = question.orders, question.text
        if orders is None or question.settled:
            return {
                "title": _("Order of day and month: %(order)s") % {"order": ORDERS[question.answer]},
                "why": _("“%(text)s” in %(column)s can be read in this order only.")
                % {"text": text, "column": question.header},
            }
        options = tuple(
            Option(
                value=value,
                title=_named_day(text, DateOrder(value)),
                text=_("The file then holds these days"),
                chosen=question.answer == value,
                **self._reading_of(question, value),
            )
            for value in question.options
        )
        apart = ngettext(
            "%(rows)s row falls on another day if this is wrong",
            "%(rows)s rows fall on another day if this is wrong",
            orders.differ,
        ) % {"rows": digits(orders.differ, 0)}
        same = ngettext(
            "%(rows)s row reads the same both ways.", "%(rows)s rows read the same both ways.", orders.same
        ) % {"rows": digits(orders.same, 0)}
        return {
            "title": _("Which day is “%(text)s”?") % {"text": text.partition(" ")[0]},
            "note": f"{apart}; {same}",
            "options": options,
        }

    def _reading_of(self, question: Question, value: str) -> dict[str, Any]:
        """What the file would be under an answer; nothing while the mapping cannot be tried."""
        tried = tried_or_none(self._draft, declared(self._draft.spec, question.code, value), self._at)
        return {"outcome": tried, "chips": _chips(question, value) if question.kind == DATES else ()}

    def _numbers(self, question: Question) -> dict[str, Any]:
        if question.settled:
            return {
                "title": _("Signs of numbers: %(signs)s") % {"signs": _signs(question.answer)},
                "why": _("“%(text)s” in %(column)s can be read in this way only.")
                % {"text": question.text, "column": question.header},
            }
        options = tuple(
            Option(
                value=value,
                title=_read_as(question.text, value),
                chosen=question.answer == value,
                **self._reading_of(question, value),
            )
            for value in question.options
        )
        mixed = question.signs is not None and not question.signs.allowed
        note = _("The file mixes styles: under each reading some rows are rejected.") if mixed else ""
        return {
            "title": _("How much is “%(text)s”?") % {"text": question.text},
            "note": note,
            "options": options,
        }

    def _unit(self, question: Question) -> dict[str, Any]:
        about = {"text": question.text, "column": question.header}
        if question.settled:
            said = question.units is not None and question.units.said
            why = _("The header says so.") if said else _("“%(text)s” can be read in this way only.") % about
            unit = UNITS[question.answer]
            return {"title": _("Unit of %(column)s: %(unit)s") % {**about, "unit": unit}, "why": why}
        options = tuple(
            Option(value=value, title=str(UNITS.get(value, value)), chosen=question.answer == value)
            for value in question.options or tuple(unit.value for unit in DurationUnit)
        )
        return {
            "title": _("In which unit is “%(text)s” in %(column)s?") % about,
            "note": _("A header or a number alone does not say it."),
            "options": options,
        }

    def _zone(self, question: Question) -> dict[str, Any]:
        own = organisation().time_zone
        said = question.answer
        options = (
            Option(
                value="own",
                title=_("As the organisation: %(zone)s") % {"zone": own},
                chosen=said in {"own", "kept"},
            ),
        )
        return {
            "title": _("In which time zone is “%(text)s”?") % {"text": question.text},
            "note": _("The times carry no offset; the zone of the system that wrote them is declared once."),
            "options": options,
            "zones": tuple(
                zone for zone in dict.fromkeys((said, *ZONES)) if zone not in {"", "own", "kept", own}
            ),
        }

    def _values(self, question: Question) -> dict[str, Any]:
        name = slot_text(question.slot) if question.slot else ""
        return {
            "title": _("What do these words of %(column)s mean for “%(field)s”?")
            % {"column": question.header, "field": name},
            "note": _("A word without a meaning is rejected, today and in every later file."),
            "meanings": tuple(
                (text, rows, question.proposed.get(text, "")) for text, rows in question.values.items()
            ),
            "choices": tuple((value, meaning_text(value)) for value in question.options),
        }

    def _missing(self, question: Question) -> dict[str, Any]:
        name = slot_text(question.slot) if question.slot else _part(question.code)
        options = tuple(
            Option(value=value, title=_("%(meaning)s, in every row") % {"meaning": meaning_text(value)})
            for value in question.options
        )
        return {
            "title": _("Nothing says “%(field)s”") % {"field": name},
            "note": _("Every record must have it. Choose a column, or what holds for every row.")
            if options
            else _("Every record must have it. Choose the column that holds it."),
            "options": options,
            "columns": tuple(seen.header for seen in self._sample.columns),
        }


def raw_line(
    spec: Mapping[str, Any], sample: Sample, question: Question
) -> tuple[int | None, tuple[tuple[str, str, bool], ...]]:
    """The first row of the file that shows what is asked, customers masked."""
    seen = sample.column(question.header) if question.header else None
    found = sample.row_of(seen, question.text) if seen else None
    if seen is None or found is None:
        return None, ()
    row, cells = found
    near = [other for other in sample.columns if other.position != seen.position]
    shown = sorted([seen, *near[: RAW_CELLS - 1]], key=lambda other: other.position)
    hidden = masked_cells(spec, sample, cells)
    return row, tuple(
        (other.header, hidden[other.position], other.position == seen.position) for other in shown
    )


def _named_day(text: str, order: DateOrder) -> str:
    day = day_read(text, order)
    said = f"{date_format(day, 'l')} {day_text(day)}" if day else _("not a day")
    return _("%(order)s: %(day)s") % {"order": ORDERS[order.value], "day": said}


def tried_or_none(draft: SourceDraft, spec: Mapping[str, Any], at: datetime) -> Tried | None:
    """The draft's file under a mapping; None while something is missing in it, or the file does not fit."""
    try:
        return try_draft(draft, spec, at=at)
    except (Refusal, FileRefused):
        return None


def trouble_of(draft: SourceDraft, spec: Mapping[str, Any], at: datetime) -> tuple[str, str] | None:
    """Why the file does not fit the mapping as a whole, and the remedy."""
    try:
        try_draft(draft, spec, at=at)
    except FileRefused as refused:
        return file_reason(refused.code, refused.values)
    except Refusal as refusal:
        return (refusal.message, "") if isinstance(refusal, InvalidMapping) and draft.source_id else None
    return None


def _chips(question: Question, value: str) -> tuple[Chip, ...]:
    """The days that the texts would be, the earliest first; at most nine of them, spread over all."""
    days = question.orders.days(DateOrder(value)) if question.orders else {}
    every = sorted(days)
    step = max(1, -(-len(every) // MOST_CHIPS))
    return tuple(_chip(day, days[day]) for day in every[::step][:MOST_CHIPS])


def _chip(day: date, rows: int) -> Chip:
    if day > today():
        return Chip(day=day, rows=rows, tone="bad", icon="x-mark", why=_("in the future"))
    if day.weekday() >= 5:
        return Chip(day=day, rows=rows, tone="warn", icon="exclamation-triangle", why=_("a weekend"))
    return Chip(day=day, rows=rows, tone="ok", icon="check", why=_("a weekday"))


def _signs(value: str) -> str:
    decimal, _bar, thousands = value.partition("|")
    names = {
        ".": _("point"),
        ",": _("comma"),
        " ": _("space"),
        "\u00a0": _("fixed space"),
        "'": _("apostrophe"),
    }
    if not thousands:
        return _("decimal %(sign)s") % {"sign": names[decimal]}
    return _("decimal %(sign)s, thousands %(other)s") % {"sign": names[decimal], "other": names[thousands]}


def _read_as(text: str, value: str) -> str:
    decimal, _bar, thousands = value.partition("|")
    number = number_read(text, (decimal, thousands))
    said = plain(number) if number is not None else _("not a number")
    return _("%(signs)s: “%(text)s” is %(number)s") % {"signs": _signs(value), "text": text, "number": said}


def _part(code: str) -> str:
    return {"agent": _("Agent"), "key": _("Id")}.get(code.rpartition(".")[2], code)
