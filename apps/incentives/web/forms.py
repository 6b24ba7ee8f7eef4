"""Small forms of runs and honours. Rules are the operations' to judge."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.incentives.choices import HonourBasis
from apps.incentives.models import Plan
from apps.metrics.catalogue import kpi_name
from apps.metrics.choices import KpiDirection
from apps.metrics.models import Kpi
from apps.people.written import month_text


class StepForm(forms.Form):
    """A step of a run: the version its user saw, and a reason where one is asked for."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(forms.Form):
    """Why an exception may be paid as it is."""

    reason = forms.CharField(
        label=_("Why it may be paid as it is"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class NewRunForm(forms.Form):
    """A plan and one of the closed months without a run of it."""

    plan = forms.ModelChoiceField(
        label=_("Plan"), queryset=Plan.objects.none(), empty_label=_("Choose a plan")
    )
    month = forms.ChoiceField(label=_("Month"))

    def __init__(self, *args: Any, plans: Any, months: Sequence[date], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (f"{month:%Y-%m}", month_text(month)) for month in months
        ]

    def clean_month(self) -> date:
        """The first of the month."""
        return date.fromisoformat(f"{self.cleaned_data['month']}-01")


class KpiField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A KPI by its name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        """The name."""
        return kpi_name(obj.code, obj.name)


class HonourForm(forms.Form):
    """A rule for an honour."""

    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Letters, digits and -"))
    basis = forms.ChoiceField(label=_("Best by"), choices=HonourBasis.choices)
    kpi = KpiField(
        label=_("KPI"),
        queryset=Kpi.objects.filter(active=True)
        .exclude(direction=KpiDirection.BAND)
        .order_by("position", "pk"),
        required=False,
        empty_label=_("None"),
    )
    starts = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Months that are closed already are honoured too, from this one on."),
    )
