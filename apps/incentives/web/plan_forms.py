"""The form of a plan, and its way to the stored specification and back, without loss.

People write money in whole units with decimals, scores and rates in per cent; the specification holds whole
minor units and exact ratios as text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.engine.bounds import Side
from apps.incentives.models import Plan, PlanVersion
from apps.incentives.plans import SCORECARD, PlanRules, read_rules
from apps.metrics.choices import Unit
from apps.metrics.figures import KpiInfo
from apps.people.models import Team
from apps.people.written import minor_digits

HUNDRED = 100


class MoneyField(forms.DecimalField):
    """An amount of 0 or more in whole units with at most the currency's decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_digits=15, decimal_places=3, **options)


class PercentField(forms.DecimalField):
    """Per cent of 0 or more."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_digits=9, decimal_places=4, **options)


class PlanForm(forms.Form):
    """What a plan pays, apart from its lists; code, name, currency and teams only for a new one."""

    code = forms.SlugField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=120)
    currency = forms.CharField(label=_("Currency"), max_length=3, help_text=_("Three capitals, such as HKD"))
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"),
        queryset=Team.objects.order_by("name", "pk"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starts = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The first day of a month"),
    )
    note = forms.CharField(label=_("What changes, and why"), max_length=200, required=False)
    target_bonus = MoneyField(label=_("Target bonus of a full-time month"), required=False)
    steps = forms.BooleanField(
        label=_("Between the points the last one reached counts (no straight lines)"), required=False
    )
    curve_discretionary = forms.BooleanField(label=_("Discretionary: a budget may reduce it"), required=False)
    cap = MoneyField(label=_("Individual cap a month"), required=False)
    budget = MoneyField(label=_("Budget of the discretionary part a month"), required=False)
    minimum_days = forms.IntegerField(
        label=_("Minimum days worked"), min_value=0, max_value=31, required=False
    )
    employed = forms.BooleanField(label=_("Employed on the last day of the month"), required=False)
    limit_median = forms.DecimalField(
        label=_("Look at amounts above … × the median"),
        decimal_places=2,
        max_digits=5,
        initial=Decimal("1.5"),
    )
    limit_change = PercentField(label=_("Look at changes above … % on last month"), initial=50)

    def __init__(self, *args: Any, new: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not new:
            for name in ("code", "name", "currency", "teams"):
                del self.fields[name]


class PointForm(forms.Form):
    """One point of the curve."""

    score = PercentField(label=_("Score, %"))
    rate = PercentField(label=_("Pays, %"))


class UnitForm(forms.Form):
    """An amount for each unit of a KPI that counts things."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    kpi = forms.ChoiceField(label=_("For each"))
    amount = MoneyField(label=_("Amount"))
    discretionary = forms.BooleanField(label=_("Discretionary"), required=False)

    def __init__(self, *args: Any, kpis: Mapping[str, KpiInfo], **options: Any) -> None:
        super().__init__(*args, **options)
        counting = [info for info in kpis.values() if info.is_volume and info.unit == Unit.COUNT]
        kpi: Any = self.fields["kpi"]
        kpi.choices = [("", "–"), *((info.code, info.name) for info in counting)]


class GateForm(forms.Form):
    """A condition on a KPI; the bound is in the KPI's unit, a rate in per cent."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    kpi = forms.ChoiceField(label=_("If"))
    side = forms.ChoiceField(
        label=_("is"),
        choices=[(Side.ABOVE.value, _("above")), (Side.BELOW.value, _("below"))],
        initial=Side.ABOVE.value,  # what a browser sends for an empty row, which so counts as untouched
    )
    bound = forms.DecimalField(label=_("Bound"), max_digits=15, decimal_places=6)
    factor = forms.DecimalField(label=_("then × %"), min_value=0, max_value=Decimal("99.9999"), max_digits=7)
    min_sample = forms.IntegerField(label=_("From a sample of"), min_value=0, required=False)
    component = forms.ChoiceField(
        label=_("Applies to"),
        choices=[("", _("the whole bonus")), (SCORECARD, _("Scorecard bonus"))],
        required=False,
    )

    def __init__(
        self, *args: Any, kpis: Mapping[str, KpiInfo], components: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        kpi: Any = self.fields["kpi"]
        kpi.choices = [("", "–"), *((info.code, info.name) for info in kpis.values())]
        component: Any = self.fields["component"]
        component.choices = [*component.choices, *components]


PointFormSet = forms.formset_factory(PointForm, extra=2, max_num=12, can_delete=True)
UnitFormSet = forms.formset_factory(UnitForm, extra=1, max_num=12, can_delete=True)
GateFormSet = forms.formset_factory(GateForm, extra=1, max_num=12, can_delete=True)


@dataclass
class PlanForms:
    """The form of a plan with its lists of points, units and conditions."""

    data: QueryDict | None
    kpis: Mapping[str, KpiInfo]
    plan: Plan | None = None
    version: PlanVersion | None = None

    @cached_property
    def main(self) -> PlanForm:
        """Everything but the lists."""
        return PlanForm(self.data, new=self.plan is None, initial=self._initial())

    @cached_property
    def points(self) -> Any:
        """The points of the curve."""
        return PointFormSet(self.data, prefix="points", initial=self._points())

    @cached_property
    def units(self) -> Any:
        """The amounts per unit."""
        return UnitFormSet(self.data, prefix="units", initial=self._units(), form_kwargs={"kpis": self.kpis})

    @cached_property
    def gates(self) -> Any:
        """The conditions."""
        units = self._rules.units if self._rules else ()
        components = [
            (unit.key, self.kpis[unit.kpi].name if unit.kpi in self.kpis else unit.key) for unit in units
        ]
        return GateFormSet(
            self.data,
            prefix="gates",
            initial=self._gates(),
            form_kwargs={"kpis": self.kpis, "components": components},
        )

    def is_valid(self) -> bool:
        """Whether every part can be read; all parts are looked at, so that all errors show at once."""
        parts = [part.is_valid() for part in (self.main, self.points, self.units, self.gates)]
        return all(parts)

    @property
    def currency(self) -> str:
        """The plan's currency: the new plan's own word, or that of the plan."""
        return self.plan.currency if self.plan else str(self.main.cleaned_data["currency"])

    @cached_property
    def _rules(self) -> PlanRules | None:
        return read_rules(self.version.spec) if self.version else None

    def _initial(self) -> dict[str, Any]:
        rules, version = self._rules, self.version
        if rules is None or version is None:
            return {}
        return {
            "starts": version.starts,
            "note": "" if version.is_published else version.note,
            "target_bonus": self._whole(rules.curve.target_bonus if rules.curve else None),
            "steps": bool(rules.curve and rules.curve.curve.steps),
            "curve_discretionary": bool(rules.curve and rules.curve.discretionary),
            "cap": self._whole(rules.cap),
            "budget": self._whole(rules.budget),
            "minimum_days": rules.eligibility.minimum_days or None,
            "employed": rules.eligibility.employed_on_last_day,
            "limit_median": decimal_of(rules.limits.median),
            "limit_change": decimal_of(rules.limits.change * HUNDRED),
        }

    def _points(self) -> list[dict[str, Any]]:
        rules = self._rules
        if rules is None:
            return [{"score": 80, "rate": 50}, {"score": 100, "rate": 100}, {"score": 110, "rate": 130}]
        points = rules.curve.curve.points if rules.curve else ()
        return [
            {"score": decimal_of(at * HUNDRED), "rate": decimal_of(rate * HUNDRED)} for at, rate in points
        ]

    def _units(self) -> list[dict[str, Any]]:
        return [
            {
                "key": unit.key,
                "kpi": unit.kpi,
                "amount": self._whole(unit.minor),
                "discretionary": unit.discretionary,
            }
            for unit in (self._rules.units if self._rules else ())
        ]

    def _gates(self) -> list[dict[str, Any]]:
        rules = self._rules
        return [
            {
                "key": gate.key,
                "kpi": gate.kpi,
                "side": gate.side.value,
                "bound": decimal_of(gate.bound * self._bound_scale(gate.kpi)),
                "factor": decimal_of(gate.factor * HUNDRED),
                "min_sample": gate.min_sample,
                "component": gate.component,
            }
            for gate in (rules.gates if rules else ())
        ]

    def _bound_scale(self, kpi: str) -> int:
        info = self.kpis.get(kpi)
        return HUNDRED if info and info.unit == Unit.RATE else 1

    def _whole(self, minor: int | None) -> Decimal | None:
        if minor is None or self.plan is None:
            return None
        places = minor_digits(self.plan.currency)
        return Decimal(minor).scaleb(-places)

    def spec(self) -> dict[str, Any]:
        """The specification that the valid form stands for; `plans.read_rules` judges it."""
        main = self.main.cleaned_data
        spec: dict[str, Any] = {}
        points = [[_ratio(row["score"]), _ratio(row["rate"])] for row in _rows(self.points)]
        if main["target_bonus"]:
            spec["target_bonus_minor"] = self._minor(main["target_bonus"])
            spec["curve"] = {
                "points": points,
                "steps": main["steps"],
                "discretionary": main["curve_discretionary"],
            }
        spec["units"] = [self._unit(row) for row in _rows(self.units)]
        spec["gates"] = [self._gate(row) for row in _rows(self.gates)]
        for name in ("cap", "budget"):
            if main[name] is not None:
                spec[f"{name}_minor"] = self._minor(main[name])
        spec["eligibility"] = {
            "minimum_days": main["minimum_days"] or 0,
            "employed_on_last_day": main["employed"],
        }
        spec["limits"] = {"median": _text(main["limit_median"]), "change": _ratio(main["limit_change"])}
        return spec

    def _unit(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "key": row["key"] or row["kpi"],
            "kpi": row["kpi"],
            "minor": self._minor(row["amount"]),
            "discretionary": row["discretionary"],
        }

    def _gate(self, row: Mapping[str, Any]) -> dict[str, Any]:
        gate = {
            "key": row["key"] or row["kpi"],
            "kpi": row["kpi"],
            "side": row["side"],
            "bound": _text(Fraction(row["bound"]) / self._bound_scale(row["kpi"])),
            "factor": _ratio(row["factor"]),
            "component": row["component"],
        }
        return gate if row["min_sample"] is None else {**gate, "min_sample": row["min_sample"]}

    def _minor(self, amount: Decimal) -> int:
        """Whole minor units; what lies between them is refused by `check_amounts`."""
        return int(amount.scaleb(minor_digits(self.currency)))

    def check_amounts(self) -> bool:
        """Whether no amount has more decimals than the currency; the fields that have are marked."""
        fine = True
        places = minor_digits(self.currency)
        for form in (self.main, *self.units):
            for name, value in list(getattr(form, "cleaned_data", {}).items()):
                field = form.fields.get(name)
                if isinstance(field, MoneyField) and value is not None and value != round(value, places):
                    form.add_error(name, _("%(currency)s has fewer decimals.") % {"currency": self.currency})
                    fine = False
        return fine


def _rows(formset: Any) -> list[dict[str, Any]]:
    """The rows that are filled in and not taken out."""
    return [
        form.cleaned_data for form in formset if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


def _ratio(percent: Decimal) -> str:
    return _text(Fraction(percent) / HUNDRED)


def _text(value: Decimal | Fraction) -> str:
    """An exact number as text: `0.8`, or `1/3` where it has no finite decimals."""
    exact = Fraction(value)
    plain = decimal_of(exact)
    return f"{plain:f}" if Fraction(plain) == exact else f"{exact.numerator}/{exact.denominator}"


def decimal_of(value: Fraction) -> Decimal:
    """The number with at most 12 decimals, without trailing zeros."""
    scaled = Decimal(round(value * 10**12)).scaleb(-12)
    whole = scaled.to_integral_value()
    return whole if scaled == whole else scaled.normalize()
