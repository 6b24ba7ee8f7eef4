"""Snapshots of what is otherwise computed on read: made when a period closes."""

from typing import ClassVar

from django.db import models

from apps.metrics.choices import Subject


class PeriodSnapshot(models.Model):
    """The results of one closing of one month were stored.

    The mark by which the task knows what is left to do.
    """

    month = models.DateField()
    close_number = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "close_number"], name="performance_snapshot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} closing {self.close_number}"


class Result(models.Model):
    """The score of an agent or team in a closed month, as it stood at that closing.

    `score_micros`: 1 000 000 is 100 %.
    """

    snapshot = models.ForeignKey(PeriodSnapshot, on_delete=models.CASCADE, related_name="results")
    subject = models.CharField(max_length=5, choices=Subject.choices)
    subject_id = models.BigIntegerField()
    team_id = models.BigIntegerField()  # whose scorecard judged
    scorecard_id = models.BigIntegerField()
    score_micros = models.BigIntegerField(null=True)
    place = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=60, blank=True)  # code: why no score or no place
    lines = models.JSONField()  # per KPI: see apps.performance.stored
    detail = models.JSONField(default=dict)  # the exact score, working time, days, how many were ranked

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["snapshot", "subject", "subject_id"], name="performance_result_once"
            ),
        ]
        indexes = [models.Index(fields=["subject", "subject_id"], name="performance_result_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}"
