"""Columns of records in words, and their values as people read them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from apps.intake.choices import RecordType
from apps.intake.queries.customers import customer_names
from apps.intake.shapes import SHAPES, Kind, Shape
from apps.intake.tables import field as model_field
from apps.people.clock import zone
from apps.people.models import Person, Team
from apps.people.written import day_text, digits, money, percent, plain

Text = str | Promise
DASH: Final = "–"
PEOPLE: Final = "agent_id"
TEAMS: Final = "team_id"
CUSTOMERS: Final = "customer_id"
LABELS: Final[Mapping[str, Text]] = {
    "agent_id": pgettext_lazy("of a record", "Agent"),
    "customer_id": gettext_lazy("Customer"),
    "day": gettext_lazy("Day"),
    "started_at": gettext_lazy("Start"),
    "direction": gettext_lazy("Direction"),
    "answered": gettext_lazy("Answered"),
    "resolved": gettext_lazy("Resolved"),
    "talk_seconds": gettext_lazy("Talk time, seconds"),
    "wait_seconds": gettext_lazy("Seconds to the answer"),
    "campaign": gettext_lazy("Campaign"),
    "topic": gettext_lazy("Topic"),
    "disposition": gettext_lazy("Disposition"),
    "amount": gettext_lazy("Amount"),
    "currency": gettext_lazy("Currency"),
    "product": gettext_lazy("Product"),
    "verified_day": gettext_lazy("Verified on"),
    "paid_day": gettext_lazy("Paid on"),
    "cancelled_day": gettext_lazy("Cancelled on"),
    "closed_day": gettext_lazy("Closed on"),
    "order_key": gettext_lazy("Order"),
    "stage": pgettext_lazy("of a deal", "Stage"),
    "stage_label": gettext_lazy("Stage in the source"),
    "channel": gettext_lazy("Channel"),
    "response_seconds": gettext_lazy("Seconds to the first answer"),
    "score": pgettext_lazy("of a survey", "Score"),
    "attitude": gettext_lazy("Attitude"),
    "professionalism": gettext_lazy("Professionalism"),
    "problem_solving": gettext_lazy("Problem solving"),
    "team_id": gettext_lazy("Team"),
    "outcome": gettext_lazy("Outcome"),
    "abandoned": gettext_lazy("Abandoned"),
    "wrap_up_seconds": gettext_lazy("Wrap-up, seconds"),
    "market": gettext_lazy("Market or segment"),
    "scenario": gettext_lazy("Call scenario"),
    "queue": gettext_lazy("Queue"),
    "list_code": gettext_lazy("List"),
    "script_version": gettext_lazy("Script version"),
    "line": gettext_lazy("Line"),
    "quantity": gettext_lazy("Quantity"),
    "share": gettext_lazy("Share"),
    "logged_in_at": gettext_lazy("Logged in"),
    "logged_out_at": gettext_lazy("Logged out"),
    "logged_in_seconds": gettext_lazy("Logged in, seconds"),
    "break_seconds": gettext_lazy("Breaks, seconds"),
    "due_at": gettext_lazy("Promised for"),
    "due_day": gettext_lazy("Promised for the day"),
    "done_at": gettext_lazy("Done at"),
    "done_day": gettext_lazy("Done on"),
    "call_key": gettext_lazy("Call"),
    "note": gettext_lazy("Note"),
    "code": gettext_lazy("Code"),
    "value": gettext_lazy("Value"),
    "unit": gettext_lazy("Unit"),
    "severity": gettext_lazy("Severity"),
    "cause": gettext_lazy("Cause"),
}


def label(column: str) -> str:
    """A column in words; one that has none yet by its own name."""
    return str(LABELS.get(column, column.replace("_", " ")))


@dataclass(slots=True)
class Readable:
    """Writes values of records; persons and customers are looked up once for all of them."""

    currency: str
    whole_names: bool = False  # of customers, where a source keeps them
    people: dict[int, str] = field(default_factory=dict)
    customers: dict[int, str] = field(default_factory=dict)
    teams: dict[int, str] = field(default_factory=dict)

    def look_up(self, values: Iterable[tuple[str, Any]]) -> None:
        """Find the names behind columns and their values. Three queries at most."""
        asked = [(column, value) for column, value in values if value is not None]
        persons = {value for column, value in asked if column == PEOPLE}
        customers = {value for column, value in asked if column == CUSTOMERS}
        teams = {value for column, value in asked if column == TEAMS}
        self.people |= dict(Person.objects.filter(pk__in=persons).values_list("pk", "name"))
        self.customers |= customer_names(customers, whole=self.whole_names)
        if teams:
            self.teams |= dict(Team.objects.filter(pk__in=teams).values_list("pk", "name"))

    def text(self, shape: Shape, column: str, value: Any) -> str:
        """A value as JSON holds it, or of the fact itself, in words."""
        if value is None or value == "":
            return DASH
        if column == TEAMS:
            return self.teams.get(value, f"#{value}")
        if column == PEOPLE:
            return self.people.get(value, f"#{value}")
        if column == CUSTOMERS:
            return self.customers.get(value, DASH)
        return self._typed(shape, column, value)

    def _typed(self, shape: Shape, column: str, value: Any) -> str:
        kind = shape.field(column).kind
        if kind is Kind.MONEY:
            return money(int(value), self.currency)
        if kind is Kind.CHOICE:
            return _choice(shape, column, value)
        write = WRITERS.get(kind)
        return write(value) if write is not None else str(value)


def _day(value: Any) -> str:
    return day_text(value if isinstance(value, date) else date.fromisoformat(str(value)[:10]))


def _moment(value: Any) -> str:
    at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    local = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone())
    # Translators: a date format of Django: day, short month, year, time; in Chinese Y年n月j日 H:i
    return date_format(local, pgettext("date format", "j M Y, H:i"))


WRITERS: Final[Mapping[Kind, Callable[[Any], str]]] = {
    Kind.POINTS: lambda value: plain(Fraction(int(value), 100), 2),
    Kind.QUANTITY: lambda value: plain(Fraction(int(value), 1_000), 3),
    Kind.SHARE: lambda value: percent(Fraction(int(value), 10_000)),
    Kind.VALUE: lambda value: plain(Fraction(int(value), 1_000_000), 6),
    Kind.SECONDS: lambda value: digits(int(value), 0),
    Kind.YES_NO: lambda value: _("yes") if value else _("no"),
    Kind.DAY: _day,
    Kind.INSTANT: _moment,
}


def _choice(shape: Shape, column: str, value: Any) -> str:
    choices = dict(model_field(shape.model, column).flatchoices)
    return str(choices.get(value, value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A column of a record with its value, in words."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeShown:
    """A changed column of a record: old → new."""

    record_type: str
    key: str
    row: int
    label: str
    old: str
    new: str


def changes_shown(changes: Iterable[Mapping[str, Any]], currency: str) -> list[ChangeShown]:
    """The changes that a preview lists, a line for each column."""
    listed = list(changes)
    readable = Readable(currency=currency, whole_names=True)  # a preview is the steward's alone
    readable.look_up(
        (column, value) for change in listed for column, pair in change["columns"].items() for value in pair
    )
    return [
        ChangeShown(
            record_type=str(RecordType(change["type"]).label),
            key=change["key"],
            row=change["row"],
            label=label(column),
            old=readable.text(SHAPES[change["type"]], column, old),
            new=readable.text(SHAPES[change["type"]], column, new),
        )
        for change in listed
        for column, (old, new) in change["columns"].items()
    ]
