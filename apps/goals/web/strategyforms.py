"""Forms of the strategy: measures taken, shares of focuses, templates, limits, downtime, deputies."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.goals.amounts import typed_weight
from apps.goals.choices import Focus
from apps.goals.models import GoalRules, Objective
from apps.goals.operations import MeasureContent
from apps.goals.web.fields import WeightField
from apps.metrics.catalogue import kpi_name
from apps.metrics.models import Kpi
from apps.people.days import ONE_DAY
from apps.people.models import Person, Team

DATE: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class KpiChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A KPI by its name in the language that is active now."""

    def label_from_instance(self, obj: Any) -> str:
        """Its name."""
        return kpi_name(obj.code, obj.name)


class MeasureForm(forms.Form):
    """A measure taken."""

    name = forms.CharField(label=_("What is done"), max_length=160)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=Person.objects.none())
    starts = forms.DateField(label=_("From"), widget=DATE)
    last_day = forms.DateField(label=_("Last day"), widget=DATE, required=False)
    objective = forms.ModelChoiceField(
        label=_("Serves the objective"), queryset=Objective.objects.none(), required=False, empty_label="–"
    )
    kpi = KpiChoice(label=_("KPI"), queryset=Kpi.objects.none(), required=False, empty_label="–")
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label="–"
    )
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, owners: QuerySet[Person], teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        queries: dict[str, QuerySet[Any]] = {
            "owner": owners,
            "objective": Objective.objects.order_by("name", "pk"),
            "kpi": Kpi.objects.filter(active=True).order_by("position", "pk"),
            "team": teams,
        }
        for name, query in queries.items():
            self.fields[name].queryset = query  # type: ignore[attr-defined]

    def content(self) -> MeasureContent:
        """As the operations take it."""
        cleaned = dict(self.cleaned_data)
        last = cleaned.pop("last_day")
        return MeasureContent(ends=last + ONE_DAY if last else None, **cleaned)


class SharesForm(forms.Form):
    """How the strategy spreads over the focuses in a time."""

    starts = forms.DateField(label=_("First day"), widget=DATE)
    last_day = forms.DateField(label=_("Last day"), widget=DATE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for focus, label in Focus.choices:
            self.fields[focus] = ShareField(label=label, required=False)

    def shares(self) -> dict[str, int]:
        """Hundredths of a percent by focus."""
        return {focus: self.cleaned_data[focus] for focus in Focus.values if self.cleaned_data[focus]}


class ShareField(WeightField):
    """A percentage that may be left empty."""

    def clean(self, value: Any) -> Any:
        """0 where it was left empty."""
        return super().clean(value) if str(value or "").strip() not in ("", "0") else 0


class TemplateForm(forms.Form):
    """KPIs with weights that a focus proposes."""

    def __init__(self, *args: Any, kpis: Sequence[Kpi], weights: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kpis = kpis
        for kpi in kpis:
            self.fields[kpi.code] = ShareField(
                label=kpi_name(kpi.code, kpi.name),
                required=False,
                initial=typed_weight(weights[kpi.code]) if kpi.code in weights else "",
            )

    def lines(self) -> list[tuple[Kpi, int]]:
        """Those with a weight, the heaviest first."""
        found = [(kpi, self.cleaned_data[kpi.code]) for kpi in self.kpis if self.cleaned_data[kpi.code]]
        return sorted(found, key=lambda one: (-one[1], one[0].position, one[0].pk))


class RulesForm(forms.Form):
    """The organisation's limits."""

    long_least = forms.DecimalField(
        label=_("Long-horizon KPIs at least, %"), min_value=Decimal(0), max_value=Decimal(100)
    )
    refuses = forms.BooleanField(label=_("Refuse to submit what has less (else only warn)"), required=False)
    guide_low = forms.DecimalField(
        label=_("A good target was reached by at least, %"), min_value=Decimal(0), max_value=Decimal(100)
    )
    guide_high = forms.DecimalField(label=_("… and at most, %"), min_value=Decimal(0), max_value=Decimal(100))

    @staticmethod
    def initial_of(rules: GoalRules) -> dict[str, Any]:
        """The rules as they are typed."""
        names = ("long_least", "guide_low", "guide_high")
        return {name: Decimal(getattr(rules, name)) / 100 for name in names} | {"refuses": rules.refuses}

    def values(self) -> dict[str, Any]:
        """Hundredths of a percent."""
        names = ("long_least", "guide_low", "guide_high")
        hundredths = {name: int(self.cleaned_data[name] * 100) for name in names}
        return hundredths | {"refuses": self.cleaned_data["refuses"]}


class DowntimeForm(forms.Form):
    """A downtime of a team."""

    day = forms.DateField(label=_("Day"), widget=DATE)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=480)
    reason = forms.CharField(label=_("What was down"), max_length=200)


class DeputyForm(forms.Form):
    """Who acts for oneself."""

    deputy = forms.ModelChoiceField(label=_("Deputy"), queryset=Person.objects.none())
    first_day = forms.DateField(label=_("First day"), widget=DATE)
    last_day = forms.DateField(label=_("Last day"), widget=DATE)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = people  # type: ignore[attr-defined]
