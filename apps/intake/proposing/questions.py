"""What has to be declared of a file, because it is never guessed; and what the file itself has settled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from apps.intake.mapping.texts import value_key
from apps.intake.proposing.dates import DateOrders, date_orders
from apps.intake.proposing.durations import DurationUnits, duration_units
from apps.intake.proposing.editing import rule_of, set_constant, set_unit, words_of
from apps.intake.proposing.known import known_meanings
from apps.intake.proposing.looks import Look
from apps.intake.proposing.numbers import NumberSigns, number_signs
from apps.intake.proposing.samples import LOOKED_AT, Sample, Seen
from apps.intake.proposing.slots import AGENT, KEY, Slot, filled_slots, record_id, slots, slots_of
from apps.intake.shapes import SHAPES, Field, Kind
from apps.intake.validating.cells import NO, YES

Json = Mapping[str, Any]
Answers = Mapping[str, Any]
DATES: Final = "dates"
NUMBERS: Final = "numbers"
ZONE: Final = "zone"
UNIT: Final = "unit"  # unit.<column>
VALUES: Final = "values"  # values.<place>
MISSING: Final = "missing"  # missing.<place>
TEXTS_SHOWN: Final = 5_000
MOST_VALUES: Final = 40
OFFSET: Final = r"(?:Z|[+-][0-9]{2}:?[0-9]{2})$"
NUMERIC_UNITS: Final = frozenset({"seconds", "minutes", ""})
BY_ITSELF: Final = frozenset({"currency"})  # the source's, where no column says it


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something to declare. `header`, `text`: the column and the cell that show it.

    `options`: the possible answers. `settled`: the file allows but one. `answer`: it, or what somebody said.
    """

    code: str
    header: str = ""
    text: str = ""
    options: tuple[str, ...] = ()
    answer: str = ""
    settled: bool = False
    orders: DateOrders | None = None
    signs: NumberSigns | None = None
    units: DurationUnits | None = None
    slot: Slot | None = None
    values: Mapping[str, int] = field(default_factory=dict)  # texts without a meaning → rows
    proposed: Mapping[str, str] = field(default_factory=dict)  # text → usual meaning

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return not self.settled and not self.answer

    @property
    def kind(self) -> str:
        """What it asks, without of what."""
        return self.code.partition(".")[0]


def questions(spec: Json, sample: Sample, answers: Answers) -> list[Question]:
    """Every question of a mapping over a sample, open ones first."""
    found = [
        *_missing(spec),
        *_dates(spec, sample, answers),
        *_numbers(spec, sample, answers),
        *_units(spec, sample, answers),
        *_zone(spec, sample, answers),
        *_values(spec, sample),
    ]
    return sorted(found, key=lambda question: not question.is_open)


def settle(spec: dict[str, Any], sample: Sample, answers: Answers) -> dict[str, Any]:
    """The mapping with what the file itself settles; what somebody has declared stays."""
    for question in questions(spec, sample, answers):
        if question.settled and question.code not in answers:
            spec = declared(spec, question.code, question.answer)
    return spec


def declared(spec: dict[str, Any], code: str, answer: str) -> dict[str, Any]:
    """The mapping with one answer. Zones belong to the source, not to its mapping."""
    kind, _dot, about = code.partition(".")
    if kind == DATES:
        return {**spec, "dates": answer}
    if kind == NUMBERS:
        decimal, _bar, thousands = answer.partition("|")
        return {**spec, "decimal": decimal, "thousands": thousands}
    if kind == UNIT:
        return set_unit(spec, about, answer)
    if kind == MISSING:
        return set_constant(spec, about, answer)
    return spec


def answers_of(spec: Json) -> dict[str, str]:
    """What a whole mapping declares, as answers: nothing of it is asked again."""
    units = {
        f"{UNIT}.{name}": _unit_of(spec, name)
        for name in spec["columns"]
        if any(slot.kind is Kind.SECONDS for slot in slots_of(spec, name))
    }
    signs = f"{spec.get('decimal', '.')}|{spec.get('thousands', '')}"
    return {DATES: str(spec.get("dates", "ymd")), NUMBERS: signs, ZONE: "kept", **units}


def _columns_of(spec: Json, sample: Sample, kinds: frozenset[Kind]) -> dict[str, Seen]:
    """The file's columns that fill fields of some kinds, by their name in the mapping, but times of joins."""
    found: dict[str, Seen] = {}
    for name, rule in spec["columns"].items():
        seen = sample.column(rule.get("headers", [name])[0])
        if seen and any(slot.kind in kinds and not slot.is_time for slot in slots_of(spec, name)):
            found[name] = seen
    return found


def _dates(spec: Json, sample: Sample, answers: Answers) -> Iterator[Question]:
    columns = _columns_of(spec, sample, frozenset({Kind.DAY, Kind.INSTANT}))
    for joined in _joined(spec):
        seen = sample.column(spec["columns"][joined].get("headers", [joined])[0])
        if seen:
            columns.setdefault(joined, seen)
    orders = date_orders((seen.header, seen.texts, seen.counts) for seen in columns.values())
    if orders is None:
        return
    settled = not orders.is_open
    yield Question(
        code=DATES,
        header=orders.column,
        text=orders.proof or orders.open_text,
        options=tuple(order.value for order in orders.allowed),
        answer=orders.allowed[0].value if settled else str(answers.get(DATES, "")),
        settled=settled,
        orders=orders,
    )


def _joined(spec: Json) -> Iterator[str]:
    """Columns whose date is joined with a time."""
    for record in spec["records"]:
        for rule in record.get("fields", {}).values():
            if isinstance(rule, dict) and rule.get("time") and rule.get("column"):
                yield rule["column"]


def _numbers(spec: Json, sample: Sample, answers: Answers) -> Iterator[Question]:
    columns = _columns_of(spec, sample, frozenset({Kind.MONEY, Kind.POINTS, Kind.SECONDS}))
    texts = {
        seen.header: list(seen.texts[:TEXTS_SHOWN])
        for name, seen in columns.items()
        if seen.look in {Look.NUMBER, Look.WHOLE, Look.TEXT, Look.PHONE, Look.YES_NO}
        and _unit_of(spec, name) in NUMERIC_UNITS
    }
    signs = number_signs(texts)
    if signs is None:
        return
    settled = not signs.is_open
    options = tuple("|".join(pair) for pair in signs.allowed) or (".|", ".|,", ",|", ",|.")
    yield Question(
        code=NUMBERS,
        header=signs.column,
        text=signs.text,
        options=options,
        answer=options[0] if settled else str(answers.get(NUMBERS, "")),
        settled=settled,
        signs=signs,
    )


def _unit_of(spec: Json, column: str) -> str:
    units = [
        rule_of(spec, slot.code).get("unit", spec.get("durations", "seconds"))
        for slot in slots_of(spec, column)
        if slot.kind is Kind.SECONDS
    ]
    return str(units[0]) if units else ""


def _units(spec: Json, sample: Sample, answers: Answers) -> Iterator[Question]:
    for name, seen in _columns_of(spec, sample, frozenset({Kind.SECONDS})).items():
        code = f"{UNIT}.{name}"
        units = duration_units(seen.header, list(seen.texts[:LOOKED_AT]))
        settled = not units.is_open
        yield Question(
            code=code,
            header=seen.header,
            text=units.text,
            options=units.allowed,
            answer=units.allowed[0] if settled else str(answers.get(code, "")),
            settled=settled,
            units=units,
        )


def _zone(spec: Json, sample: Sample, answers: Answers) -> Iterator[Question]:
    """Asked where there are times that carry no offset of their own."""
    names = [name for code, name in filled_slots(spec) if _is_instant(spec, code)]
    for name in names:
        seen = sample.column(_header(spec, name))
        if seen and seen.look in {Look.MOMENT, Look.TIME} and not seen.texts.str.contains(OFFSET).all():
            answer = str(answers.get(ZONE, ""))
            yield Question(code=ZONE, header=seen.header, text=seen.texts[0], answer=answer)
            return


def _is_instant(spec: Json, code: str) -> bool:
    return any(slot.code == code and slot.kind is Kind.INSTANT for slot in slots(spec))


def _values(spec: Json, sample: Sample) -> Iterator[Question]:
    """Texts of a field of few words that have no meaning yet."""
    for slot in slots(spec):
        if slot.field is None or slot.kind not in {Kind.CHOICE, Kind.YES_NO}:
            continue
        rule = rule_of(spec, slot.code)
        seen = sample.column(_header(spec, rule.get("column", "")))
        if seen is None or rule.get("else") is not None or "above" in rule:
            continue
        words = words_of(spec, rule) if "map" in rule or "table" in rule else None
        unknown = {text: rows for text, rows in seen.frequent.items() if not _has_meaning(slot, words, text)}
        if unknown:
            usual = known_meanings().get(slot.code, {})
            yield Question(
                code=f"{VALUES}.{slot.code}",
                header=seen.header,
                text=next(iter(unknown)),
                options=meanings_of(slot),
                slot=slot,
                values=dict(list(unknown.items())[:MOST_VALUES]),
                proposed={text: usual[value_key(text)] for text in unknown if value_key(text) in usual},
            )


def meanings_of(slot: Slot) -> tuple[str, ...]:
    """What a text of a field may mean."""
    if slot.kind is Kind.YES_NO:
        return ("yes", "no")
    return slot.field.choices if slot.field else ()


def _has_meaning(slot: Slot, words: Json | None, text: str) -> bool:
    key = value_key(text)
    if words is not None:
        return key in {value_key(known) for known in words}
    return key in ({*YES, *NO} if slot.kind is Kind.YES_NO else set(slot.field.choices if slot.field else ()))


def _header(spec: Json, name: str) -> str:
    headers: Sequence[str] = spec["columns"].get(name, {}).get("headers", [name])
    return str(headers[0])


def _missing(spec: Json) -> Iterator[Question]:
    """What every record must have and nothing gives."""
    for record in spec["records"]:
        fields = record.get("fields", {})
        for place in slots(spec):
            if place.record != record_id(record) or place.field is None or place.is_time:
                continue
            if place.field.required and not place.field.if_mapped and not _is_given(place.field, fields):
                yield Question(code=f"{MISSING}.{place.code}", options=meanings_of(place), slot=place)
    first = spec["records"][0]
    if SHAPES[first["type"]].agent and not first.get("agent") and not first.get("team"):
        yield Question(code=f"{MISSING}.{AGENT}")
    if not first.get("key"):
        yield Question(code=f"{MISSING}.{KEY}")


def _is_given(asked: Field, fields: Json) -> bool:
    """Whether something gives the field: its own rule, the source, or the instant whose day it is."""
    return asked.name in fields or asked.name in BY_ITSELF or asked.instant in fields
