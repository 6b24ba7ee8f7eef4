"""Conditions of a mapping as expressions, and the columns that are made of others."""

from functools import reduce
from typing import Final

import polars as pl

from apps.intake.mapping.spec import Column, Condition, DurationUnit
from apps.intake.validating import cells
from apps.intake.validating.cells import Declared, Parsed

MILLION_PLACES: Final = 6
MILLION: Final = 10**MILLION_PLACES


def holds_all(conditions: tuple[Condition, ...], declared: Declared) -> pl.Expr:
    """Whether every condition holds; without any, always."""
    return pl.all_horizontal([pl.lit(True), *(_holds(condition, declared) for condition in conditions)])


def _holds(condition: Condition, declared: Declared) -> pl.Expr:
    text = pl.col(condition.column).str.to_lowercase()
    checks = [pl.lit(True)]
    if condition.not_blank:
        checks.append(text != "")
    if condition.blank:
        checks.append(text == "")
    if condition.among:
        checks.append(text.is_in(sorted(condition.among)))
    if condition.none_of:
        checks.append(~text.is_in(sorted(condition.none_of)))
    if condition.above is not None or condition.below is not None:
        checks += _between(condition, size(pl.col(condition.column), declared, condition.unit))
    return pl.all_horizontal(checks)


def _between(condition: Condition, sized: Parsed) -> list[pl.Expr]:
    known = sized.problem.is_null()
    checks = []
    if condition.above is not None:
        checks.append((known & (sized.value > condition.above)).fill_null(value=False))
    if condition.below is not None:
        checks.append((known & (sized.value < condition.below)).fill_null(value=False))
    return checks


def size(text: pl.Expr, declared: Declared, unit: DurationUnit | None) -> Parsed:
    """A number in millionths; a duration as its seconds, where its unit is given."""
    if unit is None:
        return cells.number(text, declared, places=MILLION_PLACES)
    length = cells.seconds(text, declared, unit)
    return Parsed(value=length.value * MILLION, problem=length.problem)


def made_columns(columns: tuple[Column, ...], declared: Declared) -> dict[str, pl.Expr]:
    """The texts of columns that are made of others."""
    return {column.name: _made(column, declared) for column in columns if column.made}


def _made(column: Column, declared: Declared) -> pl.Expr:
    if column.join:
        parts = [pl.when(pl.col(name) != "").then(pl.col(name)) for name in column.join]
        return pl.concat_str(parts, separator=column.between, ignore_nulls=True).fill_null("")

    def before(rest: pl.Expr, n: int) -> pl.Expr:
        choice = column.choices[n]
        return pl.when(holds_all(choice.when, declared)).then(pl.col(choice.column)).otherwise(rest)

    last_first = range(len(column.choices) - 1, -1, -1)
    return reduce(before, last_first, pl.lit(""))
