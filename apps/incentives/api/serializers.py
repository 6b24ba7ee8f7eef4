"""Payouts and runs as the API writes them. Amounts in minor units with their currency."""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.incentives.choices import RunState
from apps.incentives.models import RunException, RunInput
from apps.incentives.sentences import Words, exception_sentence
from apps.people.api.asking import MonthField
from apps.people.api.fields import ExactField, MoneyField, decimal_text
from apps.people.api.serializers import PersonRefSerializer


class PayoutSerializer(serializers.Serializer[Any]):
    """What a run pays a person."""

    run = serializers.IntegerField(source="run_id")
    month = MonthField(source="run.month")
    plan = serializers.CharField(source="run.plan_version.plan.name")
    plan_version = serializers.IntegerField(source="run.plan_version.version")
    state = serializers.ChoiceField(source="run.state", choices=RunState.choices)
    total = MoneyField("total_minor", "run.plan_version.plan.currency")


class PayLineSerializer(serializers.Serializer[Any]):
    """One step of an amount, with the sentence that explains it; the lines add up to the total."""

    step = serializers.CharField()
    component = serializers.CharField()
    code = serializers.CharField()
    title = serializers.CharField()
    sentence = serializers.CharField()
    base = ExactField()
    rate = ExactField()
    amount = MoneyField("amount")


class PayoutDetailSerializer(serializers.Serializer[Any]):
    """A payout opened."""

    payout = PayoutSerializer()
    person = PersonRefSerializer(source="payout.person")
    score = ExactField(source="facts.score")
    lines = PayLineSerializer(many=True)


class RunSerializer(serializers.Serializer[Any]):
    """A payout run in a list."""

    id = serializers.IntegerField(source="pk")
    month = MonthField()
    number = serializers.IntegerField()
    plan = serializers.CharField(source="plan_version.plan.name")
    plan_version = serializers.IntegerField(source="plan_version.version")
    state = serializers.ChoiceField(choices=RunState.choices)
    total = MoneyField("total_minor", "plan_version.plan.currency")
    people = serializers.IntegerField()
    open_exceptions = serializers.IntegerField()


class RunPayoutSerializer(serializers.Serializer[Any]):
    """A person's amount in a run."""

    person = PersonRefSerializer()
    team = serializers.IntegerField(source="team_id")
    score = serializers.SerializerMethodField(
        help_text=_("As a ratio with six decimals; the exact one stands in the payout itself")
    )
    total = MoneyField("total_minor")

    def get_score(self, payout: RunInput) -> str | None:
        """The score as a ratio with six decimals; the exact one stands in the payout itself."""
        micros = payout.score_micros
        return None if micros is None else decimal_text(Fraction(micros, 1_000_000))


class ExceptionSerializer(serializers.Serializer[Any]):
    """Something a person must look at before the run can be approved."""

    id = serializers.IntegerField(source="pk")
    person = PersonRefSerializer(allow_null=True)
    code = serializers.CharField()
    sentence = serializers.SerializerMethodField(help_text=_("In words"))
    cleared_at = serializers.DateTimeField(allow_null=True)
    clearance = serializers.CharField()

    def get_sentence(self, row: RunException) -> str:
        """In words."""
        words: Words = self.context["words"]
        return exception_sentence(row.code, row.values, words).text


class RunDetailSerializer(RunSerializer):
    """A run opened: evidence of each step and open questions; its amounts are a list of their own."""

    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    calculated_at = serializers.DateTimeField(allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    locked_at = serializers.DateTimeField(allow_null=True)
    exported_at = serializers.DateTimeField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    input_hash = serializers.CharField()
    output_hash = serializers.CharField(help_text=_("What approval binds to"))
    engine_version = serializers.CharField()
    exceptions = ExceptionSerializer(many=True, source="listed_exceptions")
