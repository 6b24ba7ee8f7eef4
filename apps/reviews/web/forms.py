"""What a meeting types. Rules of business are the operations' to judge."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.coaching.web.fields import KpiChoice
from apps.metrics.models import Kpi
from apps.people.models import Person, Team
from apps.people.web.forms import DayField, SentForm
from apps.reviews import operations
from apps.reviews.choices import Cause
from apps.reviews.models import Review
from apps.reviews.refusals import OwnerMissing


class OpenForm(SentForm):
    """Which team's week or month; opened now, or found as it is."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), empty_label=None)
    period = forms.ChoiceField(label=_("Period"))

    def __init__(
        self, *args: Any, teams: QuerySet[Team], periods: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["period"].choices = periods  # type: ignore[attr-defined]
        self.review: Review | None = None

    def act(self, **given: Any) -> None:
        """Open it; `review` is the one that was opened or found."""
        grain, _sep, day = self.cleaned_data["period"].partition(":")
        self.review = operations.open_review(
            team=self.cleaned_data["team"], grain=grain, day=date.fromisoformat(day), **given
        )


class CauseForm(SentForm):
    """What caused a gap, and why."""

    cause = forms.ChoiceField(label=_("Cause"), choices=Cause.choices, widget=forms.RadioSelect)
    why = forms.CharField(label=_("Because"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def act(self, **given: Any) -> None:
        """Write it down."""
        operations.write_finding(**self.cleaned_data, **given)


class ActionForm(SentForm):
    """What will be done, by whom, until when."""

    text = forms.CharField(label=_("New action"), max_length=300)
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=Person.objects.none(),
        empty_label=_("Choose one"),
        error_messages={"required": OwnerMissing.sentence, "invalid_choice": OwnerMissing.sentence},
    )
    due_day = DayField(label=_("Due"))
    kpi = KpiChoice(
        label=_("KPI"), queryset=Kpi.objects.none(), required=False, empty_label=_("None in particular")
    )

    def __init__(self, *args: Any, owners: QuerySet[Person], codes: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        kpis = Kpi.objects.filter(code__in=list(codes)).order_by("position", "pk")
        self.fields["kpi"].queryset = kpis  # type: ignore[attr-defined]

    def act(self, **given: Any) -> None:
        """Decide on it."""
        operations.add_action(**self.cleaned_data, **given)


class DoneForm(SentForm):
    """That an action was done, and how it went."""

    note = forms.CharField(label=_("How it went"), max_length=300, required=False)

    def act(self, **given: Any) -> None:
        """Mark it."""
        operations.finish_action(**self.cleaned_data, **given)
