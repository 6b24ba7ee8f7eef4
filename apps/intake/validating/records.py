"""One rule of a mapping over the texts of a block: expressions of a record's columns and problems."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from apps.intake.mapping.spec import FILE_DAY, AgentRef, FieldRule, RecordRule, TeamRef
from apps.intake.shapes import KEY_LENGTH, SHAPES, Field
from apps.intake.validating import cells, days
from apps.intake.validating.cells import Declared, Parsed
from apps.intake.validating.conditions import holds_all
from apps.intake.validating.values import Values

INSTANT: Final = "%Y-%m-%dT%H:%M:%SZ"  # of a key


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One column of a record: its name, its value, and what is wrong with which text of which column."""

    name: str
    value: pl.Expr
    problem: pl.Expr
    column: str
    text: pl.Expr  # of the column
    time_column: str = ""  # the time of day stands there


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What turns a rule into expressions over the named texts of a block; `values` keeps what it needs."""

    values: Values

    @property
    def declared(self) -> Declared:
        """What the source declares."""
        return self.values.declared

    def applies(self, rule: RecordRule) -> pl.Expr:
        """Whether a row becomes a record of the rule."""
        return holds_all(rule.when, self.declared)

    def items(self, rule: RecordRule) -> Iterator[Item]:
        """Every column of the record; problems only where the rule applies."""
        needed = _needed(rule)
        applies = self.applies(rule)
        for item in self._all_items(rule):
            required = item.name in needed
            blank = item.value.is_null() | (item.value.cast(pl.String) == "") if required else pl.lit(False)
            problem = pl.coalesce(item.problem, pl.when(blank).then(pl.lit("blank")))
            yield replace(item, problem=pl.when(applies).then(problem))

    def _all_items(self, rule: RecordRule) -> Iterator[Item]:
        yield self._key(rule)
        if rule.agent:
            yield _reference("agent_ref", rule.agent)
        if rule.team:
            yield _reference("team_ref", rule.team)
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

    def _key(self, rule: RecordRule) -> Item:
        parts = [self._key_part(rule, name) for name in rule.key]
        parts += [pl.lit(rule.name)] if rule.name else []
        key = pl.concat_str(parts, separator="|")
        blank_part = pl.any_horizontal([pl.col(name) == "" for name in rule.key if name != FILE_DAY])
        ident = cells.identifier(pl.when(blank_part).then(pl.lit("")).otherwise(key), KEY_LENGTH)
        return Item(name="key", value=key, problem=ident.problem, column=rule.key[0], text=key)

    def _key_part(self, rule: RecordRule, name: str) -> pl.Expr:
        """A column's text; or the moment it stands for, so that one moment in two spellings is one key."""
        if name == FILE_DAY:
            return pl.lit(str(self.declared.file_day or ""))
        text = pl.col(name)
        if name not in rule.key_fields:
            return text
        given = rule.fields[rule.key_fields[name]]
        moment = self.values.read(days.read_moments, self.values.text(given)[0], dates=given.dates)
        at, day = moment.struct.field("at"), moment.struct.field("day")
        return pl.coalesce(at.dt.to_string(INSTANT), day.dt.to_string("%Y-%m-%d"), text)

    def _field(self, shape: Field, rule: RecordRule) -> Item:
        given = rule.fields.get(shape.name, FieldRule(const=""))
        text, problem = self.values.text(given)
        parsed = self.values.parse(shape, text, given)
        if shape.instant in rule.fields:
            given = rule.fields[shape.instant]
            text, parsed = self.values.day_of_instant(shape, given, parsed)
        if shape.not_before in rule.fields:
            parsed = self.values.in_order(parsed, rule.fields[shape.not_before])
        if shape.name == "currency" and "amount" in rule.fields and "amount" not in _needed(rule):
            amount = self.values.text(rule.fields["amount"])[0]
            code = pl.when(amount != "").then(parsed.value).otherwise(pl.lit(""))
            parsed = Parsed(value=code, problem=parsed.problem)
        return Item(
            name=shape.name,
            value=parsed.value,
            problem=pl.coalesce(problem, parsed.problem),
            column=given.column or shape.name,
            text=pl.col(given.column) if given.column else text,
            time_column=given.time_column,
        )


def _reference(name: str, rule: AgentRef | TeamRef) -> Item:
    """What the file calls an agent or a team, or what a table of the mapping makes of it."""
    text = ref = pl.col(rule.column)
    missing = cells.NO_PROBLEM
    if rule.lookup is not None:
        ref, missing = cells.translated(text, rule.lookup.words, rule.lookup.otherwise, code="not_in_table")
    problem = pl.coalesce(missing, cells.identifier(ref, KEY_LENGTH).problem)
    if isinstance(rule, AgentRef) and rule.last_call_days:
        problem = pl.when(text != "").then(problem)  # who is not named is found by the calls
    return Item(name=name, value=ref, problem=problem, column=rule.column, text=text)


def _needed(rule: RecordRule) -> frozenset[str]:
    """The fields without which a row of the rule is rejected."""
    return frozenset(
        shape.name
        for shape in SHAPES[rule.record_type].fields
        if shape.required and not (shape.if_mapped and _is_left_open(rule, shape.name))
    )


def _is_left_open(rule: RecordRule, name: str) -> bool:
    """Whether the mapping does without a field, or says that the source does not know it."""
    return name not in rule.fields or rule.fields[name].const == ""
