"""A mapping as frozen values: how a source's columns become records. Made by `parsing.parse`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

FILE_DAY: Final = "@day"  # in a key: the day of the file, which is no column


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
    EMAIL = "email"  # of their sign-in
    EXTENSION = "extension"  # known by aliases only, as ALIAS
    ALIAS = "alias"


class TeamBy(StrEnum):
    """What a file calls a team."""

    CODE = "code"
    NAME = "name"


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
class Condition:
    """Holds when every test given here holds of the column's text; case and outer spaces aside.

    `above` and `below` are numbers, or durations in seconds where `unit` says how those are written; a text
    that is none is neither above nor below.
    """

    column: str
    among: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()
    not_blank: bool = False
    blank: bool = False
    above: int | None = None  # millionths
    below: int | None = None  # millionths
    unit: DurationUnit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A column to take where conditions hold; without conditions it always holds."""

    column: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column by its own name in the mapping, with the headers it may carry in a file.

    One made of others carries none: `choices`, the first whose conditions hold (blank where none does), or
    `join`, whose texts stand one after the other with `between` where neither side is blank.
    """

    name: str
    headers: tuple[str, ...]
    required: bool
    choices: tuple[Choice, ...] = ()
    join: tuple[str, ...] = ()
    between: str = " "

    @property
    def made(self) -> bool:
        """Whether it is made of other columns."""
        return bool(self.choices or self.join)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What texts mean by a table of the mapping: normalised text → value; `otherwise` for those not in it."""

    table: str
    words: Mapping[str, str]
    otherwise: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRef:
    """Where a record says whose it is."""

    column: str
    by: AgentBy
    lookup: Lookup | None = None
    last_call_days: int = 0  # of orders: blank is whose last answered call reached the customer in these days


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRef:
    """Where a record says which team it is of."""

    column: str
    by: TeamBy
    lookup: Lookup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRef:
    """Where a record names its customer. `raw`: the label may be stored as it stands (companies).

    `region`: where a phone number without a country code is from, ISO 3166 (HK); blank where not declared.
    """

    column: str
    by: CustomerBy
    raw: bool
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """Where a field comes from: a column, a constant, or a date and a time; then translated and scaled.

    `until_column`: the seconds from the time in `column` to the time in it. `above`: yes where the column is
    above it, in millionths. `file_day`: the day the file speaks for.
    """

    column: str = ""
    time_column: str = ""  # joined to `column` with a space
    until_column: str = ""
    const: str | None = None
    translate: Mapping[str, str] | None = None  # normalised text → value; what is not listed is rejected
    otherwise: str | None = None  # with `translate`: for texts that are not listed
    table: str = ""  # where `translate` comes from
    above: int | None = None
    scale: int = 1
    unit: DurationUnit | None = None
    dates: DateOrder | None = None  # where they are written otherwise than the file's other ones
    file_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRule:
    """How a row becomes one record of a type, when its conditions hold.

    `key`: the columns that make it one; where `key_fields` names one of them, the value of that field is
    meant (a day or an instant), so that the same moment written in another way is the same key. `name`:
    stands at the end of the key; tells apart the records of one type that a row has.
    """

    record_type: str
    when: tuple[Condition, ...]
    key: tuple[str, ...]
    agent: AgentRef | None
    customer: CustomerRef | None
    fields: Mapping[str, FieldRule]
    team: TeamRef | None = None
    key_fields: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    slot: str = ""  # the record type, with a number where it comes again: `measurement`, `measurement#2`


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

    @property
    def needs_file_day(self) -> bool:
        """Whether rows do not say their day: the file does."""
        return any(given.file_day for rule in self.records for given in rule.fields.values())
