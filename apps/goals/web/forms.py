"""Forms of goals. What they clean goes to one operation; what it refuses comes back to the field."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.engine.achievement import Direction
from apps.goals.amounts import parse_amount
from apps.goals.choices import Focus, NoData, Scope
from apps.goals.drafts import LineDraft
from apps.goals.models import Objective, Scorecard
from apps.goals.operations import ObjectiveContent, ScorecardContent
from apps.goals.web.fields import AmountField, WeightField
from apps.goals.web.strategyforms import KpiChoice
from apps.metrics.choices import Unit
from apps.metrics.figures import KpiInfo
from apps.metrics.models import Kpi
from apps.people.days import ONE_DAY, next_month
from apps.people.models import Person, Team
from apps.people.refusals import Refusal
from apps.people.written import month_text

DATE: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LineForm(forms.Form):
    """One KPI of the editor. The fields are those that its direction needs; the prefix is the KPI's code."""

    weight = WeightField(label=_("Weight %"))
    grain = forms.ChoiceField(
        label=_("Target for each"), choices=[("month", _("Month")), ("week", _("Week"))]
    )
    objective = forms.TypedChoiceField(
        label=_("Serves the objective"), coerce=int, empty_value=None, required=False
    )
    measure = forms.TypedChoiceField(
        label=_("By which measure taken"), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self,
        *args: Any,
        kpi: KpiInfo,
        objectives: Mapping[int, str],
        measures: Mapping[int, str],
        stored: LineDraft | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{**kwargs, "prefix": kpi.code})
        self.kpi = kpi
        self.objectives = objectives
        self.stored = stored
        self.fields["objective"].choices = [("", "–"), *objectives.items()]  # type: ignore[attr-defined]
        self.fields["measure"].choices = [("", "–"), *measures.items()]  # type: ignore[attr-defined]
        for name, label in _amounts_of(kpi):
            required = name == "target" or kpi.direction == Direction.BAND
            self.fields[name] = AmountField(
                unit=kpi.unit, decimals=kpi.decimals, label=label, required=required
            )
        self._describe()

    @property
    def objective_name(self) -> str:
        """The objective that is chosen on the page; empty for none."""
        chosen = str(self["objective"].value() or "")
        return next((name for pk, name in self.objectives.items() if str(pk) == chosen), "")

    @property
    def is_weekly(self) -> bool:
        """Whether the target is for each week."""
        return bool(self["grain"].value() == "week")

    def draft(self) -> LineDraft:
        """The line as it was typed; only after the form is valid."""
        cleaned = self.cleaned_data
        amounts = {f"{name}_micros": cleaned[name] for name, _label in _amounts_of(self.kpi)}
        same = self.stored is not None and self.stored.target_micros == amounts.get("target_micros")
        return LineDraft(
            kpi_id=self.kpi.id,
            kpi_name=self.kpi.name,
            code=self.kpi.code,
            horizon=self.kpi.horizon,
            category=self.kpi.category,
            is_volume=self.kpi.is_volume,
            direction=self.kpi.direction,
            unit=self.kpi.unit,
            decimals=self.kpi.decimals,
            active=True,
            weight=cleaned["weight"],
            grain=cleaned["grain"],
            objective_id=cleaned["objective"],
            measure_id=cleaned["measure"],
            origin=self.stored.origin if same and self.stored else {"code": "hand"},
            months=self.stored.months if same and self.stored else (),
            **amounts,
        )

    def watch(self, url: str) -> None:
        """Ask how often a target was reached as soon as it is typed."""
        if "target" in self.fields and self.stored is not None:
            self.fields["target"].widget.attrs |= {
                "hx-get": f"{url}?kpi={self.kpi.code}",
                "hx-trigger": "change",
                "hx-include": "this",
                "hx-target": f"#reach-{self.kpi.code}",
                "hx-swap": "innerHTML",
            }

    def _describe(self) -> None:
        """Names for who listens, and what the running total needs."""
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{field.label}: {self.kpi.name}"
            if name in {"grain", "objective", "measure"}:
                field.widget.attrs["class"] = "form-select form-select-sm"
        self.fields["weight"].widget.attrs |= {
            "data-w": "",
            "data-horizon": self.kpi.horizon,
            "data-category": self.kpi.category,
        }


class ScorecardForm(forms.Form):
    """What a scorecard says beside its lines. `version` is the one that was opened."""

    name = forms.CharField(label=_("Name"), max_length=120)
    no_data = forms.ChoiceField(label=_("A KPI without data"), choices=NoData.choices)
    minimum_days = forms.IntegerField(label=_("Days worked to be ranked"), min_value=0, max_value=31)
    review_every = forms.IntegerField(
        label=_("Looked at every … weeks"), min_value=0, max_value=12, initial=1, required=False
    )
    scope = forms.ChoiceField(label=_("For whom"), choices=Scope.choices, required=False)
    joiner_months = forms.IntegerField(
        label=_("New for … months"), min_value=1, max_value=12, initial=3, required=False
    )
    people = forms.ModelMultipleChoiceField(
        label=_("Single agents"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("Only where the scorecard is for single agents; it goes before the team's own."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, agents: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = agents  # type: ignore[attr-defined]

    def content(self, lines: Iterable[LineDraft]) -> ScorecardContent:
        """Together with the lines, as the operations take it."""
        cleaned = self.cleaned_data
        every = cleaned["review_every"]
        return ScorecardContent(
            name=cleaned["name"],
            no_data=cleaned["no_data"],
            minimum_days=cleaned["minimum_days"],
            review_every=1 if every is None else every,
            scope=cleaned["scope"] or Scope.TEAM,
            joiner_months=cleaned["joiner_months"] or 3,
            people=tuple(person.pk for person in cleaned["people"]),
            lines=tuple(lines),
        )

    def clean(self) -> dict[str, Any]:
        """Single agents are named where the scorecard is for them."""
        cleaned = super().clean() or {}
        if cleaned.get("scope") == Scope.AGENTS and not cleaned.get("people"):
            self.add_error("people", _("Choose the agents it is for."))
        return cleaned


class NewScorecardForm(forms.Form):
    """A new scorecard: for whom, for when, and from what."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none())
    month = forms.TypedChoiceField(label=_("First month"), coerce=date.fromisoformat)
    months = forms.IntegerField(label=_("Number of months"), min_value=1, max_value=12, initial=1)
    source = forms.ModelChoiceField(
        label=_("Copy from"),
        queryset=Scorecard.objects.none(),
        required=False,
        empty_label=_("Nothing: start empty"),
        help_text=_("KPIs, targets and weights come along; you can change them before publishing."),
    )

    def __init__(
        self,
        *args: Any,
        teams: QuerySet[Team],
        sources: QuerySet[Scorecard],
        months: Sequence[date],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (month.isoformat(), month_text(month)) for month in months
        ]

    def span(self) -> tuple[date, date]:
        """The first month, and the one after the last."""
        starts = ends = self.cleaned_data["month"]
        for _month in range(self.cleaned_data["months"]):
            ends = next_month(ends)
        return starts, ends

    def title(self) -> str:
        """The name the new scorecard gets: its team and first month."""
        return f"{self.cleaned_data['team'].name} {month_text(self.cleaned_data['month'])}"[:120]


class SubmitForm(forms.Form):
    """Why, in spite of a failed check."""

    reason = forms.CharField(
        label=_("Reason, where the check fails"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "form": "scorecard"}),
        help_text=_("Kept and shown to whoever approves, and beside the targets."),
    )


class ReasonForm(forms.Form):
    """A reason; whether it is needed, the operation says."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class RetireForm(forms.Form):
    """Why a published scorecard goes out of force."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class PersonTargetForm(forms.Form):
    """A target of one agent on one line of a draft; left empty, the line's counts again."""

    person = forms.ModelChoiceField(label=_("Agent"), queryset=Person.objects.none())
    line = forms.ChoiceField(label=_("KPI"))
    target = forms.CharField(
        label=_("Target of this agent"),
        max_length=60,
        required=False,
        help_text=_("For a full-timer's whole period. Leave it empty to go back to everyone's target."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, people: QuerySet[Person], lines: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["line"].choices = [(str(pk), name) for pk, name in lines]  # type: ignore[attr-defined]

    def micros(self, unit: str) -> int | None:
        """The target in millionths of the unit, None where it was left empty. Raises a Refusal."""
        text = self.cleaned_data["target"]
        return parse_amount(text, unit) if text else None


class ObjectiveForm(forms.Form):
    """An objective; the last day is one on which it still holds."""

    name = forms.CharField(label=_("Name"), max_length=160)
    focus = forms.ChoiceField(label=_("Focus"), choices=Focus.choices)
    starts = forms.DateField(label=_("First day"), widget=DATE)
    last_day = forms.DateField(label=_("Last day"), widget=DATE)
    parent = forms.ModelChoiceField(
        label=_("Serves the objective"), queryset=Objective.objects.none(), required=False, empty_label="–"
    )
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=Person.objects.none(), required=False, empty_label="–"
    )
    measure_of_success = forms.CharField(
        label=_("Measure of success"),
        max_length=300,
        required=False,
        help_text=_("How one will see that it was reached, as a result with a number."),
    )

    kpi = KpiChoice(
        label=_("Result: which KPI"), queryset=Kpi.objects.none(), required=False, empty_label="–"
    )
    team = forms.ModelChoiceField(
        label=_("of which team"), queryset=Team.objects.none(), required=False, empty_label=_("everyone")
    )
    from_value = forms.CharField(label=_("Result: from"), max_length=40, required=False)
    to_value = forms.CharField(label=_("Result: to"), max_length=40, required=False)

    def __init__(
        self, *args: Any, parents: QuerySet[Objective], owners: QuerySet[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kpi"].queryset = Kpi.objects.filter(active=True).order_by("position", "pk")  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]

    def content(self) -> ObjectiveContent:
        """As the operations take it."""
        cleaned = dict(self.cleaned_data)
        values = {f"{name}_micros": cleaned.pop(f"{name}_value") for name in ("from", "to")}
        return ObjectiveContent(ends=cleaned.pop("last_day") + ONE_DAY, **values, **cleaned)

    def clean(self) -> dict[str, Any]:
        """The values of the result in the KPI's unit, as millionths."""
        cleaned = super().clean() or {}
        kpi = cleaned.get("kpi")
        for name in ("from_value", "to_value"):
            text = cleaned.get(name)
            cleaned[name] = None
            if not text:
                continue
            try:
                cleaned[name] = parse_amount(text, kpi.unit if kpi else Unit.COUNT)
            except Refusal as refusal:
                self.add_error(name, refusal.message)
        return cleaned


def _amounts_of(kpi: KpiInfo) -> list[tuple[str, Any]]:
    if kpi.direction == Direction.BAND:
        return [
            ("low_limit", _("0 % from")),
            ("low", _("Full from")),
            ("high", _("Full to")),
            ("high_limit", _("0 % to")),
        ]
    worst = _("Worst, counts 0 %") if kpi.direction == Direction.LOWER else _("Improve from, counts 0 %")
    return [
        ("threshold", _("Threshold")),
        ("target", _("Target")),
        ("stretch", _("Stretch")),
        ("zero", worst),
    ]


def amounts_initial(draft: LineDraft, kpi: KpiInfo) -> dict[str, Any]:
    """What a stored line shows in its form."""
    amounts = {name: getattr(draft, f"{name}_micros") for name, _label in _amounts_of(kpi)}
    return {
        "weight": draft.weight,
        "grain": draft.grain,
        "objective": draft.objective_id,
        "measure": draft.measure_id,
        **amounts,
    }
