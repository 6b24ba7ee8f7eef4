"""The facts: what a source said, one table a record type, lean because indexes are the cost of an import.

`key` is the source's own id, or made of chosen columns. `day` is the local day a record counts on. Foreign
keys carry no database constraint where the staging join already proved the reference. Amounts are minor
units, scores hundredths.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.intake.choices import Direction, Outcome, Stage
from apps.intake.models.batch import Batch
from apps.intake.models.source import Source
from apps.people.models import Person


class Customer(models.Model):
    """A customer, known by a keyed hash of what sources call it; `label` is masked unless declared raw."""

    id = models.BigIntegerField(primary_key=True)
    label = models.CharField(max_length=120)
    # its number means nobody since that day: it is below 0, and the label is blank
    forgotten_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(forgotten_on__isnull=True, id__gte=0)
                | Q(forgotten_on__isnull=False, id__lt=0, label=""),
                name="intake_customer_forgotten_whole",
            )
        ]

    def __str__(self) -> str:
        return self.label


class Fact(models.Model):
    """What every fact carries: who said it (source, batch, row), whose it is, which day it counts on."""

    source = models.ForeignKey(Source, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    key = models.CharField(max_length=120)
    batch = models.ForeignKey(Batch, on_delete=models.DO_NOTHING, db_constraint=False)
    row = models.BigIntegerField()
    agent = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    day = models.DateField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key


class CustomerFact(Fact):
    """A fact that may concern a customer."""

    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )

    class Meta:
        abstract = True


class Call(CustomerFact):
    """One call. Talk, wait and wrap-up in seconds; empty is no data, not 0, and not no."""

    started_at = models.DateTimeField(null=True)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    answered = models.BooleanField(null=True)
    resolved = models.BooleanField(null=True)
    talk_seconds = models.IntegerField(null=True)
    wait_seconds = models.IntegerField(null=True)  # to the first response
    campaign = models.CharField(max_length=80, blank=True)
    topic = models.CharField(max_length=80, blank=True)
    disposition = models.CharField(max_length=80, blank=True)  # as the source calls it
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    abandoned = models.BooleanField(null=True)  # the caller hung up before anybody answered
    wrap_up_seconds = models.IntegerField(null=True)
    product = models.CharField(max_length=120, blank=True)
    market = models.CharField(max_length=80, blank=True)  # or segment
    scenario = models.CharField(max_length=80, blank=True)  # of the call: first contact, renewal, care, …
    queue = models.CharField(max_length=80, blank=True)
    list_code = models.CharField(max_length=80, blank=True)  # the list that was dialled
    script_version = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="intake_call_key"),
            models.CheckConstraint(
                condition=Q(talk_seconds__isnull=True) | Q(talk_seconds__gte=0), name="intake_call_talk"
            ),
            models.CheckConstraint(
                condition=Q(wait_seconds__isnull=True) | Q(wait_seconds__gte=0), name="intake_call_wait"
            ),
            models.CheckConstraint(
                condition=Q(wrap_up_seconds__isnull=True) | Q(wrap_up_seconds__gte=0),
                name="intake_call_wrap_up",
            ),
        ]
        indexes = [
            models.Index(fields=["day", "agent"], name="intake_call_day"),
            # contacts only: what the look-back of the conversion rate searches, for an agent as for a team
            models.Index(
                fields=["customer", "agent", "day"],
                name="intake_call_contact",
                condition=Q(direction=Direction.OUTBOUND, answered=True, customer__isnull=False),
            ),
        ]


class Order(CustomerFact):
    """An order with the days it reached each state; `day` is the day it was booked.

    A later file moves it on: what it says is the newest version, a day it leaves blank is blank again.
    """

    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    product = models.CharField(max_length=120, blank=True)
    campaign = models.CharField(max_length=80, blank=True)
    market = models.CharField(max_length=80, blank=True)  # or segment
    scenario = models.CharField(max_length=80, blank=True)  # of the call that brought it
    verified_day = models.DateField(null=True)
    paid_day = models.DateField(null=True)
    cancelled_day = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "key"], name="intake_order_key")]
        indexes = [
            models.Index(fields=["day", "agent"], name="intake_order_day"),
            models.Index(fields=["customer", "day"], name="intake_order_customer"),  # was there one before?
            models.Index(
                fields=["cancelled_day"],
                name="intake_order_cancelled",
                condition=Q(cancelled_day__isnull=False),
            ),
            # had anybody sold there before? Where the source names markets
            models.Index(fields=["market", "day"], name="intake_order_market", condition=~Q(market="")),
        ]


class Refund(Fact):
    """Money given back on an order, on its own day; agent and team are those of the order, found by join."""

    agent = None  # type: ignore[assignment]  # the order's
    order_key = models.CharField(max_length=120)  # as the file names the order
    order = models.ForeignKey(
        Order, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="refunds"
    )  # empty until the order is known; intake links it in the transaction that writes either
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="intake_refund_key"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="intake_refund_positive"),
        ]
        indexes = [
            models.Index(fields=["day"], name="intake_refund_day"),
            models.Index(fields=["order_key"], name="intake_refund_waiting", condition=Q(order__isnull=True)),
        ]


class OrderLine(Fact):
    """What an order is made of. Agent and team are the order's; so is the day where the file gives none.

    Quantities are thousandths: 1500 is one and a half.
    """

    agent = None  # type: ignore[assignment]  # the order's
    day = models.DateField(null=True)  # type: ignore[assignment]
    order_key = models.CharField(max_length=120)  # as the file names the order
    line = models.CharField(max_length=20, blank=True)
    product = models.CharField(max_length=120, blank=True)
    quantity = models.BigIntegerField(null=True)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="intake_order_line_key"),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gte=0), name="intake_order_line_quantity"
            ),
        ]
        indexes = [
            models.Index(fields=["day"], name="intake_order_line_day"),
            models.Index(fields=["order_key"], name="intake_order_line_order"),
        ]


class Credit(Fact):
    """How much of an order is whose: a person's share in ten-thousandths, 10,000 is the whole order."""

    day = models.DateField(null=True)  # type: ignore[assignment]  # the order's where the file gives none
    order_key = models.CharField(max_length=120)  # as the file names the order
    share = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="intake_credit_key"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=10_000), name="intake_credit_share"),
        ]
        indexes = [
            models.Index(fields=["day", "agent"], name="intake_credit_day"),
            models.Index(fields=["order_key"], name="intake_credit_order"),
        ]


class Opportunity(CustomerFact):
    """A deal in the pipeline. `day` is the day it was opened, or empty where the source does not say."""

    day = models.DateField(null=True)  # type: ignore[assignment]
    stage = models.CharField(max_length=5, choices=Stage.choices)
    stage_label = models.CharField(max_length=80, blank=True)  # as the source calls it
    closed_day = models.DateField(null=True)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    product = models.CharField(max_length=120, blank=True)
    campaign = models.CharField(max_length=80, blank=True)
    market = models.CharField(max_length=80, blank=True)  # or segment

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="intake_opportunity_key")
        ]
        indexes = [
            models.Index(fields=["closed_day", "agent"], name="intake_opportunity_closed"),
            models.Index(fields=["day", "agent"], name="intake_opportunity_opened"),
        ]


class Enquiry(CustomerFact):
    """A question that came in by chat, mail or form; seconds to the first answer."""

    channel = models.CharField(max_length=40, blank=True)
    response_seconds = models.IntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "key"], name="intake_enquiry_key")]
        indexes = [models.Index(fields=["day", "agent"], name="intake_enquiry_day")]


class SurveyResponse(CustomerFact):
    """A customer's answer, in hundredths of a point."""

    score = models.IntegerField()
    attitude = models.IntegerField(null=True)
    professionalism = models.IntegerField(null=True)
    problem_solving = models.IntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "key"], name="intake_survey_key")]
        indexes = [models.Index(fields=["day", "agent"], name="intake_survey_day")]


class Complaint(CustomerFact):
    """What a customer complained about; the agent is the one complained about."""

    severity = models.CharField(max_length=20, blank=True)
    cause = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="intake_complaint_key")
        ]
        indexes = [models.Index(fields=["day", "agent"], name="intake_complaint_day")]


class Evaluation(Fact):
    """A quality check of one call, in hundredths of a point."""

    score = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="intake_evaluation_key")
        ]
        indexes = [models.Index(fields=["day", "agent"], name="intake_evaluation_day")]
