"""What a meeting types. Rules of business are the operations' to judge."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.coaching.web.fields import KpiChoice
from apps.goals.amounts import parse_amount
from apps.goals.models import Objective
from apps.metrics.choices import Unit
from apps.metrics.models import Kpi
from apps.people.clock import today
from apps.people.models import Person, Team
from apps.people.refusals import Refusal
from apps.people.web.forms import DayField, SentForm
from apps.reviews import operations
from apps.reviews.choices import Cause, CausePart, LessonKind, LinkKind
from apps.reviews.models import Review
from apps.reviews.operations import PARTS
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
    """What caused a gap, and why; with a person it is their other view, kept beside."""

    cause = forms.ChoiceField(label=_("Cause"), choices=Cause.choices, widget=forms.RadioSelect)
    part = forms.ChoiceField(
        label=_("Part of the cause"), choices=[("", _("Not said")), *CausePart.choices], required=False
    )
    why = forms.CharField(label=_("Because"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    view_of = forms.ModelChoiceField(
        label=_("Another view, of"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Ours"),
    )

    def __init__(self, *args: Any, people: QuerySet[Person] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if people is None:
            del self.fields["view_of"]
        else:
            self.fields["view_of"].queryset = people  # type: ignore[attr-defined]

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
    number = forms.CharField(
        label=_("Number expected"),
        max_length=40,
        required=False,
        help_text=_("In the unit of the KPI, like 85 for 85 %."),
    )
    link = forms.ChoiceField(label=_("Linked to"), choices=LinkKind.choices, required=False)
    objective = forms.ModelChoiceField(
        label=_("Objective"), queryset=Objective.objects.none(), required=False, empty_label=_("None")
    )
    link_text = forms.CharField(label=_("Which one"), max_length=120, required=False)

    def __init__(self, *args: Any, owners: QuerySet[Person], codes: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        kpis = Kpi.objects.filter(code__in=list(codes)).order_by("position", "pk")
        self.fields["kpi"].queryset = kpis  # type: ignore[attr-defined]
        alive = Objective.objects.filter(ends__gt=today()).order_by("name", "pk")
        self.fields["objective"].queryset = alive  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """With `expected_micros`: what was typed, read in the unit of the KPI."""
        data: dict[str, Any] = super().clean() or {}
        data["expected_micros"] = None
        if data.get("number"):
            try:
                unit = data["kpi"].unit if data.get("kpi") else Unit.RATE
                data["expected_micros"] = parse_amount(data["number"], unit)
            except Refusal as refusal:
                self.add_error("number", refusal.message)
        return data

    def act(self, **given: Any) -> None:
        """Decide on it."""
        names = ("text", "owner", "due_day", "kpi", "expected_micros", "link", "link_text", "objective")
        operations.add_action(**{name: self.cleaned_data[name] for name in names}, **given)


class NoteForm(SentForm):
    """What figures do not know."""

    part = forms.ChoiceField(
        label=_("Part"), choices=[(part, part) for part in PARTS], widget=forms.HiddenInput
    )
    text = forms.CharField(label=_("Note"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def act(self, **given: Any) -> None:
        """Write it down."""
        operations.write_note(**self.cleaned_data, **given)


class LessonForm(SentForm):
    """What was learned from a cause, and what was changed."""

    kind = forms.ChoiceField(label=_("From"), choices=LessonKind.choices)
    cause = forms.CharField(label=_("Cause"), max_length=120)
    lesson = forms.CharField(label=_("What was learned"), max_length=300, required=False)
    changed = forms.CharField(label=_("What was changed"), max_length=300, required=False)
    changed_on = DayField(label=_("Since"), required=False)

    def act(self, **given: Any) -> None:
        """Write it down."""
        operations.write_lesson(**self.cleaned_data, **given)


class PresentForm(SentForm):
    """Who is there."""

    people = forms.ModelMultipleChoiceField(
        label=_("Present"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]

    def act(self, **given: Any) -> None:
        """Note them."""
        operations.set_present(people=list(self.cleaned_data["people"]), **given)


class DropForm(SentForm):
    """Why an action will not be done."""

    note = forms.CharField(label=_("Why"), max_length=300)

    def act(self, **given: Any) -> None:
        """Drop it."""
        operations.drop_action(**self.cleaned_data, **given)


class DoneForm(SentForm):
    """That an action was done, and how it went."""

    note = forms.CharField(label=_("How it went"), max_length=300, required=False)

    def act(self, **given: Any) -> None:
        """Mark it."""
        operations.finish_action(**self.cleaned_data, **given)
