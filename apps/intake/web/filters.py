"""Narrowing the list of batches and of corrections."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.intake.choices import BatchState, Way
from apps.intake.models import Batch, Source
from apps.intake.web.shown import STATES


class BatchFilter(django_filters.FilterSet):
    """By name of the file, source, state and way in. What is not known narrows nothing."""

    q = django_filters.CharFilter(method="by_text", label=_("File"))
    source = django_filters.ModelChoiceFilter(
        queryset=Source.objects.order_by("name", "pk"), label=_("Source"), empty_label=_("All sources")
    )
    state = django_filters.ChoiceFilter(
        choices=[(state.value, STATES[state].text) for state in BatchState],
        label=_("State"),
        empty_label=_("All states"),
    )
    way = django_filters.ChoiceFilter(choices=Way.choices, label=_("Way in"), empty_label=_("All ways in"))

    class Meta:
        model = Batch
        fields: tuple[str, ...] = ()

    def by_text(self, batches: QuerySet[Batch], _name: str, text: str) -> QuerySet[Batch]:
        """By a part of the file's name, or the beginning of its fingerprint."""
        return batches.filter(Q(filename__icontains=text) | Q(file__sha256__startswith=text.lower()))
