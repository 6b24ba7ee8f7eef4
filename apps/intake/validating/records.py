"""One rule of a mapping over the texts of a block: expressions of a record's columns and problems."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from apps.intake.mapping.spec import Condition, DurationUnit, FieldRule, RecordRule, Spec
from apps.intake.shapes import KEY_LENGTH, SHAPES, Field, Kind
from apps.intake.validating import cells
from apps.intake.validating.cells import Declared, Parsed
from apps.people.written import minor_digits

POINT_PLACES = 2


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
    """What turns a rule into expressions over the named texts of a block."""

    spec: Spec
    declared: Declared
    currency: str

    def applies(self, rule: RecordRule) -> pl.Expr:
        """Whether a row becomes a record of the rule."""
        return pl.all_horizontal([pl.lit(True), *(_holds(condition) for condition in rule.when)])

    def items(self, rule: RecordRule) -> Iterator[Item]:
        """Every column of the record; problems only where the rule applies."""
        shape = SHAPES[rule.record_type]
        applies = self.applies(rule)
        for item in self._all_items(rule):
            required = _is_required(item.name, shape.fields)
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
        for field in SHAPES[rule.record_type].fields:
            yield self._field(field, rule)

    def _field(self, field: Field, rule: RecordRule) -> Item:
        given = rule.fields.get(field.name, FieldRule(const=""))
        text, problem = self._text(given)
        parsed = self._parse(field, text, given)
        if field.name == "day" and "started_at" in rule.fields:
            given = rule.fields["started_at"]
            text, parsed = self._day_of_instant(given, parsed)
        if field.name == "currency" and "amount" in rule.fields and not _required_amount(rule):
            amount = self._text(rule.fields["amount"])[0]
            parsed = Parsed(
                value=pl.when(amount != "").then(parsed.value).otherwise(pl.lit("")), problem=parsed.problem
            )
        return Item(
            name=field.name,
            value=parsed.value,
            problem=pl.coalesce(problem, parsed.problem),
            column=given.column or field.name,
            text=pl.col(given.column) if given.column and not given.time_column else text,
        )

    def _day_of_instant(self, started: FieldRule, parsed: Parsed) -> tuple[pl.Expr, Parsed]:
        """The organisation's day of the start, else the day column's."""
        text, _ = self._text(started)
        start, its_day = cells.instant(text, self.declared)
        problem = pl.coalesce(start.problem, parsed.problem)
        return text, Parsed(value=pl.coalesce(its_day, parsed.value), problem=problem)

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
            text = pl.concat_str(text, part, separator=" ").str.strip_chars()
        if rule.translate is None:
            return text, cells.NO_PROBLEM
        return cells.translated(text, rule.translate, rule.otherwise)

    def _parse(self, field: Field, text: pl.Expr, rule: FieldRule) -> Parsed:
        match field.kind:
            case Kind.MONEY | Kind.POINTS:
                places = POINT_PLACES if field.kind is Kind.POINTS else minor_digits(self.currency)
                amount = cells.number(text, self.declared, places=places, scale=rule.scale)
                return cells.not_negative(amount, above_zero=field.above_zero)
            case Kind.SECONDS:
                return cells.seconds(text, self.declared, rule.unit or self.spec.durations)
            case Kind.CURRENCY:
                return cells.same_currency(text, self.currency)
            case Kind.DAY | Kind.INSTANT:
                return cells.day(text, self.declared) if field.kind is Kind.DAY else self._instant(text)
            case Kind.TEXT | Kind.CHOICE | Kind.YES_NO:
                return _word(field, text)

    def _instant(self, text: pl.Expr) -> Parsed:
        return cells.instant(text, self.declared)[0]


def _word(field: Field, text: pl.Expr) -> Parsed:
    if field.kind is Kind.YES_NO:
        return cells.yes_no(text)
    return cells.choice(text, field.choices) if field.choices else cells.plain(text, field.length)


def _is_required(name: str, fields: tuple[Field, ...]) -> bool:
    return any(field.name == name and field.required for field in fields)


def _required_amount(rule: RecordRule) -> bool:
    return _is_required("amount", SHAPES[rule.record_type].fields)


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
