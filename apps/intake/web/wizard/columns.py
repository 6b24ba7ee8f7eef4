"""The file's columns as the mapping takes them: what each becomes, how, why, and how sure that is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.intake.proposing import KnownAgents, Question, Sample, Seen
from apps.intake.proposing.agents import agent_fit
from apps.intake.proposing.editing import column_name, rule_of, words_of
from apps.intake.proposing.known import is_known
from apps.intake.proposing.slots import AGENT, KEY, Slot, record_id, slots, slots_of
from apps.intake.shapes import Kind
from apps.intake.trying import Tried
from apps.intake.web.shown import Look
from apps.intake.web.wizard.masking import masked, masked_columns
from apps.intake.web.wizard.words import ORDERS, UNITS, record_text, slot_text
from apps.people.written import digits

Choice = tuple[str, str]
OPEN: Final = "open"
CONFIDENCE: Final[Mapping[str, Look]] = {
    OPEN: Look(tone="warn", icon="question-mark-circle", text=gettext_lazy("Needs you")),
    "declared": Look(tone="ok", icon="check-circle", text=gettext_lazy("Declared")),
    "certain": Look(tone="ok", icon="check-circle", text=gettext_lazy("Certain")),
    "likely": Look(tone="info", icon="eye", text=gettext_lazy("Likely: check")),
    "placed": Look(tone="info", icon="eye", text=gettext_lazy("Placed by you")),
    "out": Look(tone="mut", icon="minus-circle", text=gettext_lazy("Left out")),
}
TO_CHECK: Final = frozenset({OPEN, "likely"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRow:
    """One column of the file. `places`: codes of what it becomes. `wrong`: of `rows`, rejected for it."""

    position: int
    header: str
    examples: tuple[str, ...]
    places: tuple[str, ...]
    how: str
    why: str
    confidence: str
    wrong: int
    rows: int

    @property
    def look(self) -> Look:
        """The badge of how sure it is."""
        return CONFIDENCE[self.confidence]

    @property
    def selects(self) -> tuple[str, ...]:
        """One choice for each place it has, and an empty one beside them."""
        return self.places or ("",)


def place_groups(spec: Mapping[str, Any]) -> list[tuple[str, list[Choice]]]:
    """Every place a column can fill, in groups."""
    groups: dict[str, list[Choice]] = {}
    first = record_id(spec["records"][0])
    for slot in slots(spec):
        title = record_text(slot.record) if slot.record else _("Every record of the row")
        text = slot_text(slot) if slot.record in {"", first} else f"{title}: {slot_text(slot)}"
        groups.setdefault(title, []).append((slot.code, text))
    return list(groups.items())


class Columns:
    """Makes the rows of the mapping table."""

    def __init__(
        self,
        spec: Mapping[str, Any],
        sample: Sample,
        asked: Sequence[Question],
        roster: KnownAgents,
        tried: Tried | None,
    ) -> None:
        self._spec, self._sample, self._roster = spec, sample, roster
        self._open = {question.header for question in asked if question.is_open}
        self._said = {question.header for question in asked if question.answer and not question.settled}
        self._wrong = tried.wrong_by_column if tried else {}

    def rows(self) -> list[ColumnRow]:
        """Every column of the file: those that become something first, in the order of the file."""
        every = [self._row(seen) for seen in self._sample.columns]
        return sorted(every, key=lambda row: (row.confidence == "out", row.position))

    def _row(self, seen: Seen) -> ColumnRow:
        name = column_name(self._spec, seen.header)
        places = slots_of(self._spec, name) if name else ()
        by = masked_columns(self._spec, self._sample).get(seen.position)
        wrong = self._wrong.get(seen.header, 0)
        return ColumnRow(
            position=seen.position,
            header=seen.header,
            examples=tuple(masked(text, by) for text in seen.examples[:2]),
            places=tuple(place.code for place in places),
            how="; ".join(dict.fromkeys(filter(None, (how_text(self._spec, place) for place in places)))),
            why="; ".join(dict.fromkeys(self._why(seen, places))),
            confidence=self._confidence(seen, places, wrong),
            wrong=wrong,
            rows=seen.rows,
        )

    def _confidence(self, seen: Seen, places: Iterable[Slot], wrong: int) -> str:
        places = tuple(places)
        if seen.header in self._open:
            return OPEN
        if not places:
            return "out"
        if seen.header in self._said and not wrong:
            return "declared"
        if not all(self._is_founded(seen, place) for place in places):
            return "placed"
        sure = all(self._fit(seen, place)[0] for place in places if place.code.startswith(AGENT))
        return "certain" if sure and not wrong else "likely"

    def _is_founded(self, seen: Seen, place: Slot) -> bool:
        if is_known(seen.header, place.code):
            return True
        if place.code == KEY:
            return True
        return place.code.startswith(AGENT) and self._fit(seen, place)[0] > 0

    def _fit(self, seen: Seen, place: Slot) -> tuple[int, int]:
        fits = [agent_fit(seen, by, self._roster) for by in self._roster if by.value == place.by]
        return (fits[0].known, fits[0].texts) if fits else (0, 0)

    def _why(self, seen: Seen, places: Iterable[Slot]) -> Iterator[str]:
        for place in places:
            if place.code.startswith(f"{AGENT}."):
                known, texts = self._fit(seen, place)
                yield _("%(known)s of %(texts)s are known here") % {"known": known, "texts": texts}
            elif place.code == KEY and seen.distinct == seen.rows:
                yield _("another one in every row")
            elif is_known(seen.header, place.code):
                yield _("known header")
            elif place.code != KEY:
                yield _("placed by you")
        if not tuple(places):
            yield _("stays in the stored file; no figure needs it")


def how_text(spec: Mapping[str, Any], place: Slot) -> str:
    """How the texts of a place are read."""
    rule = rule_of(spec, place.code)
    if place.code == KEY:
        return _("kept as text")
    if place.by:
        return _("compared with the people here") if place.code.startswith(AGENT) else _("kept as a hash")
    if "map" in rule or "table" in rule:
        meanings = len(words_of(spec, rule))
        return ngettext("%(n)s word has a meaning", "%(n)s words have a meaning", meanings) % {
            "n": digits(meanings, 0)
        }
    return _kind(spec, place, rule)


def _kind(spec: Mapping[str, Any], place: Slot, rule: Mapping[str, Any]) -> str:
    order = str(ORDERS[spec.get("dates", "ymd")])
    if place.kind is Kind.SECONDS:
        return str(UNITS.get(rule.get("unit") or spec.get("durations", "seconds"), ""))
    if place.is_time:
        return _("joined with the day")
    if place.kind in {Kind.DAY, Kind.INSTANT}:
        return order
    return {Kind.TEXT: _("as it stands"), Kind.MONEY: _("amount"), Kind.YES_NO: _("yes or no")}.get(
        place.kind or Kind.TEXT, ""
    )
