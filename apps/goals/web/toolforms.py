"""Forms of the editor's tools."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.goals.choices import SplitBy, Spread
from apps.goals.drafts import LineDraft, in_unit
from apps.goals.models import Line, Scorecard
from apps.goals.queries import measures_in
from apps.goals.queries.agreement import OnScorecard
from apps.goals.web.fields import AmountField
from apps.people.days import ONE_DAY, months_after, months_before
from apps.people.written import month_text

HAND = "hand"


class PercentForm(forms.Form):
    """A percentage for all targets."""

    percent = forms.DecimalField(
        label=_("Per cent"), min_value=Decimal(-90), max_value=Decimal(200), decimal_places=2
    )

    def ratio(self) -> Fraction:
        """5 is 1/20."""
        return Fraction(self.cleaned_data["percent"]) / 100


class WordsForm(forms.Form):
    """ "Raise by 20 % in three months by a better script"."""

    baseline_first = forms.TypedChoiceField(label=_("Baseline from"), coerce=date.fromisoformat)
    baseline_last = forms.TypedChoiceField(label=_("Baseline to"), coerce=date.fromisoformat)
    change = forms.DecimalField(
        label=_("Change in per cent"), min_value=Decimal(-90), max_value=Decimal(500), decimal_places=2
    )
    first = forms.TypedChoiceField(label=_("First month"), coerce=date.fromisoformat)
    months = forms.IntegerField(label=_("In how many months"), min_value=1, max_value=12, initial=3)
    spread = forms.ChoiceField(label=_("How"), choices=Spread.choices)
    measure = forms.TypedChoiceField(
        label=_("By which measure taken"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, card: Scorecard, line: LineDraft, **kwargs: Any) -> None:
        past = [months_before(card.starts, n) for n in range(1, 13)]
        ahead = [months_after(card.starts, n) for n in range(-2, 12)]
        initial = {
            "baseline_first": past[2].isoformat(),
            "baseline_last": past[0].isoformat(),
            "first": card.starts.isoformat(),
            "measure": line.measure_id,
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        for name in ("baseline_first", "baseline_last"):
            self._months(name, past)
        self._months("first", ahead)
        taken = [(one.pk, one.name) for one in measures_in(card.starts, card.ends - ONE_DAY)]
        self.fields["measure"].choices = [("", "–"), *taken]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The baseline does not end before it starts."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("baseline_first"), cleaned.get("baseline_last")
        if first and last and last < first:
            self.add_error("baseline_last", _("The baseline ends before it starts."))
        return cleaned

    def ratio(self) -> Fraction:
        """20 is 1/5."""
        return Fraction(self.cleaned_data["change"]) / 100

    def targeted(self) -> tuple[date, ...]:
        """The months of the change."""
        return tuple(months_after(self.cleaned_data["first"], n) for n in range(self.cleaned_data["months"]))

    def _months(self, name: str, months: Sequence[date]) -> None:
        choices = [(month.isoformat(), month_text(month)) for month in sorted(months)]
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    """A team's target, and how it becomes those of its agents."""

    by = forms.ChoiceField(label=_("Split"), choices=[*SplitBy.choices, (HAND, _("By hand"))])

    def __init__(self, *args: Any, line: Line, people: Sequence[OnScorecard], **kwargs: Any) -> None:
        total = (line.target_micros or 0) * len(people)
        super().__init__(*args, **{"initial": {"total": total, "by": SplitBy.EQUAL}, **kwargs})
        kpi = line.kpi
        self.fields["total"] = AmountField(unit=kpi.unit, decimals=kpi.decimals, label=_("Team target"))
        self.order_fields(["total", "by"])
        self.people = people
        for one in people:
            self.fields[f"part-{one.person_id}"] = AmountField(
                unit=kpi.unit, decimals=kpi.decimals, label=one.name, required=False
            )

    @property
    def main(self) -> list[forms.BoundField]:
        """The total and the way."""
        return [self["total"], self["by"]]

    @property
    def parts(self) -> list[forms.BoundField]:
        """One field an agent, for a split by hand."""
        return [self[f"part-{one.person_id}"] for one in self.people]

    def by_hand(self) -> dict[int, int]:
        """What was typed for each; 0 where nothing was."""
        return {one.person_id: self.cleaned_data[f"part-{one.person_id}"] or 0 for one in self.people}


class SheetForm(forms.Form):
    """A spreadsheet of a scorecard."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8 or XLSX, as exported here. It replaces the whole draft, or nothing."),
    )


class ChangeForm(forms.Form):
    """A change to published targets: new numbers where they differ, from a day, for a reason."""

    from_day = forms.DateField(
        label=_("Applies from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    person = forms.TypedChoiceField(label=_("For"), coerce=int, empty_value=None, required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, lines: Sequence[Line], people: Sequence[OnScorecard], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        everyone = [("", _("Everyone on it"))]
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            *everyone,
            *((one.person_id, one.name) for one in people),
        ]
        for line in lines:
            kpi = line.kpi
            if line.target_micros is not None:
                self.fields[f"target-{line.pk}"] = AmountField(
                    unit=kpi.unit, decimals=kpi.decimals, label=_("New target"), required=False
                )
            self.fields[f"weight-{line.pk}"] = forms.DecimalField(
                label=_("New weight"),
                required=False,
                min_value=Decimal("0.01"),
                max_value=Decimal(100),
                decimal_places=2,
                widget=forms.TextInput(
                    attrs={"class": "form-control form-control-sm", "inputmode": "decimal"}
                ),
            )

    @property
    def head(self) -> list[forms.BoundField]:
        """Who, when, why."""
        return [self["from_day"], self["person"], self["reason"]]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """A row a line."""
        return [
            {
                "line": line,
                "target": self[f"target-{line.pk}"] if f"target-{line.pk}" in self.fields else None,
                "weight": self[f"weight-{line.pk}"],
                "now": in_unit(line.target_micros),
            }
            for line in self.lines
        ]

    def new_values(self) -> list[tuple[Line, int | None, int | None]]:
        """Lines with a new target in millionths, a new weight in hundredths, or None where it stays."""
        found = []
        for line in self.lines:
            target = self.cleaned_data.get(f"target-{line.pk}")
            weight = self.cleaned_data.get(f"weight-{line.pk}")
            found.append((line, target, None if weight is None else int(weight * 100)))
        return found


class ProposeForm(forms.Form):
    """An agent's other number, and why."""

    reason = forms.CharField(
        label=_("Why"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kpi = line.kpi
        self.fields["target"] = AmountField(
            unit=kpi.unit,
            decimals=kpi.decimals,
            label=_("Your proposal"),
            help_text=_("For a full-timer's whole period."),
        )
        self.order_fields(["target", "reason"])
