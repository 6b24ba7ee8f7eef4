"""What coaches and writers of rules type. Rules of business are the operations' to judge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.coaching import operations
from apps.coaching.choices import Outcome, RuleBasis
from apps.coaching.models import CoachingRule
from apps.coaching.operations import MOST_DUE_DAYS, MOST_PERIODS, RuleContent
from apps.coaching.web.fields import KpiChoice
from apps.goals.amounts import parse_amount, typed_amount
from apps.metrics.choices import KpiDirection, Unit
from apps.metrics.models import Kpi
from apps.people.refusals import Refusal
from apps.people.web.forms import DayField, SentForm


class TalkForm(SentForm):
    """A talk that was held."""

    held_on = DayField(label=_("Held on"))
    notes = forms.CharField(
        label=_("What was talked about"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    agreed = forms.CharField(
        label=_("Agreed next step"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def act(self, **given: Any) -> None:
        """Write it down."""
        operations.record_session(**self.cleaned_data, **given)


class CloseForm(SentForm):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What you both take from it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def act(self, **given: Any) -> None:
        """Close the assignment."""
        operations.close_assignment(**self.cleaned_data, **given)


class RuleForm(SentForm):
    """A rule; its code and first month are fixed once it is made."""

    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Letters, digits and -"))
    basis = forms.ChoiceField(label=_("Looks at"), choices=RuleBasis.choices)
    kpi = KpiChoice(
        label=_("KPI"),
        queryset=Kpi.objects.filter(active=True)
        .exclude(direction=KpiDirection.BAND)
        .order_by("position", "pk"),
        required=False,
        empty_label=_("None: the score"),
    )
    bound = forms.CharField(
        label=_("Bound"),
        max_length=40,
        help_text=_("In the unit of the KPI, like 3.5 for 3.5 %; a score in per cent, like 80."),
    )
    periods_in_row = forms.IntegerField(
        label=_("Months in a row"), min_value=1, max_value=MOST_PERIODS, initial=1
    )
    due_days = forms.IntegerField(label=_("Days until due"), min_value=1, max_value=MOST_DUE_DAYS, initial=14)
    starts = DayField(
        label=_("From the month of"),
        help_text=_("Months that are closed already are looked at too, from this one on."),
    )

    def __init__(self, *args: Any, rule: CoachingRule | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rule = rule
        if rule is not None:
            del self.fields["code"], self.fields["starts"]

    def clean(self) -> dict[str, Any]:
        """With `bound_micros`: what was typed, read in the unit of the KPI."""
        data: dict[str, Any] = super().clean() or {}
        kpi = data.get("kpi") if data.get("basis") == RuleBasis.KPI else None
        try:
            data["bound_micros"] = parse_amount(data.get("bound", "0"), kpi.unit if kpi else Unit.RATE)
        except Refusal as refusal:
            self.add_error("bound", refusal.message)
        return data

    def act(self, **given: Any) -> None:
        """Create the rule, or change it."""
        names = ("name", "basis", "kpi", "bound_micros", "periods_in_row", "due_days")
        content = RuleContent(**{name: self.cleaned_data[name] for name in names})
        if self.rule is not None:
            operations.edit_rule(rule=self.rule, content=content, **given)
        else:
            code, starts = self.cleaned_data["code"], self.cleaned_data["starts"]
            operations.create_rule(code=code, starts=starts, content=content, **given)


def rule_initial(rule: CoachingRule) -> dict[str, object]:
    """The rule as it stands, for its form."""
    names = ("name", "basis", "kpi", "periods_in_row", "due_days")
    unit, decimals = (rule.kpi.unit, rule.kpi.decimals) if rule.kpi else (Unit.RATE, 1)
    bound = typed_amount(rule.bound_micros, unit, decimals)
    return {name: getattr(rule, name) for name in names} | {"bound": bound}
