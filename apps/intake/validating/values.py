"""A field of a record: its text by the rule of the mapping, then its value by its kind."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import polars as pl

from apps.intake.mapping.spec import DateOrder, DurationUnit, FieldRule, Spec
from apps.intake.shapes import Field, Kind
from apps.intake.validating import cells, days
from apps.intake.validating.cells import Declared, Parsed
from apps.intake.validating.conditions import MILLION, size
from apps.people.written import minor_digits

PLACES: Final = {Kind.POINTS: 2, Kind.QUANTITY: 3, Kind.SHARE: 2, Kind.VALUE: 6}
RATIO: Final = 100  # the scale that makes percent of a share written as 0.5
WHOLE_SHARE: Final = 10_000
Read = Callable[[pl.Expr, Declared], pl.Expr]


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What turns rules of fields into expressions over the named texts of a block.

    Dates and times are costly to read and often asked for twice, so they become columns first: they are noted
    in `prepared`, and a block must have the `preparations` before anything else is evaluated.
    """

    spec: Spec
    declared: Declared
    currency: str
    prepared: dict[str, tuple[Read, Declared, pl.Expr]] = field(default_factory=dict)

    def preparations(self) -> dict[str, pl.Expr]:
        """The columns a block needs before its items can be evaluated."""
        return {name: read(text, declared) for name, (read, declared, text) in self.prepared.items()}

    # Texts

    def text(self, rule: FieldRule) -> tuple[pl.Expr, pl.Expr]:
        """The field's text: constant, column, or date and time joined; then translated. And its problem."""
        if rule.const is not None:
            return pl.lit(rule.const), cells.NO_PROBLEM
        if rule.file_day:
            return pl.lit(str(self.declared.file_day or "")), cells.NO_PROBLEM
        text = pl.col(rule.column)
        if rule.time_column:
            text = self._with_time(text, rule.time_column)
        if rule.above is not None:
            return self._above(text, rule)
        if rule.translate is None:
            return text, cells.NO_PROBLEM
        code = "not_in_table" if rule.table else "unknown_value"
        return cells.translated(text, rule.translate, rule.otherwise, code=code)

    def _with_time(self, text: pl.Expr, time_column: str) -> pl.Expr:
        part = cells.time_part(
            pl.col(time_column),
            day_1900=self.spec.durations is DurationUnit.CLOCK_1900,
            spreadsheet=self.declared.spreadsheet,
        )
        day = cells.date_part(text, spreadsheet=self.declared.spreadsheet)
        return pl.concat_str(day, part, separator=" ").str.strip_chars()

    def _above(self, text: pl.Expr, rule: FieldRule) -> tuple[pl.Expr, pl.Expr]:
        """Yes where the number, or the duration, is above; no where it is not, or is blank."""
        sized = size(text, self.declared, rule.unit)
        over = (sized.value > rule.above).fill_null(value=False)
        return pl.when(over).then(pl.lit("yes")).otherwise(pl.lit("no")), sized.problem

    # Values

    def parse(self, shape: Field, text: pl.Expr, rule: FieldRule) -> Parsed:
        """The value of a text, by the field's kind."""
        if rule.until_column:
            return self._length(shape, rule)
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
        if rule.unit is not None:
            return size(text, self.declared, rule.unit)
        return cells.number(text, self.declared, places=PLACES[Kind.VALUE], scale=rule.scale)

    def _length(self, shape: Field, rule: FieldRule) -> Parsed:
        """Whole seconds from one time to another; no data where either has no time of day."""
        start = days.instant_of(self.read(days.read_moments, pl.col(rule.column), dates=rule.dates))
        end = days.instant_of(self.read(days.read_moments, pl.col(rule.until_column), dates=rule.dates))
        length = (end.value - start.value).dt.total_seconds()
        problem = cells.first_of(
            (length < 0, "ends_before_start"), (length > cells.DAY_SECONDS, "over_24_hours")
        )
        found = Parsed(value=length, problem=pl.coalesce(start.problem, end.problem, problem))
        if shape.kind is Kind.VALUE:
            return Parsed(value=found.value * MILLION, problem=found.problem)
        return found

    # Days and instants

    def _moment(self, shape: Field, text: pl.Expr, rule: FieldRule) -> Parsed:
        day = shape.kind is Kind.DAY
        if rule.file_day:
            return self._file_day()
        if rule.const == "":
            nothing = days.DAY_TYPE if day else days.MOMENT_TYPE
            return Parsed(value=pl.lit(None, dtype=nothing))
        if rule.const is not None:
            text = pl.when(pl.col("row") > 0).then(text)  # a column as long as the block
        if day:
            return days.day_of(self.read(days.read_days, text, ahead=shape.ahead, dates=rule.dates))
        return days.instant_of(self.read(days.read_moments, text, ahead=shape.ahead, dates=rule.dates))

    def _file_day(self) -> Parsed:
        day = self.declared.file_day
        future = day is not None and day > self.declared.last_day
        problem = pl.lit("future_day") if future else cells.NO_PROBLEM
        return Parsed(value=pl.lit(day, dtype=days.DAY_TYPE), problem=problem)

    def day_of_instant(self, shape: Field, given: FieldRule, parsed: Parsed) -> tuple[pl.Expr, Parsed]:
        """The organisation's day of an instant, else the day column's."""
        text, _ = self.text(given)
        start = self.read(days.read_moments, text, ahead=shape.ahead, dates=given.dates)
        value = pl.coalesce(start.struct.field("day"), parsed.value)
        return text, Parsed(value=value, problem=pl.coalesce(start.struct.field("problem"), parsed.problem))

    def in_order(self, parsed: Parsed, earlier: FieldRule) -> Parsed:
        """An end that lies before its beginning is a problem."""
        start = days.instant_of(self.read(days.read_moments, self.text(earlier)[0], dates=earlier.dates))
        turned = cells.first_of((parsed.value < start.value, "ends_before_start"))
        return Parsed(value=parsed.value, problem=pl.coalesce(parsed.problem, turned))

    def read(
        self, read: Read, text: pl.Expr, *, ahead: bool = False, dates: DateOrder | None = None
    ) -> pl.Expr:
        """A costly reading of a text, evaluated once for each block. `ahead`: it may lie in the future."""
        declared = replace(self.declared, dates=dates or self.declared.dates)
        if ahead:
            declared = replace(declared, last_day=date.max)
        for name, (other, said, same) in self.prepared.items():
            if other is read and said == declared and same.meta.eq(text):
                return pl.col(name)
        name = f"read {len(self.prepared)}"
        self.prepared[name] = (read, declared, text)
        return pl.col(name)


def _word(shape: Field, text: pl.Expr) -> Parsed:
    if shape.kind is Kind.YES_NO:
        return cells.yes_no(text)
    return cells.choice(text, shape.choices) if shape.choices else cells.plain(text, shape.length)
