"""What each record type is made of: the one place validation, staging and merging read it from.

`days` names the columns that hold the local days a record counts on, each with the columns whose change moves
figures of that day: when an opportunity is won, the day it closed is touched, not the day it was opened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db import models

from apps.intake.choices import Direction, Outcome, RecordType, Stage
from apps.intake.models import (
    AgentSession,
    Call,
    Complaint,
    Credit,
    Enquiry,
    Evaluation,
    FollowUp,
    Measurement,
    Opportunity,
    Order,
    OrderLine,
    Refund,
    SurveyResponse,
)
from apps.intake.tables import table

KEY_LENGTH: Final = 120


class Kind(StrEnum):
    """How a field's text is read and what it becomes."""

    TEXT = "text"
    DAY = "day"  # a local day
    INSTANT = "instant"  # UTC
    YES_NO = "yes_no"
    CHOICE = "choice"
    SECONDS = "seconds"  # 0 to 24 hours, whole
    MONEY = "money"  # minor units, 0 or more
    POINTS = "points"  # hundredths, 0 or more
    QUANTITY = "quantity"  # thousandths, 0 or more
    SHARE = "share"  # ten-thousandths: 100 percent are 10,000
    VALUE = "value"  # millionths of any unit, of either sign
    CURRENCY = "currency"  # ISO 4217


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a record beside key, agent, customer and row."""

    name: str
    kind: Kind
    required: bool = False  # a row without it is rejected
    if_mapped: bool = False  # with `required`: a mapping may do without the field
    length: int = 0  # of texts
    choices: tuple[str, ...] = ()
    above_zero: bool = False
    instant: str = ""  # of a day: the field whose instant it is the local day of, where the mapping has that
    ahead: bool = False  # of days and instants: may lie in the future
    not_before: str = ""  # of an instant: the field it may not lie before


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A record type: its table, its fields, whose it is and which days it touches."""

    record_type: str
    model: type[models.Model]
    fields: tuple[Field, ...]
    days: Mapping[str, frozenset[str]]
    agent: bool = True  # False: agent and team are those of the order it names
    team: bool = False  # may be a team's instead of an agent's
    several: bool = False  # a row may yield several of them
    customer: bool = True
    of_order: bool = False  # figures rest on it on the day of the order it names, whatever day is its own

    @property
    def table(self) -> str:
        """The table of its facts."""
        return table(self.model)

    @property
    def facts(self) -> "models.QuerySet[Any]":
        """Its facts, without an order."""
        return self.model._default_manager.all()  # noqa: SLF001 - Django's documented interface

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that say something: a fact with equal ones has not changed."""
        owners = ("agent_id",) * self.agent + ("team_id",) * self.team + ("customer_id",) * self.customer
        return (*owners, *(field.name for field in self.fields))

    @property
    def own_days(self) -> tuple[str, ...]:
        """The days a record itself lies on, of those that figures rest on: what a file is said to cover."""
        return tuple(name for name in ("day", "closed_day") if name in self.days)

    def field(self, name: str) -> Field:
        """One field by its name. KeyError for an unknown one."""
        return {field.name: field for field in self.fields}[name]


def _text(name: str, length: int = 80, *, required: bool = False) -> Field:
    return Field(name=name, kind=Kind.TEXT, length=length, required=required)


def _day(name: str = "day", **more: Any) -> Field:
    return Field(name=name, kind=Kind.DAY, **more)


def _points(name: str, **more: Any) -> Field:
    return Field(name=name, kind=Kind.POINTS, **more)


def _seconds(name: str) -> Field:
    return Field(name=name, kind=Kind.SECONDS)


DAY: Final = _day(required=True)
AMOUNT: Final = Field(name="amount", kind=Kind.MONEY, required=True)
CURRENCY: Final = Field(name="currency", kind=Kind.CURRENCY, length=3, required=True)
PRODUCT: Final = _text("product", 120)

CAMPAIGN: Final = _text("campaign")
MARKET: Final = _text("market")
SCENARIO: Final = _text("scenario")
ORDER_KEY: Final = _text("order_key", KEY_LENGTH, required=True)
CALL_KEY: Final = _text("call_key", KEY_LENGTH)

_CALL_FIELDS: Final = (
    _day(required=True, instant="started_at"),
    Field(name="started_at", kind=Kind.INSTANT),
    Field(name="direction", kind=Kind.CHOICE, length=3, required=True, choices=tuple(Direction.values)),
    Field(name="answered", kind=Kind.YES_NO, required=True, if_mapped=True),
    Field(name="resolved", kind=Kind.YES_NO),
    _seconds("talk_seconds"),
    _seconds("wait_seconds"),
    CAMPAIGN,
    _text("topic"),
    _text("disposition"),
    Field(name="outcome", kind=Kind.CHOICE, length=12, choices=tuple(Outcome.values)),
    Field(name="abandoned", kind=Kind.YES_NO),
    _seconds("wrap_up_seconds"),
    PRODUCT,
    MARKET,
    SCENARIO,
    _text("queue"),
    _text("list_code"),
    _text("script_version", 40),
)
_DIMENSIONS: Final = frozenset({"product", "campaign", "market"})
_ORDER_BASE: Final = frozenset(
    {"agent_id", "customer_id", "day", "amount", "currency", "scenario", *_DIMENSIONS}
)
_DEAL_BASE: Final = frozenset({"agent_id", "customer_id", *_DIMENSIONS})
_PROMISE_BASE: Final = frozenset(
    {"agent_id", "customer_id", "day", "due_at", "due_day", "done_at", "done_day", "call_key", "note"}
)
_SESSION_FIELDS: Final = (
    _day(required=True, instant="logged_in_at"),
    Field(name="logged_in_at", kind=Kind.INSTANT),
    Field(name="logged_out_at", kind=Kind.INSTANT, not_before="logged_in_at"),
    _seconds("logged_in_seconds"),
    _seconds("break_seconds"),
)
_ALL_OWNERS: Final = frozenset({"agent_id", "customer_id"})


def _one_day(*fields: Field) -> dict[str, frozenset[str]]:
    return {"day": _ALL_OWNERS | {field.name for field in fields}}


SHAPES: Final[Mapping[str, Shape]] = {
    shape.record_type: shape
    for shape in (
        Shape(record_type=RecordType.CALL, model=Call, fields=_CALL_FIELDS, days=_one_day(*_CALL_FIELDS)),
        Shape(
            record_type=RecordType.ORDER,
            model=Order,
            fields=(
                DAY,
                AMOUNT,
                CURRENCY,
                PRODUCT,
                _day("verified_day"),
                _day("paid_day"),
                _day("cancelled_day"),
                CAMPAIGN,
                MARKET,
                SCENARIO,
            ),
            days={
                "day": _ORDER_BASE,
                "verified_day": _ORDER_BASE | {"verified_day"},
                "paid_day": _ORDER_BASE | {"paid_day"},
                "cancelled_day": _ORDER_BASE | {"cancelled_day"},
            },
        ),
        Shape(
            record_type=RecordType.REFUND,
            model=Refund,
            fields=(
                DAY,
                ORDER_KEY,
                Field(name="amount", kind=Kind.MONEY, required=True, above_zero=True),
                CURRENCY,
            ),
            days={"day": frozenset({"day", "order_key", "amount", "currency"})},
            agent=False,
            customer=False,
        ),
        Shape(
            record_type=RecordType.OPPORTUNITY,
            model=Opportunity,
            fields=(
                _day(),
                Field(name="stage", kind=Kind.CHOICE, length=5, required=True, choices=tuple(Stage.values)),
                _text("stage_label"),
                _day("closed_day"),
                Field(name="amount", kind=Kind.MONEY),
                Field(name="currency", kind=Kind.CURRENCY, length=3),
                PRODUCT,
                CAMPAIGN,
                MARKET,
            ),
            days={
                "day": _DEAL_BASE | {"day"},
                "closed_day": _DEAL_BASE | {"stage", "stage_label", "closed_day", "amount", "currency"},
            },
        ),
        Shape(
            record_type=RecordType.ENQUIRY,
            model=Enquiry,
            fields=(DAY, _text("channel", 40), _seconds("response_seconds")),
            days={"day": _ALL_OWNERS | {"day", "channel", "response_seconds"}},
        ),
        Shape(
            record_type=RecordType.SURVEY,
            model=SurveyResponse,
            fields=(
                DAY,
                _points("score", required=True),
                _points("attitude"),
                _points("professionalism"),
                _points("problem_solving"),
            ),
            days={
                "day": _ALL_OWNERS | {"day", "score", "attitude", "professionalism", "problem_solving"},
            },
        ),
        Shape(
            record_type=RecordType.COMPLAINT,
            model=Complaint,
            fields=(DAY, _text("severity", 20), _text("cause", 120)),
            days={"day": _ALL_OWNERS | {"day", "severity", "cause"}},
        ),
        Shape(
            record_type=RecordType.EVALUATION,
            model=Evaluation,
            fields=(DAY, _points("score", required=True)),
            days={"day": frozenset({"agent_id", "day", "score"})},
            customer=False,
        ),
        Shape(
            record_type=RecordType.ORDER_LINE,
            model=OrderLine,
            fields=(
                _day(),
                ORDER_KEY,
                _text("line", 20),
                PRODUCT,
                Field(name="quantity", kind=Kind.QUANTITY),
                Field(name="amount", kind=Kind.MONEY),
                Field(name="currency", kind=Kind.CURRENCY, length=3),
            ),
            days={
                "day": frozenset({"day", "order_key", "line", "product", "quantity", "amount", "currency"}),
            },
            agent=False,
            customer=False,
            several=True,
            of_order=True,
        ),
        Shape(
            record_type=RecordType.CREDIT,
            model=Credit,
            fields=(_day(), ORDER_KEY, Field(name="share", kind=Kind.SHARE, required=True)),
            days={"day": frozenset({"agent_id", "day", "order_key", "share"})},
            customer=False,
            several=True,
            of_order=True,
        ),
        Shape(
            record_type=RecordType.SESSION,
            model=AgentSession,
            fields=_SESSION_FIELDS,
            days={"day": frozenset({"agent_id", *(field.name for field in _SESSION_FIELDS)})},
            customer=False,
        ),
        Shape(
            record_type=RecordType.FOLLOW_UP,
            model=FollowUp,
            fields=(
                DAY,
                Field(name="due_at", kind=Kind.INSTANT, ahead=True),
                _day("due_day", instant="due_at", ahead=True),
                Field(name="done_at", kind=Kind.INSTANT),
                _day("done_day", instant="done_at"),
                CALL_KEY,
                _text("note", 120),
            ),
            days={
                "day": _PROMISE_BASE,
                "due_day": _PROMISE_BASE,
                "done_day": _PROMISE_BASE,
            },
            several=True,
        ),
        Shape(
            record_type=RecordType.MEASUREMENT,
            model=Measurement,
            fields=(
                DAY,
                _text("code", 40, required=True),
                Field(name="value", kind=Kind.VALUE, required=True),
                _text("unit", 20),
            ),
            days={"day": frozenset({"agent_id", "team_id", "day", "code", "value", "unit"})},
            team=True,
            several=True,
            customer=False,
        ),
    )
}


def shape_of(slot: str) -> Shape:
    """The shape of a mapping's slot: `measurement#2` is a measurement."""
    return SHAPES[slot.partition("#")[0]]
