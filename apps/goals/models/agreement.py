"""What agents say to what is wanted of them, and what changes after it was published."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.goals.choices import AnswerState, ChangeState
from apps.goals.models.scorecard import Line, Scorecard
from apps.people.models import Person


class Acknowledgement(models.Model):
    """An agent has read and accepted the published targets, or counts as having seen them (`deemed`)."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    deemed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scorecard", "person"], name="goals_acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.at:%Y-%m-%d}"


class Reminder(models.Model):
    """An agent was reminded to look at published targets; once."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scorecard", "person"], name="goals_reminded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.at:%Y-%m-%d}"


class Change(models.Model):
    """A change to published targets or weights: from a day on, for a reason, approved by someone else.

    `person`: only for one agent. `days_before` of `days_month` working days of its first month passed under
    the old target; noted when it is approved.
    """

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="changes")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_day = models.DateField(_("from"))
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=300, blank=True)
    days_before = models.PositiveSmallIntegerField(default=0)
    days_month = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="goals_change_has_reason"),
            models.CheckConstraint(
                condition=Q(state=ChangeState.PROPOSED, decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state=ChangeState.PROPOSED) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="goals_change_decided_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state=ChangeState.DECLINED) | ~Q(decision=""),
                name="goals_change_declined_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scorecard} {self.from_day}"


class ChangeLine(models.Model):
    """What a change does to one line: its target, its weight (hundredths of a percent), or both."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="changes")
    old_target_micros = models.BigIntegerField(null=True, blank=True)
    new_target_micros = models.BigIntegerField(null=True, blank=True)
    old_weight = models.PositiveIntegerField()
    new_weight = models.PositiveIntegerField()
    harder = models.BooleanField(default=False)  # holds for an agent only once they agree

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "line"], name="goals_change_line_once"),
            models.CheckConstraint(
                condition=Q(new_weight__gt=0, new_weight__lte=10000), name="goals_change_line_weight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.old_target_micros} → {self.new_target_micros}"


class Consent(models.Model):
    """What an agent said to a change: yes, no with a reason, or nothing yet. A harder one waits for it."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agreed = models.BooleanField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "person"], name="goals_consent_once"),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True, at__isnull=True)
                | Q(agreed=True, at__isnull=False)
                | (Q(agreed=False, at__isnull=False) & ~Q(reason="")),
                name="goals_consent_refused_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.agreed}"


class Answer(models.Model):
    """Instead of acknowledging: another number, and why. The manager accepts or declines with a reason."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_micros = models.BigIntegerField()
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=AnswerState.choices, default=AnswerState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=300, blank=True)
    change = models.ForeignKey(
        Change, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["line", "person"], condition=Q(state=AnswerState.OPEN), name="goals_answer_open_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="goals_answer_has_reason"),
            models.CheckConstraint(
                condition=Q(state=AnswerState.OPEN, decided_at__isnull=True)
                | (~Q(state=AnswerState.OPEN) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="goals_answer_decided_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state=AnswerState.DECLINED) | ~Q(decision=""),
                name="goals_answer_declined_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.line} → {self.proposed_micros}"
