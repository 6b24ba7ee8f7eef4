"""Small forms of runs and honours. Rules are the operations' to judge."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.incentives.choices import Decision, HonourBasis, HonourSubject, ProposalKind, QuestionState
from apps.incentives.models import Plan
from apps.metrics.catalogue import kpi_name
from apps.metrics.choices import KpiDirection
from apps.metrics.models import Kpi
from apps.people.choices import Role
from apps.people.clock import today
from apps.people.models import Person, RoleGrant
from apps.people.queries.dated import touching
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


class DecideForm(ReasonForm):
    """How an exception is decided, and why."""

    decision = forms.ChoiceField(label=_("Decision"), choices=[("", "–"), *Decision.choices], required=False)


class BoundsForm(forms.Form):
    """From where amounts are looked at: so many times the median, so many per cent of change."""

    median = forms.DecimalField(
        label=_("Times the median"), min_value=1, max_value=1000, max_digits=7, decimal_places=3
    )
    change = forms.DecimalField(
        label=_("Change on last month, per cent"),
        min_value=0,
        max_value=100_000,
        max_digits=8,
        decimal_places=2,
    )
    reason = forms.CharField(label=_("Reason"), max_length=500)


class QuestionForm(forms.Form):
    """A question about a line."""

    about = forms.CharField(max_length=90, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """HR's answer and what came of the question."""

    text = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    outcome = forms.ChoiceField(label=_("Outcome"), choices=QuestionState.choices[1:])


class AnswerFileForm(forms.Form):
    """What payroll sent back."""

    file = forms.FileField(label=_("Payroll's file (CSV)"))


class BalancesForm(forms.Form):
    """A file of opening balances of a plan."""

    plan = forms.ModelChoiceField(label=_("Plan"), queryset=Plan.objects.none(), empty_label=None)
    file = forms.FileField(label=_("File (CSV)"))

    def __init__(self, *args: Any, plans: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]


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


class OffCycleForm(NewRunForm):
    """A run outside the calendar: for whom (employee numbers), and why."""

    people = forms.CharField(
        label=_("Employee numbers"), max_length=4000, help_text=_("Separated by commas or spaces")
    )
    purpose = forms.CharField(label=_("Why outside the calendar"), max_length=200)

    def clean_people(self) -> list[str]:
        """The numbers, each once."""
        return list(dict.fromkeys(self.cleaned_data["people"].replace(",", " ").split()))


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
    subject = forms.ChoiceField(
        label=_("Who"), choices=HonourSubject.choices, initial=HonourSubject.AGENT, required=False
    )
    starts = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Months that are closed already are honoured too, from this one on."),
    )

    def clean_subject(self) -> str:
        """An agent, unless said otherwise."""
        return self.cleaned_data["subject"] or HonourSubject.AGENT.value


class NominationRuleForm(forms.Form):
    """A rule for putting people forward."""

    name = forms.CharField(label=_("Nominated for"), max_length=120)
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Letters, digits and -"))
    basis = forms.ChoiceField(label=_("By"), choices=HonourBasis.choices[:2])
    kpi = KpiField(
        label=_("KPI"),
        queryset=Kpi.objects.filter(active=True)
        .exclude(direction=KpiDirection.BAND)
        .order_by("position", "pk"),
        required=False,
        empty_label=_("None"),
    )
    bound = forms.DecimalField(
        label=_("At least"),
        max_digits=12,
        decimal_places=4,
        min_value=0,
        help_text=_("Per cent for the score and for rates, else in the KPI's unit"),
    )
    months = forms.IntegerField(label=_("In so many months in a row"), min_value=2, max_value=24, initial=6)
    tenure_months = forms.IntegerField(
        label=_("Employed for so many months"), min_value=0, max_value=120, initial=12
    )
    starts = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ProposalForm(forms.Form):
    """A proposal with its owner and date."""

    kind = forms.ChoiceField(label=_("About"), choices=ProposalKind.choices)
    title = forms.CharField(label=_("Proposal"), max_length=120)
    text = forms.CharField(
        label=_("Why, and what is expected"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=Person.objects.none(), empty_label=None)
    due = forms.DateField(label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        deciding = RoleGrant.objects.filter(
            touching(today(), today()), role__in=(Role.HR, Role.DIRECTOR, Role.MANAGER)
        )
        self.fields["owner"].queryset = Person.objects.filter(  # type: ignore[attr-defined]
            pk__in=deciding.values("person_id")
        ).order_by("name", "pk")
