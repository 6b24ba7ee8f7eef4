"""When coaching is due, which closings a rule has looked at, and whom it was about then."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.coaching.choices import CoachBy, Pattern, RuleBasis, RuleTest
from apps.metrics.models import Kpi
from apps.people.models import Person

WITH_KPI = Q(basis=RuleBasis.KPI, kpi__isnull=False) | (~Q(basis=RuleBasis.KPI) & Q(kpi__isnull=True))


class CoachingRule(models.Model):
    """When coaching is due: figures of closed months on the bad side of a bound, or an event.

    The bad side is below the bound; above it for a KPI of which lower is better. A plain test fires when the
    closed month and, with it, `periods_in_row` of the last `window` months are; a certain one when the 90 %
    interval is; a fall when the figure is worse than `bound_micros` (of 1) of the mean of the last `window`
    months. A pattern has a second bound: calls against the colleagues' mean, or talk in seconds.
    """

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    basis = models.CharField(_("looks at"), max_length=9, choices=RuleBasis.choices)
    kpi = models.ForeignKey(Kpi, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("KPI"))
    test = models.CharField(_("fires"), max_length=7, choices=RuleTest.choices, default=RuleTest.PLAIN)
    pattern = models.CharField(_("pattern"), max_length=20, choices=Pattern.choices, blank=True)
    severity = models.CharField(_("severity"), max_length=20, blank=True)
    bound_micros = models.BigIntegerField(_("bound"))  # 1 000 000 is 100 % of score, or one unit of the KPI
    second_micros = models.BigIntegerField(_("second bound"), default=0)
    periods_in_row = models.PositiveSmallIntegerField(_("months beyond the bound"), default=1)
    window = models.PositiveSmallIntegerField(_("of the last months"), default=1)
    priority = models.PositiveSmallIntegerField(_("priority"), default=5)  # 1 goes first
    coach_by = models.CharField(_("coach"), max_length=10, choices=CoachBy.choices, default=CoachBy.LEADER)
    specialist = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("specialist"),
    )
    due_days = models.PositiveSmallIntegerField(_("days until due"), default=14)
    starts = models.DateField()
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="coaching_rule_code"),
            models.CheckConstraint(condition=Q(periods_in_row__gte=1), name="coaching_rule_periods"),
            models.CheckConstraint(condition=Q(window__gte=F("periods_in_row")), name="coaching_rule_window"),
            models.CheckConstraint(condition=WITH_KPI, name="coaching_rule_basis"),
            models.CheckConstraint(
                condition=(Q(basis=RuleBasis.PATTERN) & ~Q(pattern=""))
                | (~Q(basis=RuleBasis.PATTERN) & Q(pattern="")),
                name="coaching_rule_pattern",
            ),
            models.CheckConstraint(
                condition=Q(coach_by=CoachBy.SPECIALIST, specialist__isnull=False)
                | (~Q(coach_by=CoachBy.SPECIALIST) & Q(specialist__isnull=True)),
                name="coaching_rule_specialist",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RuleRound(models.Model):
    """A rule looked at a closing of a month: done once."""

    rule = models.ForeignKey(CoachingRule, on_delete=models.CASCADE, related_name="rounds")
    month = models.DateField()
    close_number = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "month", "close_number"], name="coaching_round_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.month:%Y-%m}"


class Met(models.Model):
    """Whom a rule was about on a day, coached or not: those who were not are what others are compared with.

    `before` and `after` are the KPI's figures in the 28 days on either side of `on`, `after` once they are
    over: {"numerator", "denominator", "n", "scale"}; empty without records.
    """

    rule = models.ForeignKey(CoachingRule, on_delete=models.CASCADE, related_name="met")
    month = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    before = models.JSONField(default=dict)
    after = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "month", "person"], name="coaching_met_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.month:%Y-%m}"
