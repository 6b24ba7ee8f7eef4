"""One rule of a mapping over the texts of a block: expressions of a record's columns and problems."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import polars as pl

from apps.intake.mapping.spec import Condition, DurationUnit, FieldRule, RecordRule, Spec
from apps.intake.shapes import KEY_LENGTH, SHAPES, Field, Kind
from apps.intake.validating import cells, days
from apps.intake.validating.cells import Declared, Parsed
from apps.people.written import minor_digits

PLACES: Final = {Kind.POINTS: 2, Kind.QUANTITY: 3, Kind.SHARE: 2, Kind.VALUE: 6}
RATIO: Final = 100  # the scale that makes percent of a share written as 0.5
WHOLE_SHARE: Final = 10_000
Read = Callable[[pl.Expr, Declared], pl.Expr]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One column of a record: its name, its value, and what is wrong with which text of which column."""

    name: str
    value: pl.Expr
    problem: pl.Expr
    column: str
    text: pl.Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What turns a rule into expressions over the named texts of a block.

    Dates and times are costly to read and often asked for twice, so they become columns first: `items` notes
    them in `prepared`, and a block must have the `preparations` before its items are evaluated.
    """

    spec: Spec
    declared: Declared
    currency: str
    prepared: dict[str, tuple[Read, Declared, pl.Expr]] = field(default_factory=dict)

    def applies(self, rule: RecordRule) -> pl.Expr:
        """Whether a row becomes a record of the rule."""
        return pl.all_horizontal([pl.lit(True), *(_holds(condition) for condition in rule.when)])

    def items(self, rule: RecordRule) -> Iterator[Item]:
        """Every column of the record; problems only where the rule applies."""
        needed = _needed(rule)
        applies = self.applies(rule)
        for item in self._all_items(rule):
            required = item.name in needed
            blank = item.value.is_null() | (item.value.cast(pl.String) == "") if required else pl.lit(False)
            problem = pl.coalesce(item.problem, pl.when(blank).then(pl.lit("blank")))
            yield Item(
                name=item.name,
                value=item.value,
                problem=pl.when(applies).then(problem),
                column=item.column,
                text=item.text,
            )

    def _all_items(self, rule: RecordRule) -> Iterator[Item]:
        key = pl.concat_str([pl.col(name) for name in rule.key], separator="|")
        blank_part = pl.any_horizontal([pl.col(name) == "" for name in rule.key])
        ident = cells.identifier(pl.when(blank_part).then(pl.lit("")).otherwise(key), KEY_LENGTH)
        yield Item(name="key", value=key, problem=ident.problem, column=rule.key[0], text=key)
        if rule.agent:
            ref = pl.col(rule.agent.column)
            known = cells.identifier(ref, KEY_LENGTH)
            yield Item(name="agent_ref", value=ref, problem=known.problem, column=rule.agent.column, text=ref)
        if rule.customer:
            ref = pl.col(rule.customer.column)
            yield Item(
                name="customer_ref",
                value=pl.when(ref != "").then(ref),
                problem=cells.NO_PROBLEM,
                column=rule.customer.column,
                text=ref,
            )
        for shape in SHAPES[rule.record_type].fields:
            yield self._field(shape, rule)

    def _field(self, shape: Field, rule: RecordRule) -> Item:
        given = rule.fields.get(shape.name, FieldRule(const=""))
        text, problem = self._text(given)
        parsed = self._parse(shape, text, given)
        if shape.instant in rule.fields:
            given = rule.fields[shape.instant]
            text, parsed = self._day_of_instant(shape, given, parsed)
        if shape.not_before in rule.fields:
            parsed = self._in_order(parsed, rule.fields[shape.not_before])
        if shape.name == "currency" and "amount" in rule.fields and not _required_amount(rule):
            amount = self._text(rule.fields["amount"])[0]
            code = pl.when(amount != "").then(parsed.value).otherwise(pl.lit(""))
            parsed = Parsed(value=code, problem=parsed.problem)
        return Item(
            name=shape.name,
            value=parsed.value,
            problem=pl.coalesce(problem, parsed.problem),
            column=given.column or shape.name,
            text=pl.col(given.column) if given.column and not given.time_column else text,
        )

    def _day_of_instant(self, shape: Field, given: FieldRule, parsed: Parsed) -> tuple[pl.Expr, Parsed]:
        """The organisation's day of an instant, else the day column's."""
        text, _ = self._text(given)
        start = self._read(days.read_moments, text, ahead=shape.ahead)
        value = pl.coalesce(start.struct.field("day"), parsed.value)
        return text, Parsed(value=value, problem=pl.coalesce(start.struct.field("problem"), parsed.problem))

    def _in_order(self, parsed: Parsed, earlier: FieldRule) -> Parsed:
        """An end that lies before its beginning is a problem."""
        start = days.instant_of(self._read(days.read_moments, self._text(earlier)[0]))
        turned = cells.first_of((parsed.value < start.value, "ends_before_start"))
        return Parsed(value=parsed.value, problem=pl.coalesce(parsed.problem, turned))

    def _read(self, read: Read, text: pl.Expr, *, ahead: bool = False) -> pl.Expr:
        """A costly reading of a text, evaluated once for each block. `ahead`: it may lie in the future."""
        declared = replace(self.declared, last_day=date.max) if ahead else self.declared
        for name, (other, said, same) in self.prepared.items():
            if other is read and said == declared and same.meta.eq(text):
                return pl.col(name)
        name = f"read {len(self.prepared)}"
        self.prepared[name] = (read, declared, text)
        return pl.col(name)

    def preparations(self) -> dict[str, pl.Expr]:
        """The columns a block needs before its items can be evaluated."""
        return {name: read(text, declared) for name, (read, declared, text) in self.prepared.items()}

    def _text(self, rule: FieldRule) -> tuple[pl.Expr, pl.Expr]:
        """The field's text: constant, column, or date and time joined; then translated."""
        if rule.const is not None:
            return pl.lit(rule.const), cells.NO_PROBLEM
        text = pl.col(rule.column)
        if rule.time_column:
            part = cells.time_part(
                pl.col(rule.time_column),
                day_1900=self.spec.durations is DurationUnit.CLOCK_1900,
                spreadsheet=self.declared.spreadsheet,
            )
            day = cells.date_part(text, spreadsheet=self.declared.spreadsheet)
            text = pl.concat_str(day, part, separator=" ").str.strip_chars()
        if rule.translate is None:
            return text, cells.NO_PROBLEM
        return cells.translated(text, rule.translate, rule.otherwise)

    def _parse(self, shape: Field, text: pl.Expr, rule: FieldRule) -> Parsed:
        match shape.kind:
            case Kind.MONEY | Kind.POINTS | Kind.QUANTITY | Kind.SHARE | Kind.VALUE:
                return self._number(shape, text, rule)
            case Kind.SECONDS:
                return cells.seconds(text, self.declared, rule.unit or self.spec.durations)
            case Kind.CURRENCY:
                return cells.same_currency(text, self.currency)
            case Kind.DAY | Kind.INSTANT:
                return self._moment(shape, text, rule)
            case Kind.TEXT | Kind.CHOICE | Kind.YES_NO:
                return _word(shape, text)

    def _number(self, shape: Field, text: pl.Expr, rule: FieldRule) -> Parsed:
        if shape.kind is Kind.SHARE:
            return self._share(text, rule)
        if shape.kind is Kind.VALUE:
            return self._value(text, rule)
        places = PLACES.get(shape.kind, minor_digits(self.currency))
        amount = cells.number(text, self.declared, places=places, scale=rule.scale)
        return cells.not_negative(amount, above_zero=shape.above_zero)

    def _share(self, text: pl.Expr, rule: FieldRule) -> Parsed:
        """Percent, with or without its sign, or a ratio where the scale says so; more than none."""
        plain = text.str.strip_suffix("%").str.strip_chars()
        ratio = rule.scale == RATIO
        parsed = cells.number(plain, self.declared, places=4 if ratio else PLACES[Kind.SHARE])
        over = cells.first_of((parsed.value > WHOLE_SHARE, "over_the_whole"))
        some = Parsed(value=parsed.value, problem=pl.coalesce(parsed.problem, over))
        return cells.not_negative(some, above_zero=True)

    def _value(self, text: pl.Expr, rule: FieldRule) -> Parsed:
        """A number of any unit in millionths; a duration in seconds where its unit is declared."""
        places = PLACES[Kind.VALUE]
        if rule.unit is None:
            return cells.number(text, self.declared, places=places, scale=rule.scale)
        length = cells.seconds(text, self.declared, rule.unit)
        return Parsed(value=length.value * 10**places, problem=length.problem)

    def _moment(self, shape: Field, text: pl.Expr, rule: FieldRule) -> Parsed:
        day = shape.kind is Kind.DAY
        if rule.const == "":
            nothing = days.DAY_TYPE if day else days.MOMENT_TYPE
            return Parsed(value=pl.lit(None, dtype=nothing))
        if rule.const is not None:
            text = pl.when(pl.col("row") > 0).then(text)  # a column as long as the block
        if day:
            return days.day_of(self._read(days.read_days, text, ahead=shape.ahead))
        return days.instant_of(self._read(days.read_moments, text, ahead=shape.ahead))


def _word(shape: Field, text: pl.Expr) -> Parsed:
    if shape.kind is Kind.YES_NO:
        return cells.yes_no(text)
    return cells.choice(text, shape.choices) if shape.choices else cells.plain(text, shape.length)


def _needed(rule: RecordRule) -> frozenset[str]:
    """The fields without which a row of the rule is rejected."""
    return frozenset(
        shape.name
        for shape in SHAPES[rule.record_type].fields
        if shape.required and (shape.name in rule.fields or not shape.if_mapped)
    )


def _required_amount(rule: RecordRule) -> bool:
    return "amount" in _needed(rule)


def _holds(condition: Condition) -> pl.Expr:
    text = pl.col(condition.column).str.to_lowercase()
    checks = [pl.lit(True)]
    if condition.not_blank:
        checks.append(text != "")
    if condition.among:
        checks.append(text.is_in(sorted(condition.among)))
    if condition.none_of:
        checks.append(~text.is_in(sorted(condition.none_of)))
    return pl.all_horizontal(checks)
