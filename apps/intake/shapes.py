"""What each record type is made of: the one place validation, staging and merging read it from.

`days` names the columns that hold the local days a record counts on, each with the columns whose change moves
figures of that day: when an opportunity is won, the day it closed is touched, not the day it was opened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db import models

from apps.intake.choices import Direction, RecordType, Stage
from apps.intake.models import (
    Call,
    Complaint,
    Enquiry,
    Evaluation,
    Opportunity,
    Order,
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
    CURRENCY = "currency"  # ISO 4217


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a record beside key, agent, customer and row."""

    name: str
    kind: Kind
    required: bool = False  # a row without it is rejected
    length: int = 0  # of texts
    choices: tuple[str, ...] = ()
    above_zero: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A record type: its table, its fields, whose it is and which days it touches."""

    record_type: str
    model: type[models.Model]
    fields: tuple[Field, ...]
    days: Mapping[str, frozenset[str]]
    agent: bool = True
    customer: bool = True

    @property
    def table(self) -> str:
        """The table of its facts."""
        return table(self.model)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that say something: a fact with equal ones has not changed."""
        owners = ("agent_id",) * self.agent + ("customer_id",) * self.customer
        return (*owners, *(field.name for field in self.fields))

    def field(self, name: str) -> Field:
        """One field by its name. KeyError for an unknown one."""
        return {field.name: field for field in self.fields}[name]


def _text(name: str, length: int = 80, *, required: bool = False) -> Field:
    return Field(name=name, kind=Kind.TEXT, length=length, required=required)


DAY: Final = Field(name="day", kind=Kind.DAY, required=True)
AMOUNT: Final = Field(name="amount", kind=Kind.MONEY, required=True)
CURRENCY: Final = Field(name="currency", kind=Kind.CURRENCY, length=3, required=True)
PRODUCT: Final = _text("product", 120)

_CALL_FIELDS: Final = (
    DAY,
    Field(name="started_at", kind=Kind.INSTANT),
    Field(name="direction", kind=Kind.CHOICE, length=3, required=True, choices=tuple(Direction.values)),
    Field(name="answered", kind=Kind.YES_NO, required=True),
    Field(name="resolved", kind=Kind.YES_NO),
    Field(name="talk_seconds", kind=Kind.SECONDS),
    Field(name="wait_seconds", kind=Kind.SECONDS),
    _text("campaign"),
    _text("topic"),
    _text("disposition"),
)
_ORDER_BASE: Final = frozenset({"agent_id", "customer_id", "day", "amount", "currency", "product"})
_DEAL_BASE: Final = frozenset({"agent_id", "customer_id", "product"})
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
                Field(name="verified_day", kind=Kind.DAY),
                Field(name="paid_day", kind=Kind.DAY),
                Field(name="cancelled_day", kind=Kind.DAY),
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
                _text("order_key", KEY_LENGTH, required=True),
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
                Field(name="day", kind=Kind.DAY),
                Field(name="stage", kind=Kind.CHOICE, length=5, required=True, choices=tuple(Stage.values)),
                _text("stage_label"),
                Field(name="closed_day", kind=Kind.DAY),
                Field(name="amount", kind=Kind.MONEY),
                Field(name="currency", kind=Kind.CURRENCY, length=3),
                PRODUCT,
            ),
            days={
                "day": _DEAL_BASE | {"day"},
                "closed_day": _DEAL_BASE | {"stage", "stage_label", "closed_day", "amount", "currency"},
            },
        ),
        Shape(
            record_type=RecordType.ENQUIRY,
            model=Enquiry,
            fields=(DAY, _text("channel", 40), Field(name="response_seconds", kind=Kind.SECONDS)),
            days={"day": _ALL_OWNERS | {"day", "channel", "response_seconds"}},
        ),
        Shape(
            record_type=RecordType.SURVEY,
            model=SurveyResponse,
            fields=(
                DAY,
                Field(name="score", kind=Kind.POINTS, required=True),
                Field(name="attitude", kind=Kind.POINTS),
                Field(name="professionalism", kind=Kind.POINTS),
                Field(name="problem_solving", kind=Kind.POINTS),
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
            fields=(DAY, Field(name="score", kind=Kind.POINTS, required=True)),
            days={"day": frozenset({"agent_id", "day", "score"})},
            customer=False,
        ),
    )
}
