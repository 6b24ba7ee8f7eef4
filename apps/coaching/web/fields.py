"""Fields that coaching and reviews share."""

from django import forms

from apps.metrics.catalogue import kpi_name
from apps.metrics.models import Kpi


class KpiChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """A KPI by its name in the reader's language."""

    def label_from_instance(self, obj: Kpi) -> str:
        """Its name."""
        return kpi_name(obj.code, obj.name)


class KpisChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Some KPIs, each by its name in the reader's language."""

    def label_from_instance(self, obj: Kpi) -> str:
        """Its name."""
        return kpi_name(obj.code, obj.name)
