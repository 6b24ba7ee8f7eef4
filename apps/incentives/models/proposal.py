"""What is proposed to change in a plan or in the sales strategy, after looking at what the pay brings."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.incentives.choices import ProposalKind, ProposalState
from apps.incentives.models.plan import Plan
from apps.incentives.models.run import ACTOR
from apps.people.models import Person


class Proposal(models.Model):
    """One proposal with its owner and date, followed up until somebody says what came of it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=8, choices=ProposalKind.choices)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    evidence = models.JSONField(default=dict)  # the figures it was written beside
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    state = models.CharField(max_length=7, choices=ProposalState.choices, default=ProposalState.OPEN)
    made_by = models.ForeignKey(**ACTOR)
    made_at = models.DateTimeField()
    closed_by = models.ForeignKey(**ACTOR)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    state=ProposalState.OPEN, closed_at__isnull=True, closed_by__isnull=True, outcome=""
                )
                | (
                    ~Q(state=ProposalState.OPEN)
                    & Q(closed_at__isnull=False, closed_by__isnull=False)
                    & ~Q(outcome="")
                ),
                name="incentives_proposal_closed_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.title
