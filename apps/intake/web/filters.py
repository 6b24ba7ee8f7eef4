"""Narrowing the list of batches and of corrections."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.intake.choices import BatchState
from apps.intake.models import Batch, Source


class BatchFilter(django_filters.FilterSet):
    """By name of the file, source and state. What is not known narrows nothing."""

    q = django_filters.CharFilter(method="by_text", label=_("File"))
    source = django_filters.ModelChoiceFilter(
        queryset=Source.objects.order_by("name", "pk"), label=_("Source"), empty_label=_("All sources")
    )
    state = django_filters.ChoiceFilter(
        choices=BatchState.choices, label=_("State"), empty_label=_("All states")
    )

    class Meta:
        model = Batch
        fields: tuple[str, ...] = ()

    def by_text(self, batches: QuerySet[Batch], _name: str, text: str) -> QuerySet[Batch]:
        """By a part of the file's name, or the beginning of its fingerprint."""
        return batches.filter(Q(filename__icontains=text) | Q(file__sha256__startswith=text.lower()))
