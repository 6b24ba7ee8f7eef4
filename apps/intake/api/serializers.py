"""Batches and held rows as the API writes them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.intake.choices import BatchState, ClaimState, RecordType, RowFate
from apps.intake.models import Batch, HeldRow
from apps.intake.reasons import file_reason, row_reason
from apps.people.api.asking import PageParams


class BatchParams(PageParams):
    """Which batches."""

    source = serializers.SlugField(  # type: ignore[assignment]
        required=False, max_length=40, help_text=_("Code of a source")
    )
    state = serializers.ChoiceField(
        choices=BatchState.choices, required=False, help_text=_("State; all unless given")
    )


class RejectParams(PageParams):
    """Which rows."""

    fate = serializers.ChoiceField(
        choices=RowFate.choices, required=False, help_text=_("What became of the row; all unless given")
    )


class BatchSerializer(serializers.Serializer[Any]):
    """A file of a source. Counts in rows: once imported, read is the sum of the six fates."""

    id = serializers.IntegerField(source="pk")
    source = serializers.CharField(source="source.code")  # type: ignore[assignment]
    filename = serializers.CharField()
    state = serializers.ChoiceField(choices=BatchState.choices)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    covers_first = serializers.DateField(allow_null=True)
    covers_last = serializers.DateField(allow_null=True)
    total_rows = serializers.IntegerField(allow_null=True)
    read = serializers.IntegerField()
    accepted = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    rejected = serializers.IntegerField()
    parked = serializers.IntegerField()
    queued = serializers.IntegerField()
    skipped = serializers.IntegerField()
    error_code = serializers.CharField()
    error = serializers.SerializerMethodField(
        help_text=_("Why it was refused or failed, and what to do; empty where it was not")
    )

    def get_error(self, batch: Batch) -> str:
        """Why it was refused or failed, and what to do; empty where it was not."""
        return (
            " ".join(filter(None, file_reason(batch.error_code, batch.error_values)))
            if batch.error_code
            else ""
        )


class ClaimParams(PageParams):
    """Which claims."""

    state = serializers.ChoiceField(
        choices=ClaimState.choices, required=False, help_text=_("State; all unless given")
    )


class ClaimSerializer(serializers.Serializer[Any]):
    """An agent's word that an order which names nobody is theirs, and the answer."""

    id = serializers.IntegerField(source="pk")
    source = serializers.CharField(source="source.code")  # type: ignore[assignment]
    order_key = serializers.CharField()
    person = serializers.IntegerField(source="person_id")
    state = serializers.ChoiceField(choices=ClaimState.choices)
    reason = serializers.CharField()
    at = serializers.DateTimeField()
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class LeftOutParams(PageParams):
    """Which records."""

    source = serializers.SlugField(  # type: ignore[assignment]
        required=False, max_length=40, help_text=_("Code of a source")
    )


class LeftOutSerializer(serializers.Serializer[Any]):
    """A record that counts in no figure until somebody puts it back."""

    record_type = serializers.ChoiceField(choices=RecordType.choices)
    fact = serializers.IntegerField(source="fact_id")
    key = serializers.CharField()
    source = serializers.CharField(source="source.code")  # type: ignore[assignment]
    batch = serializers.IntegerField(source="batch_id")
    row = serializers.IntegerField()
    reason = serializers.CharField()
    by = serializers.CharField(source="by.username")
    at = serializers.DateTimeField()


class HeldRowSerializer(serializers.Serializer[Any]):
    """A row that did not become a fact."""

    id = serializers.IntegerField(source="pk")
    row = serializers.IntegerField()
    fate = serializers.ChoiceField(choices=RowFate.choices)
    column = serializers.CharField()
    value = serializers.CharField()
    code = serializers.CharField()
    reason = serializers.SerializerMethodField(help_text=_("In words, with what to do"))
    settled_at = serializers.DateTimeField(allow_null=True)

    def get_reason(self, row: HeldRow) -> str:
        """In words, with what to do."""
        return " ".join(filter(None, row_reason(row.code, row.values, column=row.column, value=row.value)))
