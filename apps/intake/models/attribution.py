"""Orders that name no agent: whose they are, why, and who says otherwise."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.intake.choices import ClaimState
from apps.intake.models.source import Source
from apps.people.models import Person


class Attribution(models.Model):
    """Whose an order is that names no agent: by the source's rule (`by` empty), or because a person said so.

    The rule names the call it went by.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    order_key = models.CharField(max_length=120)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    call_source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+")
    call_key = models.CharField(max_length=120, blank=True)
    call_day = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "order_key"], name="intake_attribution_once"),
            models.CheckConstraint(
                condition=Q(by__isnull=True, call_source__isnull=False) | Q(by__isnull=False) & ~Q(reason=""),
                name="intake_attribution_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_key} is {self.person}'s"


class Claim(models.Model):
    """An agent's word that an order without an agent is theirs, and the answer."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    order_key = models.CharField(max_length=120)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="claims")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.OPEN)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "order_key", "person"],
                name="intake_claim_open_once",
                condition=Q(state=ClaimState.OPEN),
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.OPEN, answered_by__isnull=True, answered_at__isnull=True)
                | ~Q(state=ClaimState.OPEN)
                & Q(answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answer=""),
                name="intake_claim_answered_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} claims {self.order_key}"
