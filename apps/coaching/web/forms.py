"""What coaches, the coached and writers of rules type. Rules of business are the operations' to judge."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.coaching import operations
from apps.coaching.catalogue import cause_name
from apps.coaching.choices import Decision, ItemKind, Outcome
from apps.coaching.models import Assignment, Cause, Material, TalkPlan
from apps.coaching.refusals import CauseNotChosen, CoachNotHere, OwnerNotOfTheTwo
from apps.coaching.web.fields import KpiChoice
from apps.goals.amounts import parse_amount
from apps.metrics.models import Kpi
from apps.people.clock import zone
from apps.people.models import Person
from apps.people.refusals import Refusal
from apps.people.web.forms import DayField, SentForm


class CauseChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """A cause with the one above it, in the reader's language."""

    def label_from_instance(self, obj: Cause) -> str:
        """`Conversion › Follow-up`."""
        own = cause_name(obj.code, obj.name)
        above = obj.parent
        return f"{cause_name(above.code, above.name)} › {own}" if above else own


def active_kpis() -> QuerySet[Kpi]:
    """The KPIs a coaching may be on."""
    return Kpi.objects.filter(active=True).order_by("position", "pk")


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


class ViewForm(SentForm):
    """The cause as one of the two sees it."""

    cause = CauseChoice(
        label=_("What is it, in your eyes?"),
        queryset=Cause.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": CauseNotChosen.sentence,
            "invalid_choice": CauseNotChosen.sentence,
        },
    )
    why = forms.CharField(
        label=_("Why"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, causes: Iterable[Cause], **options: Any) -> None:
        super().__init__(*args, **options)
        ids = [cause.pk for cause in causes]
        found = Cause.objects.filter(pk__in=ids).select_related("parent").order_by("position", "pk")
        self.fields["cause"].queryset = found  # type: ignore[attr-defined]

    def act(self, **given: Any) -> None:
        """Write it."""
        operations.write_view(**self.cleaned_data, **given)


class PlanForm(SentForm):
    """One behaviour, one number, one date."""

    talk_day = DayField(label=_("Talk of"))
    behaviour = forms.CharField(label=_("One behaviour"), max_length=300)
    kpi = KpiChoice(label=_("KPI"), queryset=Kpi.objects.none(), empty_label=None)
    number = forms.CharField(
        label=_("One number"), max_length=40, help_text=_("In the unit of the KPI, like 5.0 for 5.0 %.")
    )
    due_day = DayField(
        label=_("One date"), required=False, help_text=_("Day 28 after the talk unless you choose another.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kpi"].queryset = active_kpis()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """With `number_micros`: what was typed, read in the unit of the KPI."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("kpi") and data.get("number"):
            try:
                data["number_micros"] = parse_amount(data["number"], data["kpi"].unit)
            except Refusal as refusal:
                self.add_error("number", refusal.message)
        return data

    def act(self, **given: Any) -> None:
        """Write the plan."""
        data = self.cleaned_data
        operations.write_plan(
            talk_day=data["talk_day"],
            behaviour=data["behaviour"],
            kpi=data["kpi"],
            number_micros=data.get("number_micros"),
            due_day=data.get("due_day"),
            **given,
        )


class ItemForm(SentForm):
    """A training or a support."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ItemKind.choices)
    material = forms.ModelChoiceField(
        label=_("From the library"),
        queryset=Material.objects.none(),
        required=False,
        empty_label=_("None: in words"),
    )
    text = forms.CharField(label=_("What"), max_length=200, required=False)
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=Person.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": OwnerNotOfTheTwo.sentence},
    )
    due_day = DayField(label=_("Due"))

    def __init__(self, *args: Any, plan: TalkPlan, material: QuerySet[Material], **options: Any) -> None:
        super().__init__(*args, **options)
        self.plan = plan
        two = [plan.assignment.person_id, plan.assignment.coach_id]
        self.fields["owner"].queryset = Person.objects.filter(pk__in=two)  # type: ignore[attr-defined]
        self.fields["material"].queryset = material  # type: ignore[attr-defined]

    def act(self, **given: Any) -> None:
        """Add it."""
        operations.add_item(plan=self.plan, **self.cleaned_data, **given)


class DecideForm(SentForm):
    """What happens after the outcome."""

    decision = forms.ChoiceField(
        label=_("What happens now"), choices=Decision.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What do you both take from it?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def act(self, **given: Any) -> None:
        """Say it."""
        operations.decide(**self.cleaned_data, **given)


class PlaceForm(SentForm):
    """The day and time of a talk."""

    day = DayField(label=_("Day"))
    time = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def act(self, **given: Any) -> None:
        """Place it in the week of the day."""
        day, clock = self.cleaned_data["day"], self.cleaned_data["time"]
        talk_at = datetime.combine(day, clock, zone()) if clock else None
        operations.place_assignment(day=day, talk_at=talk_at, **given)


class PostponeForm(SentForm):
    """A later day, and why."""

    day = DayField(label=_("To the week of"))
    reason = forms.CharField(label=_("Why"), max_length=500)

    def act(self, **given: Any) -> None:
        """Put it off."""
        operations.postpone_assignment(**self.cleaned_data, **given)


class HandOnForm(SentForm):
    """Another coach, and why."""

    coach = forms.ModelChoiceField(
        label=_("New coach"),
        queryset=Person.objects.none(),
        error_messages={"invalid_choice": CoachNotHere.sentence},
    )
    reason = forms.CharField(label=_("Why"), max_length=500)

    def __init__(self, *args: Any, coaches: QuerySet[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["coach"].queryset = coaches  # type: ignore[attr-defined]

    def act(self, **given: Any) -> None:
        """Hand it on."""
        operations.hand_on(**self.cleaned_data, **given)


class DeclineForm(SentForm):
    """Why it will not be held."""

    reason = forms.CharField(label=_("Why"), max_length=500)

    def act(self, **given: Any) -> None:
        """Decline it."""
        operations.decline_assignment(**self.cleaned_data, **given)


class StartForm(SentForm):
    """Coaching that a leader starts without a rule."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none())
    kpi = KpiChoice(
        label=_("On"), queryset=Kpi.objects.none(), required=False, empty_label=_("None: the score")
    )
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    coach = forms.ModelChoiceField(
        label=_("Coach"),
        queryset=Person.objects.none(),
        error_messages={"invalid_choice": CoachNotHere.sentence},
    )
    due_day = DayField(label=_("Due"))

    def __init__(
        self, *args: Any, people: QuerySet[Person], coaches: QuerySet[Person], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["coach"].queryset = coaches  # type: ignore[attr-defined]
        self.fields["kpi"].queryset = active_kpis()  # type: ignore[attr-defined]
        self.made: Assignment | None = None

    def act(self, **given: Any) -> None:
        """Start it."""
        self.made = operations.start_coaching(**self.cleaned_data, **given)


class AskForm(SentForm):
    """What somebody asks coaching on, and from whom."""

    kpi = KpiChoice(
        label=_("About"), queryset=Kpi.objects.none(), required=False, empty_label=_("Something else")
    )
    reason = forms.CharField(
        label=_("What would help you?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    coach = forms.ModelChoiceField(
        label=_("With"),
        queryset=Person.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": CoachNotHere.sentence},
    )

    def __init__(self, *args: Any, coaches: QuerySet[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["coach"].queryset = coaches  # type: ignore[attr-defined]
        self.fields["kpi"].queryset = active_kpis()  # type: ignore[attr-defined]

    def act(self, **given: Any) -> None:
        """Ask."""
        operations.ask_for_coaching(**self.cleaned_data, **given)


class PraiseForm(SentForm):
    """Whom, and what was good."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none())
    kpi = KpiChoice(
        label=_("The figure that shows it"),
        queryset=Kpi.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    text = forms.CharField(label=_("What was good"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, people: QuerySet[Person], on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on = on
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["kpi"].queryset = active_kpis()  # type: ignore[attr-defined]

    def act(self, **given: Any) -> None:
        """Give it."""
        kpi = self.cleaned_data.pop("kpi")
        operations.give_praise(**self.cleaned_data, kpi_code=kpi.code if kpi else "", **given)
