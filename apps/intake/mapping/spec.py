"""A mapping as frozen values: how a source's columns become records. Made by `parsing.parse`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class DateOrder(StrEnum):
    """The declared order of year, month and day; never guessed."""

    YMD = "ymd"
    MDY = "mdy"
    DMY = "dmy"


class DurationUnit(StrEnum):
    """How durations are written."""

    SECONDS = "seconds"
    CLOCK = "clock"  # h:mm:ss
    CLOCK_1900 = "clock_1900"  # 1900-01-01 hh:mm:ss, the date means nothing
    MINUTES = "minutes"  # 2.5 are 150 seconds
    MINUTES_SECONDS = "minutes_seconds"  # mm:ss


class AgentBy(StrEnum):
    """What a file calls an agent. An alias of the source comes first in every case."""

    NUMBER = "number"
    NAME = "name"
    ALIAS = "alias"


class CustomerBy(StrEnum):
    """What a file calls a customer. The same kind means the same customer in every source."""

    ID = "id"
    NAME = "name"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the file becomes a table of texts."""

    delimiter: str = "auto"  # auto: the one of comma, semicolon and tab that the header holds most of
    sheet: str = ""  # of a workbook; blank: the only one
    encoding: str = "utf-8"  # of a text file without a byte order mark
    header_row: int = 1  # lines or rows before it are no part of the table
    first_column: int = 1  # columns before it are no part of the table


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column by its own name in the mapping, with the headers it may carry in a file."""

    name: str
    headers: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Holds when the column's text (spaces and case aside) is one of `among`, or is not; or is not blank."""

    column: str
    among: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()
    not_blank: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRef:
    """Where a record says whose it is."""

    column: str
    by: AgentBy


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRef:
    """Where a record names its customer. `raw`: the label may be stored as it stands (companies)."""

    column: str
    by: CustomerBy
    raw: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """Where a field comes from: a column, a constant, or a date and a time; then translated and scaled."""

    column: str = ""
    time_column: str = ""  # joined to `column` with a space
    const: str | None = None
    translate: Mapping[str, str] | None = None  # normalised text → value; what is not listed is rejected
    otherwise: str | None = None  # with `translate`: for texts that are not listed
    scale: int = 1
    unit: DurationUnit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRule:
    """How a row becomes one record of a type, when its conditions hold."""

    record_type: str
    when: tuple[Condition, ...]
    key: tuple[str, ...]
    agent: AgentRef | None
    customer: CustomerRef | None
    fields: Mapping[str, FieldRule]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A whole mapping."""

    reading: Reading
    dates: DateOrder
    durations: DurationUnit
    decimal: str
    thousands: str
    columns: tuple[Column, ...]
    footer: frozenset[str]  # normalised first words of rows that are totals, not records
    records: tuple[RecordRule, ...]
    negatives: frozenset[str] = frozenset()  # how beside the hyphen: "minus" (−5), "parentheses" ((5))

    @property
    def topics(self) -> frozenset[str]:
        """The record types it yields."""
        return frozenset(rule.record_type for rule in self.records)
