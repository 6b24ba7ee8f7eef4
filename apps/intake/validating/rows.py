"""A block of texts into records, and the rows that cannot be any, each with its one reason.

A row's fate is one: where any of its records is wrong, the whole row is held.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from apps.intake.choices import RowFate
from apps.intake.mapping import Binding, Spec
from apps.intake.mapping.spec import RecordRule
from apps.intake.reading import Block
from apps.intake.shapes import SHAPES, Kind
from apps.intake.validating.cells import Declared
from apps.intake.validating.conditions import made_columns
from apps.intake.validating.held import held, none_held
from apps.intake.validating.records import Item, Reader
from apps.intake.validating.totals import Amounts
from apps.intake.validating.values import Values

OFTEN: Final = 3  # looks at a column that make an expression costly
SELDOM: Final = 8  # rows for each different text, from which on looking the text up is quicker
WORDS: Final = frozenset({Kind.TEXT, Kind.CHOICE, Kind.YES_NO, Kind.CURRENCY})
DECOMPOSED: Final = "[\u0300-\u036f\u1100-\u11ff\u3099\u309a]"  # marks that follow their letter
FULL_WIDTH: Final = dict(zip("０１２３４５６７８９．，－＋：／（）", "0123456789.,-+:/()", strict=True))
OF_THE_TIME: Final = ("not_a_time", "time_skipped", "time_twice", "ends_before_start")
SCIENTIFIC: Final = r"^[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """`records`: by slot of the mapping (`RecordRule.slot`), columns row, key, agent_ref, team_ref,
    customer_ref, then the fields, typed.

    `held`: see `held.HELD_SCHEMA`. `block`: where both came from; empty where they were kept without it.
    `full_width`: header → cells with such digits. `customers`: once they are known, those of the records (id
    and label), which have a customer_id then.
    """

    block: Block
    records: Mapping[str, pl.DataFrame]
    held: pl.DataFrame
    full_width: Mapping[str, int] = field(default_factory=dict)
    customers: pl.DataFrame | None = None

    def without(self, more: pl.DataFrame) -> "Judged":
        """The same with more rows held, taken out of every record."""
        if not more.height:
            return self
        gone = more["row"].implode()
        left = {name: frame.filter(~pl.col("row").is_in(gone)) for name, frame in self.records.items()}
        return replace(self, records=left, held=pl.concat([self.held, more]))


Expressions = dict[str, pl.Expr]


def _by_column(columns: Mapping[str, pl.Expr], spec: Spec) -> tuple[dict[str, Expressions], Expressions]:
    """Expressions that rest on one column of the file, looked at often, by that column; and the others."""
    names = {column.name for column in spec.columns}
    of_one: dict[str, Expressions] = {}
    of_many: Expressions = {}
    for name, expression in columns.items():
        looks = expression.meta.root_names()
        if len(looks) >= OFTEN and len(set(looks)) == 1 and looks[0] in names:
            of_one.setdefault(looks[0], {})[name] = expression
        else:
            of_many[name] = expression
    return of_one, of_many


def _numeric_columns(spec: Spec) -> set[str]:
    """The mapping's columns that are read as numbers, durations, days or times."""
    found: set[str] = set()
    for rule in spec.records:
        for name, given in rule.fields.items():
            if SHAPES[rule.record_type].field(name).kind not in WORDS and given.translate is None:
                found |= {given.column, given.time_column, given.until_column}
    parts = {column.name: column.join for column in spec.columns}
    return found | {part for name in found for part in parts.get(name, ())}


class Judge:
    """Judges blocks of one file under one mapping."""

    def __init__(self, spec: Spec, binding: Binding, *, declared: Declared, currency: str) -> None:
        self._spec = spec
        self._binding = binding
        self.declared = (declared, currency)  # what the texts are read by
        self._amounts = Amounts(spec, declared, currency)
        values = Values(spec=spec, declared=declared, currency=currency)
        reader = Reader(values=values)
        self._made = made_columns(spec.columns, declared)
        self._applies = {rule.slot: reader.applies(rule) for rule in spec.records}
        self._items = {rule.slot: list(reader.items(rule)) for rule in spec.records}
        self._prepared = values.preparations()
        self._numeric = _numeric_columns(spec) & set(binding.positions)
        self._of_one, self._of_many = _by_column(self._columns(), spec)

    def judge(self, block: Block) -> Judged:
        """Records and held rows of a block."""
        texts, full_width = self._plain_texts(block)
        early = self._early(block)
        left = texts.filter(~pl.col("row").is_in(early["row"].implode())) if early.height else texts
        wide = self._evaluated(left)
        problems = [f"{name}!{item.name}" for name, items in self._items.items() for item in items]
        wrong = pl.any_horizontal([pl.col(problem).is_not_null() for problem in problems])
        bad = self._rejected(wide.filter(wrong))
        none = ~pl.any_horizontal([pl.col(f"{name}?") for name in self._items])
        filtered = held(wide.filter(none), fate=RowFate.SKIPPED, code="filtered")
        return Judged(
            block=block,
            records={name: self._records(name, wide, ~wrong & ~none) for name in self._items},
            held=pl.concat([early, filtered, bad]),
            full_width=full_width,
        )

    def amounts(self, block: Block) -> pl.DataFrame | None:
        """The amounts of a block as they stand in the file: row, minor units and problem."""
        return self._amounts.of(block, self._binding.positions.get(self._amounts.column))

    def _plain_texts(self, block: Block) -> tuple[pl.DataFrame, dict[str, int]]:
        """The mapping's columns with letters composed (NFC) and numbers in plain digits; cells so changed."""
        texts = self._texts(block)
        if block.ascii:
            return texts.with_columns(**self._made), {}
        apart = [name for name in self._binding.positions if texts[name].str.contains(DECOMPOSED).any()]
        texts = texts.with_columns(pl.col(name).str.normalize("NFC") for name in apart)
        wide = {name: int(texts[name].str.contains("[\uff10-\uff19]").sum()) for name in self._numeric}
        wide = {name: cells for name, cells in wide.items() if cells}
        texts = texts.with_columns(pl.col(name).str.replace_many(FULL_WIDTH) for name in wide)
        said = {self._binding.header(name): cells for name, cells in wide.items()}
        return texts.with_columns(**self._made), said

    def _texts(self, block: Block) -> pl.DataFrame:
        """The mapping's columns, trimmed; those the file does not have are blank, as are made ones as yet."""
        positions = self._binding.positions
        return block.frame.select(
            block.rows,
            **{
                column.name: pl.col(str(positions[column.name])).str.strip_chars()
                if column.name in positions
                else pl.lit("")
                for column in self._spec.columns
            },
        )

    def _columns(self) -> dict[str, pl.Expr]:
        columns = {f"{name}?": applies for name, applies in self._applies.items()}
        for name, items in self._items.items():
            columns |= {f"{name}.{item.name}": item.value for item in items}
            columns |= {f"{name}!{item.name}": item.problem for item in items}
        return columns

    def _evaluated(self, texts: pl.DataFrame) -> pl.DataFrame:
        """The texts with every column of the records.

        What rests on one column that repeats few texts is worked out once for each of them.
        """
        wide = texts.with_columns(**self._prepared)
        many = dict(self._of_many)
        for column, items in self._of_one.items():
            each = texts.select(column).unique()
            if each.height * SELDOM > texts.height:
                many |= items
                continue
            answers = each.with_columns(**items)
            found = texts.select(column).join(
                answers, on=column, how="left", nulls_equal=True, maintain_order="left"
            )
            wide = wide.hstack(found.drop(column))
        return wide.with_columns(**many)

    def _early(self, block: Block) -> pl.DataFrame:
        """Rows that are no records at all: blank, totals, with too few or many cells, with NUL."""
        first = pl.col("0").str.strip_chars().str.to_lowercase()
        doubtful = (first == "") | first.is_in(sorted(self._spec.footer))
        every = pl.all().exclude("row").str.strip_chars()
        marks = (
            block.frame.with_columns(block.rows)
            .filter(doubtful)
            .select("row", first=pl.coalesce(pl.when(every != "").then(every)))
        )
        footer = pl.col("first").str.to_lowercase().is_in(sorted(self._spec.footer))
        blank = held(marks.filter(pl.col("first").is_null()), fate=RowFate.SKIPPED, code="blank_row")
        totals = held(marks.filter(footer), fate=RowFate.SKIPPED, code="footer", value=pl.col("first"))
        found = pl.concat([blank, totals, self._ragged(block), self._with_nul(block), self._faulty(block)])
        return found.unique("row", keep="first", maintain_order=True)

    def _with_nul(self, block: Block) -> pl.DataFrame:
        if not block.has_nul:
            return none_held()
        nul = pl.any_horizontal(pl.all().exclude("row").str.contains("\x00", literal=True))
        return held(block.frame.with_columns(block.rows).filter(nul), fate=RowFate.REJECTED, code="nul")

    def _faulty(self, block: Block) -> pl.DataFrame:
        """Rows with a cell that holds no value in a column of the mapping, or a text without end in any."""
        asked = {at: self._binding.header(name) for name, at in self._binding.positions.items()}
        found = [fault for fault in block.faults if fault.column in asked or fault.code == "cell_too_long"]
        if not found:
            return none_held()
        rows = pl.DataFrame(
            {
                "row": block.rows.gather([fault.index for fault in found]),
                "code": [fault.code for fault in found],
                "at": [
                    self._binding.header(asked.get(fault.column, f"#{fault.column + 1}")) for fault in found
                ],
                "text": [fault.text for fault in found],
            }
        )
        return held(
            rows, fate=RowFate.REJECTED, code=pl.col("code"), column=pl.col("at"), value=pl.col("text")
        )

    def _ragged(self, block: Block) -> pl.DataFrame:
        if not block.ragged:
            return none_held()
        found = pl.DataFrame(
            {"row": block.rows.gather(list(block.ragged)), "found": list(block.ragged.values())}
        )
        width = block.frame.width
        text = pl.concat_str(
            pl.lit(f'{{"expected": {width}, "found": '), pl.col("found").cast(pl.String), pl.lit("}")
        )
        return held(found, fate=RowFate.REJECTED, code="ragged", values=text)

    def _rejected(self, wide: pl.DataFrame) -> pl.DataFrame:
        """Each wrong row with its first problem, in the order of the mapping."""
        if not wide.height:
            return none_held()
        found = [
            (pl.col(f"{name}!{item.name}"), item) for name, items in self._items.items() for item in items
        ]
        return held(
            wide,
            fate=RowFate.REJECTED,
            code=pl.coalesce([problem for problem, _ in found]),
            column=pl.coalesce([_where(problem, self._at_fault(problem, item)) for problem, item in found]),
            value=pl.coalesce([_where(problem, _said(problem, item)) for problem, item in found]),
        )

    def _at_fault(self, problem: pl.Expr, item: Item) -> pl.Expr:
        """The header of the column that is wrong: of a day with its time beside it, whichever it is."""
        column = pl.lit(self._binding.header(item.column))
        if not item.time_column:
            return column
        time = pl.lit(self._binding.header(item.time_column))
        return pl.when(problem.is_in(OF_THE_TIME)).then(time).otherwise(column)

    def _records(self, name: str, wide: pl.DataFrame, good: pl.Expr) -> pl.DataFrame:
        """The records of good rows; the columns are chosen first, as there are many that nobody wants."""
        columns = {item.name: pl.col(f"{name}.{item.name}") for item in self._items[name]}
        taken = wide.select((good & pl.col(f"{name}?")).alias("taken")).to_series()
        records = wide.select("row", **columns)
        return records if taken.all() else records.filter(taken)


def _said(problem: pl.Expr, item: Item) -> pl.Expr:
    """What the column at fault says."""
    if not item.time_column:
        return item.text
    return pl.when(problem.is_in(OF_THE_TIME)).then(pl.col(item.time_column)).otherwise(item.text)


def _where(problem: pl.Expr, text: pl.Expr) -> pl.Expr:
    return pl.when(problem.is_not_null()).then(text)


def scientific_keys(rule: RecordRule, records: pl.DataFrame) -> pl.DataFrame:
    """Records whose key a spreadsheet has turned into a number such as 1.23E+15: what it was is lost."""
    if len(rule.key) != 1:
        return records.clear()
    return records.filter(pl.col("key").str.contains(SCIENTIFIC))
