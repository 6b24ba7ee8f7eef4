"""A scorecard as a spreadsheet, and back: every row that cannot be read is named, and nothing is half-saved.

One row a KPI, and one for each agent who differs (`agent` is the employee number). The headers are the same
in every language, so that a file survives a change of it.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import xlsxwriter
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.goals.amounts import parse_amount, parse_weight, typed_amount, typed_weight
from apps.goals.drafts import LineDraft
from apps.people.refusals import Refusal

COLUMNS: Final = (
    *("kpi", "kpi_name", "agent", "agent_name", "weight", "grain", "threshold", "target", "stretch"),
    *("improve_from", "low_limit", "low", "high", "high_limit", "objective", "measure"),
)
NEEDED: Final = ("kpi", "weight", "target")
AMOUNT_COLUMNS: Final = {
    "threshold": "threshold_micros",
    "target": "target_micros",
    "stretch": "stretch_micros",
    "improve_from": "zero_micros",
    "low_limit": "low_limit_micros",
    "low": "low_micros",
    "high": "high_micros",
    "high_limit": "high_limit_micros",
}
FORMATS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """What is wrong in one cell of the file: its row, column, value, and the remedy."""

    row: int
    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the names of a file may mean: KPIs by code, agents by number, objectives and measures by name."""

    kpis: Mapping[str, LineDraft]
    agents: Mapping[str, int]
    objectives: Mapping[str, int]
    measures: Mapping[str, int]


@dataclass(slots=True, kw_only=True)
class Sheet:
    """What a file says; `own` are targets of single agents by (KPI code, person)."""

    lines: list[LineDraft] = field(default_factory=list)
    own: dict[tuple[str, int], int] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)


class ColumnMissing(Refusal):
    """A file without a column that it needs."""

    sentence = _("The file has no column “%(column)s”. Export the scorecard and fill in that file.")
    field = "file"


class NoRows(Refusal):
    """An empty file."""

    sentence = _("The file has no rows.")
    field = "file"


def rows_of(
    lines: Sequence[LineDraft],
    own: Iterable[tuple[str, str, str, int]],
    objectives: Mapping[int, str],
    measures: Mapping[int, str],
) -> list[list[str]]:
    """The header and the rows; `own`: (KPI code, employee number, name, millionths)."""
    by_code = {line.code: line for line in lines}
    table = [list(COLUMNS)]
    table += [_line_row(line, objectives, measures) for line in lines]
    for code, number, name, micros in own:
        line = by_code[code]
        values = {"kpi": code, "kpi_name": line.kpi_name, "agent": number, "agent_name": _inert(name)}
        values["target"] = _typed(line, micros)
        table.append([values.get(column, "") for column in COLUMNS])
    return table


def _line_row(line: LineDraft, objectives: Mapping[int, str], measures: Mapping[int, str]) -> list[str]:
    values = {name: _typed(line, getattr(line, field)) for name, field in AMOUNT_COLUMNS.items()}
    values |= {
        "kpi": line.code,
        "kpi_name": line.kpi_name,
        "weight": typed_weight(line.weight),
        "grain": line.grain,
        "objective": _inert(objectives.get(line.objective_id or 0, "")),
        "measure": _inert(measures.get(line.measure_id or 0, "")),
    }
    return [values.get(column, "") for column in COLUMNS]


def _typed(line: LineDraft, micros: int | None) -> str:
    return typed_amount(micros, line.unit, line.decimals).replace(",", "")


def _inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def csv_file(table: Iterable[Sequence[str]]) -> bytes:
    """In UTF-8 with a mark for Excel."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(table)
    return out.getvalue().encode("utf-8-sig")


def xlsx_file(table: Iterable[Sequence[str]], *, title: str, made_at: datetime) -> bytes:
    """The same as a workbook of texts: a number keeps its digits through any spreadsheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
    page = book.add_worksheet("scorecard")
    page.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for at, row in enumerate(table):
        for column, text in enumerate(row):
            page.write_string(at, column, text, bold if not at else None)
    book.close()
    return out.getvalue()


def read_sheet(table: Sequence[tuple[int, Sequence[str]]], known: Known) -> Sheet:
    """The rows of a file, each with its line in it; what cannot be read is in `errors`.

    Refuses NoRows and ColumnMissing.
    """
    if len(table) < 2:
        raise NoRows
    headers = [text.strip().lower().replace(" ", "_") for text in table[0][1]]
    for column in NEEDED:
        if column not in headers:
            raise ColumnMissing(column=column)
    sheet = Sheet()
    seen: dict[tuple[str, str], int] = {}
    for number, cells in table[1:]:
        values = {name: text.strip() for name, text in zip(headers, cells, strict=False)}
        _Row(number=number, values=values, known=known, sheet=sheet, seen=seen).read()
    return sheet


@dataclass(slots=True, kw_only=True)
class _Row:
    number: int
    values: Mapping[str, str]
    known: Known
    sheet: Sheet
    seen: dict[tuple[str, str], int]

    def read(self) -> None:
        code, agent = self.values.get("kpi", ""), self.values.get("agent", "")
        base = self.known.kpis.get(code)
        if base is None:
            self._wrong("kpi", _("There is no KPI “%(value)s”. Use its code, like sales_amount."))
            return
        if (code, agent) in self.seen:
            self._wrong(
                "kpi",
                _("“%(value)s” stands in row %(row)d already. Remove one of the two rows."),
                row=self.seen[code, agent],
            )
            return
        self.seen[code, agent] = self.number
        if agent:
            self._own(base, agent)
        else:
            self._line(base)

    def _own(self, base: LineDraft, agent: str) -> None:
        person_id = self.known.agents.get(agent)
        if person_id is None:
            self._wrong("agent", _("No agent of this scorecard has the number “%(value)s”."))
            return
        micros = self._amount("target", base)
        if micros is not None:
            self.sheet.own[base.code, person_id] = micros

    def _line(self, base: LineDraft) -> None:
        before = len(self.sheet.errors)
        amounts: dict[str, Any] = {field: self._amount(name, base) for name, field in AMOUNT_COLUMNS.items()}
        weight = self._parsed("weight", parse_weight)
        grain = self.values.get("grain") or "month"
        if grain not in ("month", "week"):
            self._wrong("grain", _("“%(value)s” is neither month nor week."))
        objective = self._named("objective", self.known.objectives)
        measure = self._named("measure", self.known.measures)
        if len(self.sheet.errors) == before:
            self.sheet.lines.append(
                replace(
                    base,
                    weight=weight or 0,
                    grain=grain,
                    objective_id=objective,
                    measure_id=measure,
                    origin={"code": "sheet"},
                    **amounts,
                )
            )

    def _amount(self, column: str, base: LineDraft) -> int | None:
        if not self.values.get(column):
            return None
        return self._parsed(column, lambda text: parse_amount(text, base.unit))

    def _parsed(self, column: str, parse: Callable[[str], int]) -> int | None:
        try:
            return parse(self.values.get(column, ""))
        except Refusal as refusal:
            self.sheet.errors.append(
                RowError(
                    row=self.number,
                    column=column,
                    value=self.values.get(column, ""),
                    message=refusal.message,
                )
            )
            return None

    def _named(self, column: str, known: Mapping[str, int]) -> int | None:
        name = self.values.get(column, "").removeprefix("'")
        if name and name not in known:
            self._wrong(column, _("“%(value)s” is not known in the time of this scorecard."))
        return known.get(name)

    def _wrong(self, column: str, sentence: Promise | str, **values: Any) -> None:
        value = self.values.get(column, "")
        message = str(sentence) % {"value": value, **values}
        self.sheet.errors.append(RowError(row=self.number, column=column, value=value, message=message))
