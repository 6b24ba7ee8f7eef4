"""A team's weekly or monthly review: gaps, causes, actions with one owner and one due date."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.metrics.models import Kpi
from apps.people.models import Person, Team
from apps.reviews.choices import ActionState, Cause, ReviewGrain, ReviewState


class Review(models.Model):
    """One meeting. `facts` is the snapshot of actual against target, frozen when the review is opened."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="reviews")
    grain = models.CharField(max_length=5, choices=ReviewGrain.choices)
    starts = models.DateField()  # of the week or month that is reviewed
    state = models.CharField(max_length=6, choices=ReviewState.choices, default=ReviewState.OPEN)
    facts = models.JSONField()
    facts_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "grain", "starts"], name="reviews_review_once"),
            models.CheckConstraint(
                condition=Q(state=ReviewState.OPEN, closed_at__isnull=True)
                | Q(state=ReviewState.CLOSED, closed_at__isnull=False),
                name="reviews_closed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.grain} {self.starts}"


class Finding(models.Model):
    """The cause people chose for a KPI's gap, and why."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="findings")
    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(_("cause"), max_length=10, choices=Cause.choices)
    why = models.TextField(_("why"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "kpi"], name="reviews_finding_once")
        ]

    def __str__(self) -> str:
        return f"{self.review} {self.kpi}: {self.cause}"


class Action(models.Model):
    """What will be done, by one owner, until one day; listed in every review until done."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="actions")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="actions")
    kpi = models.ForeignKey(Kpi, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("action"), max_length=300)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="actions", verbose_name=_("owner")
    )
    due_day = models.DateField(_("due"))
    state = models.CharField(max_length=4, choices=ActionState.choices, default=ActionState.OPEN)
    done_at = models.DateTimeField(null=True, blank=True)
    done_note = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=ActionState.OPEN, done_at__isnull=True)
                | Q(state=ActionState.DONE, done_at__isnull=False),
                name="reviews_action_done_has_time",
            ),
        ]
        indexes = [models.Index(fields=["team", "state", "due_day"], name="reviews_action_open")]

    def __str__(self) -> str:
        return self.text
