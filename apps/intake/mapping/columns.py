"""The columns of a mapping: those of the file, and those made of others; and conditions on their texts."""

from collections.abc import Callable
from typing import Any, Final

from apps.intake.mapping.checking import (
    Json,
    Texts,
    a_list,
    a_text,
    an_enum,
    an_object,
    known,
    millionths,
    texts,
    wrong,
)
from apps.intake.mapping.spec import Choice, Column, Condition, DurationUnit
from apps.intake.mapping.texts import value_key

ColumnCheck = Callable[[Any, str], str]
CONDITION: Final = {"column", "in", "not_in", "not_blank", "blank", "above", "below", "unit"}


def parse_columns(raw: Json) -> tuple[Column, ...]:
    """Every column, those made of others after those of the file. InvalidMapping."""
    columns = an_object(raw.get("columns"), "columns")
    if not columns:
        raise wrong("columns", Texts.missing)
    made = {
        name for name, rule in columns.items() if isinstance(rule, dict) and {"choose", "join"} & set(rule)
    }
    plain = frozenset(columns) - made

    def column(name: Any, path: str) -> str:
        if name in made:
            raise wrong(path, Texts.made_late, value=name)
        return checked(plain)(name, path)

    found = [_column(name, rule, column) for name, rule in columns.items()]
    return tuple(sorted(found, key=lambda one: one.made))


def checked(names: frozenset[str]) -> ColumnCheck:
    """What refuses a column that is not one of these."""

    def column(name: Any, path: str) -> str:
        if name not in names:
            raise wrong(path, Texts.key_column, value=name)
        return str(name)

    return column


def _column(name: str, rule: Any, column: ColumnCheck) -> Column:
    path = f"columns.{name}"
    rule = an_object(rule, path)
    known(rule, path, {"headers", "required", "choose", "join", "between"})
    headers = texts(rule.get("headers", [name]), f"{path}.headers")
    if not headers or ("choose" in rule and "join" in rule):
        raise wrong(path, Texts.kind)
    joined = texts(rule.get("join", []), f"{path}.join")
    return Column(
        name=name,
        headers=headers,
        required=bool(rule.get("required", True)),
        choices=tuple(
            _choice(item, f"{path}.choose[{n}]", column)
            for n, item in enumerate(a_list(rule.get("choose"), f"{path}.choose"))
        ),
        join=tuple(column(part, f"{path}.join") for part in joined),
        between=a_text(rule.get("between", " "), f"{path}.between"),
    )


def _choice(raw: Any, path: str, column: ColumnCheck) -> Choice:
    if isinstance(raw, str):
        raw = {"column": raw}
    raw = an_object(raw, path)
    known(raw, path, {"column", "when"})
    return Choice(
        column=column(raw.get("column"), f"{path}.column"), when=parse_conditions(raw, path, column)
    )


def parse_conditions(raw: Json, path: str, column: ColumnCheck) -> tuple[Condition, ...]:
    """The conditions under `when`. InvalidMapping."""
    path = f"{path}.when"
    items = a_list(raw.get("when"), path)
    return tuple(_condition(item, f"{path}[{n}]", column) for n, item in enumerate(items))


def _condition(raw: Any, path: str, column: ColumnCheck) -> Condition:
    raw = an_object(raw, path)
    known(raw, path, CONDITION)
    unit = raw.get("unit")
    condition = Condition(
        column=column(raw.get("column"), f"{path}.column"),
        among=_values(raw, "in", path),
        none_of=_values(raw, "not_in", path),
        not_blank=bool(raw.get("not_blank", False)),
        blank=bool(raw.get("blank", False)),
        above=millionths(raw["above"], f"{path}.above") if "above" in raw else None,
        below=millionths(raw["below"], f"{path}.below") if "below" in raw else None,
        unit=an_enum(DurationUnit, unit, f"{path}.unit") if unit is not None else None,
    )
    if not set(raw) - {"column", "unit"} or (condition.blank and condition.not_blank):
        raise wrong(path, Texts.kind)
    return condition


def _values(raw: Json, name: str, path: str) -> frozenset[str]:
    return frozenset(value_key(text) for text in texts(raw.get(name, []), f"{path}.{name}"))
