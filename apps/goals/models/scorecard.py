"""Scorecards, their lines, targets and weights.

Targets are stored in millionths of the KPI's unit (`…_micros`): 5 % is 50 000, HK$180,000 is 180 000 000
000, 180 s is 180 000 000. One integer shape for every unit, exact on both databases.
"""

from datetime import date, timedelta
from fractions import Fraction
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.goals.choices import NoData, Scope, ScorecardState
from apps.goals.models.objective import MeasureTaken, Objective
from apps.metrics.models import Kpi
from apps.people.models import Person, Team

MICROS = 1_000_000
FIXED = (ScorecardState.PUBLISHED, ScorecardState.RETIRED)
"""States in which targets and weights no longer change: the database refuses it."""


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    """Phrases about scorecards."""

    def drafts(self) -> Self:
        """Still being written."""
        return self.filter(state=ScorecardState.DRAFT)

    def published(self) -> Self:
        """In force, or waiting for their first month."""
        return self.filter(state=ScorecardState.PUBLISHED)

    def agreed(self) -> Self:
        """Published once, retired since or not: agents may see them."""
        return self.filter(state__in=FIXED)

    def awaiting_approval(self) -> Self:
        """Submitted, and nobody has said yes or no."""
        return self.filter(state=ScorecardState.SUBMITTED)

    def covering(self, month: date) -> Self:
        """Written for a month, whether published or not."""
        return self.filter(starts__lte=month, ends__gt=month)

    def newest_first(self) -> Self:
        """The latest months first, then the team, then the latest written."""
        return self.order_by("-starts", "team__name", "-pk")


class Scorecard(models.Model):
    """KPIs with targets and weights for a team, for whole months from `starts` until before `ends`."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="scorecards")
    name = models.CharField(_("name"), max_length=120)
    starts = models.DateField()  # the first of a month
    ends = models.DateField()  # exclusive, the first of a month
    state = models.CharField(max_length=10, choices=ScorecardState.choices, default=ScorecardState.DRAFT)
    no_data = models.CharField(max_length=12, choices=NoData.choices, default=NoData.REDISTRIBUTE)
    minimum_days = models.PositiveSmallIntegerField(default=10)  # worked in the period, to be ranked
    version = models.PositiveIntegerField(default=1)  # optimistic lock: every edit moves it
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.TEAM)
    review_every = models.PositiveSmallIntegerField(default=1)  # weeks between reviews; 0: none
    joiner_months = models.PositiveSmallIntegerField(default=3)  # how long one counts as new
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_because = models.CharField(max_length=300, blank=True)  # why in spite of a failed check
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.CharField(max_length=300, blank=True)  # what the approver asked for
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_because = models.CharField(max_length=300, blank=True)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="goals_scorecard_dates"),
            models.CheckConstraint(
                condition=(Q(state=ScorecardState.RETIRED, retired_at__isnull=False) & ~Q(retired_because=""))
                | (~Q(state=ScorecardState.RETIRED) & Q(retired_at__isnull=True, retired_because="")),
                name="goals_scorecard_retired_has_reason",
            ),
            models.CheckConstraint(
                condition=(~Q(state__in=FIXED) & Q(published_at__isnull=True))
                | Q(state__in=FIXED, published_at__isnull=False),
                name="goals_scorecard_published_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state=ScorecardState.DRAFT)
                | Q(submitted_at__isnull=True, approved_at__isnull=True),
                name="goals_scorecard_draft_not_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ScorecardState.SUBMITTED, ScorecardState.APPROVED])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="goals_scorecard_submitted_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state=ScorecardState.APPROVED)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="goals_scorecard_approved_evidence",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="goals_scorecard_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_month(self) -> date:
        """The first day of its last month."""
        return (self.ends - timedelta(days=1)).replace(day=1)

    @property
    def is_draft(self) -> bool:
        """Still being written: only its team's leaders see it, and only now it can be changed."""
        return self.state == ScorecardState.DRAFT

    @property
    def is_published(self) -> bool:
        """In force, or waiting for its first month."""
        return self.state == ScorecardState.PUBLISHED


class ScorecardPerson(models.Model):
    """One of the single agents that a scorecard is written for."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="chosen")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scorecard", "person"], name="goals_scorecard_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scorecard}: {self.person}"


class PersonMonth(models.Model):
    """A month in which a published scorecard judges one person before the team's own: unique, as above."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="person_months")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "month"], name="goals_person_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.month:%Y-%m}"


class ScorecardMonth(models.Model):
    """A month a published scorecard holds for its team: unique, so that two can never hold at once."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="months")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "month"], name="goals_scorecard_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.month:%Y-%m}"


class LineQuerySet(models.QuerySet["Line"]):
    """Phrases about lines."""

    def in_order(self) -> Self:
        """As they stand on their scorecard."""
        return self.order_by("scorecard_id", "position", "pk")

    def with_person_targets(self) -> Self:
        """Each with `differs`: whether any agent has a target of their own."""
        own = PersonTarget.objects.filter(line=models.OuterRef("pk"))
        return self.annotate(differs=models.Exists(own))


class Line(models.Model):
    """One KPI of a scorecard.

    Target for each full-time agent, weight in hundredths of a percent (10000 in all).
    """

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="lines")
    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="+")
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    measure = models.ForeignKey(
        MeasureTaken, null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    position = models.PositiveSmallIntegerField()
    weight = models.PositiveIntegerField()  # hundredths of a percent
    grain = models.CharField(
        max_length=5, choices=[("month", _("Month")), ("week", _("Week"))], default="month"
    )
    target_micros = models.BigIntegerField(null=True)  # null only inside a band
    threshold_micros = models.BigIntegerField(null=True, blank=True)
    stretch_micros = models.BigIntegerField(null=True, blank=True)
    zero_micros = models.BigIntegerField(
        null=True, blank=True
    )  # improve from; or the worst of a lower-is-better
    low_micros = models.BigIntegerField(null=True, blank=True)  # band: inside from low to high
    high_micros = models.BigIntegerField(null=True, blank=True)
    low_limit_micros = models.BigIntegerField(null=True, blank=True)  # band: 0 at the limits
    high_limit_micros = models.BigIntegerField(null=True, blank=True)
    cap_permille = models.PositiveIntegerField(default=1500)  # what counts at most
    origin = models.JSONField(default=dict, blank=True)  # how the target was set: a code with its values

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scorecard", "kpi"], name="goals_line_kpi_once"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=10000), name="goals_line_weight"),
            models.CheckConstraint(
                condition=Q(target_micros__isnull=False)
                | Q(
                    low_micros__isnull=False,
                    high_micros__isnull=False,
                    low_limit_micros__isnull=False,
                    high_limit_micros__isnull=False,
                ),
                name="goals_line_has_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scorecard}: {self.kpi}"


class LineMonth(models.Model):
    """What is wanted on a line in one month of its scorecard, where the months differ."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    target_micros = models.BigIntegerField()
    threshold_micros = models.BigIntegerField(null=True, blank=True)
    stretch_micros = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "month"], name="goals_line_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.month:%Y-%m}"


class PersonTarget(models.Model):
    """A target of one agent that differs from the line's."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="person_targets")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    target_micros = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "person"], name="goals_person_target_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.target_micros}"

    @property
    def value(self) -> Fraction:
        """In the KPI's unit."""
        return Fraction(self.target_micros, MICROS)


class Version(models.Model):
    """A scorecard as it stood from a moment on: what any past day is shown from."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ScorecardState.choices)
    content = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scorecard", "number"], name="goals_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scorecard} v{self.number}"
