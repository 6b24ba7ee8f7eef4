"""Facts of an agent's work beside calls and orders: time logged in, promises, values computed elsewhere."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from apps.intake.models.facts import CustomerFact, Fact
from apps.people.models import Person, Team


class AgentSession(Fact):
    """Time logged in and on break, of one agent on one day or from one login to its logout. Seconds."""

    logged_in_at = models.DateTimeField(null=True)
    logged_out_at = models.DateTimeField(null=True)
    logged_in_seconds = models.IntegerField(null=True)
    break_seconds = models.IntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="intake_session_key"),
            models.CheckConstraint(
                condition=Q(logged_in_at__isnull=True)
                | Q(logged_out_at__isnull=True)
                | Q(logged_out_at__gte=F("logged_in_at")),
                name="intake_session_in_order",
            ),
            models.CheckConstraint(
                condition=Q(logged_in_seconds__isnull=True) | Q(logged_in_seconds__gte=0),
                name="intake_session_logged_in",
            ),
            models.CheckConstraint(
                condition=Q(break_seconds__isnull=True) | Q(break_seconds__gte=0),
                name="intake_session_break",
            ),
        ]
        indexes = [models.Index(fields=["day", "agent"], name="intake_session_day")]


class FollowUp(CustomerFact):
    """Something promised to a customer: `day` it was promised, until when it is due, when it was done."""

    due_at = models.DateTimeField(null=True)
    due_day = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_day = models.DateField(null=True)
    call_key = models.CharField(max_length=120, blank=True)  # of the call it was promised in
    note = models.CharField(max_length=120, blank=True)  # what was promised, as the source says it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="intake_follow_up_key")
        ]
        indexes = [
            models.Index(fields=["day", "agent"], name="intake_follow_up_day"),
            models.Index(
                fields=["due_day", "agent"], name="intake_follow_up_due", condition=Q(due_day__isnull=False)
            ),
        ]


class Measurement(Fact):
    """A value that someone else computed, of an agent or a team on a day; millionths of its unit."""

    agent = models.ForeignKey(  # type: ignore[assignment]
        Person, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    team = models.ForeignKey(
        Team, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    code = models.CharField(max_length=40)
    value = models.BigIntegerField()
    unit = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="intake_measurement_key"),
            models.CheckConstraint(
                condition=Q(agent__isnull=True, team__isnull=False)
                | Q(agent__isnull=False, team__isnull=True),
                name="intake_measurement_one_subject",
            ),
        ]
        indexes = [models.Index(fields=["day", "agent"], name="intake_measurement_day")]
