"""What agents ask about a line of their pay, with the thread."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.incentives.choices import QuestionState
from apps.incentives.models.run import ACTOR, PayoutRun
from apps.people.models import Person


class Question(models.Model):
    """One question about a payout; `about` names the line: a KPI's code, or step and component."""

    run = models.ForeignKey(PayoutRun, on_delete=models.CASCADE, related_name="questions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=90)
    asked_at = models.DateTimeField()
    due = models.DateField()
    state = models.CharField(max_length=9, choices=QuestionState.choices, default=QuestionState.OPEN)
    closed_by = models.ForeignKey(**ACTOR)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "person", "about"],
                condition=Q(state=QuestionState.OPEN),
                name="incentives_question_once_open",
            ),
            models.CheckConstraint(
                condition=Q(state=QuestionState.OPEN, closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(state=QuestionState.OPEN) & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="incentives_question_closed_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.person} {self.about}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == QuestionState.OPEN


class QuestionPost(models.Model):
    """One thing said in the thread of a question."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="posts")
    by = models.ForeignKey(**{**ACTOR, "null": False, "blank": False})
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="incentives_post_says_something")
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.at:%Y-%m-%d}"
