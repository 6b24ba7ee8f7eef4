"""A team's weekly or monthly review: gaps, causes, actions with one owner and one due date."""

from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.goals.amounts import MICROS
from apps.goals.models import MeasureTaken, Objective
from apps.metrics.models import Kpi
from apps.people.models import Person, Team
from apps.reviews.choices import (
    ActionState,
    Cause,
    CausePart,
    LessonKind,
    LinkKind,
    ReviewGrain,
    ReviewState,
)


class Review(models.Model):
    """One meeting. `facts` is the snapshot of actual against target, frozen when the review is opened."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="reviews")
    grain = models.CharField(max_length=5, choices=ReviewGrain.choices)
    starts = models.DateField()  # of the week or month that is reviewed
    state = models.CharField(max_length=7, choices=ReviewState.choices, default=ReviewState.OPEN)
    facts = models.JSONField()
    facts_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    present = models.ManyToManyField(Person, related_name="+", blank=True)
    minutes_sent_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "grain", "starts"], name="reviews_review_once"),
            models.CheckConstraint(
                condition=Q(state__in=[ReviewState.PLANNED, ReviewState.OPEN], closed_at__isnull=True)
                | Q(state=ReviewState.CLOSED, closed_at__isnull=False),
                name="reviews_closed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.grain} {self.starts}"


class Finding(models.Model):
    """The cause people chose for a KPI's gap, and why; or somebody's other view, kept beside it."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="findings")
    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(_("cause"), max_length=10, choices=Cause.choices)
    part = models.CharField(_("part"), max_length=12, choices=CausePart.choices, blank=True)
    why = models.TextField(_("why"))
    evidence = models.JSONField(default=list, blank=True)  # codes of the figures that stand beside it
    view_of = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("view of")
    )
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "kpi"], condition=Q(view_of__isnull=True), name="reviews_finding_once"
            ),
            models.UniqueConstraint(
                fields=["review", "kpi", "view_of"],
                condition=Q(view_of__isnull=False),
                name="reviews_other_view_once",
            ),
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
    state = models.CharField(max_length=7, choices=ActionState.choices, default=ActionState.OPEN)
    done_at = models.DateTimeField(null=True, blank=True)
    done_note = models.CharField(max_length=300, blank=True)
    # the KPI's figure when it was decided, exact ("n/d"), and the number expected
    before = models.CharField(max_length=60, blank=True)
    expected_micros = models.BigIntegerField(_("number expected"), null=True, blank=True)
    carried = models.PositiveSmallIntegerField(default=0)  # meetings that it outlived
    link = models.CharField(_("linked to"), max_length=10, choices=LinkKind.choices, blank=True)
    link_text = models.CharField(max_length=120, blank=True)
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    measure = models.ForeignKey(
        MeasureTaken, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reminded_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=ActionState.OPEN, done_at__isnull=True)
                | Q(state__in=[ActionState.DONE, ActionState.DROPPED], done_at__isnull=False),
                name="reviews_action_done_has_time",
            ),
        ]
        indexes = [models.Index(fields=["team", "state", "due_day"], name="reviews_action_open")]

    def __str__(self) -> str:
        return self.text

    @property
    def before_exact(self) -> Fraction | None:
        """The KPI's figure when it was decided, in its unit."""
        return Fraction(self.before) if self.before else None

    @property
    def expected_exact(self) -> Fraction | None:
        """The number expected, in the KPI's unit."""
        return None if self.expected_micros is None else Fraction(self.expected_micros, MICROS)


class Note(models.Model):
    """What people add that figures do not know, to one part of the meeting."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="notes")
    part = models.CharField(max_length=12)
    text = models.TextField(_("note"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.review} {self.part}"


class Lesson(models.Model):
    """What was learned from complaints or lost customers, what was changed, and since when."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="lessons")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=LessonKind.choices)
    cause = models.CharField(_("cause"), max_length=120)
    lesson = models.CharField(_("lesson"), max_length=300, blank=True)
    changed = models.CharField(_("what was changed"), max_length=300, blank=True)
    changed_on = models.DateField(_("since"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "kind", "cause"], name="reviews_lesson_once"),
            models.CheckConstraint(
                condition=Q(changed="", changed_on__isnull=True)
                | (~Q(changed="") & Q(changed_on__isnull=False)),
                name="reviews_lesson_since",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review} {self.cause}"
