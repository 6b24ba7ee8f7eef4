"""The numbered cases of bad input: a file with one doubtful thing, and what has to become of it."""

from dataclasses import dataclass
from typing import Any

from apps.intake import operations
from apps.intake.models import Batch, HeldRow, Source
from apps.intake.presets import preset_spec
from apps.intake.reasons import file_reason, row_reason, warning_text
from tests import deliveries as d

CALL = "c1,7,2026-11-02 10:00:00,out,61234567,Y,60,5"
ORDER = "o1,7,61234567,2026-11-02,1054.50,"
DEAL = "p1,Ada,GTX,Acme,Won,2026-10-01,2026-11-02,1054.50"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The file is refused whole with a code, and the sentence holds the words."""

    code: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """One row is rejected: its number, column, value and code."""

    row: int
    column: str
    value: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Everything counts, and the sentence of a warning is this."""

    sentence: str


def company() -> None:
    """The organisation and its agents."""
    d.organisation()
    for name, number in (("Ada", "7"), ("José", "9"), ("王小明", "1001")):
        d.agent(name, number)


def declared(preset: str, *, zone: str = "", **declarations: Any) -> Source:
    """A source of a preset with more declared in its mapping; `reading` is a part of it."""
    spec = preset_spec(preset)
    reading = {**spec.get("reading", {}), **declarations.pop("reading", {})}
    return operations.create_source(
        code=preset,
        kind="dialer",
        spec={**spec, **declarations, "reading": reading},
        time_zone=zone,
        by=None,
        at=d.AT,
    )


def check(batch: Batch, expected: Refused | Rejected | Warned | None, *, good: int = 1) -> None:
    """What became of the file is what people expect: `good` rows count, and no row is lost."""
    if isinstance(expected, Refused):
        _check_refused(batch, expected)
        return
    assert (batch.state, batch.error_code, batch.error_values) == ("imported", "", {})
    rejected = [expected] if isinstance(expected, Rejected) else []
    found = d.reasons(batch)
    assert found == [(held.row, "rejected", held.column, held.value, held.code) for held in rejected]
    wanted = {"accepted": good, "rejected": len(rejected)}
    assert d.counts(batch) == {name: rows for name, rows in wanted.items() if rows}
    for row in HeldRow.objects.filter(batch=batch):
        sentence, remedy = row_reason(row.code, row.values, column=row.column, value=row.value)
        assert sentence
        assert remedy
    warnings = [warning_text(each["code"], each["values"])[0] for each in batch.profile["warnings"]]
    assert warnings == ([expected.sentence] if isinstance(expected, Warned) else [])


def _check_refused(batch: Batch, expected: Refused) -> None:
    assert (batch.state, batch.error_code) == ("refused", expected.code), batch.error_code
    assert (batch.read, HeldRow.objects.count()) == (0, 0)
    sentence, remedy = file_reason(batch.error_code, batch.error_values)
    assert remedy
    for word in expected.words:
        assert word in sentence
