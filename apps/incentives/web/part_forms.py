"""The forms of a plan's components and conditions: one row each, with the fields of its kind."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.metrics.choices import Unit
from apps.metrics.figures import KpiInfo

KINDS: Final = (
    ("target bonus", _("Target bonus by a curve")),
    ("tiers", _("Commission by tiers")),
    ("percentage", _("Percentage of own sales")),
    ("amount per unit", _("Amount per unit")),
    ("on top", _("Percentage on top")),
    ("prize", _("Prize by rank")),
    ("honour", _("Honour without money")),
    ("pool", _("Team pool")),
)
SALES: Final = ("state", "base", "clawback_days", "product", "campaign", "market", "from_day", "to_day")
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "target bonus": ("target_bonus", "on", "between", "curve"),
    "tiers": ("mode", "tiers", *SALES, "negative_allowed"),
    "percentage": ("rate", *SALES, "negative_allowed"),
    "amount per unit": ("amount", "kpi", *SALES),
    "on top": ("of", "rate"),
    "prize": ("title", "prizes", "by", "best", "ties", "among"),
    "honour": ("title", "places", "by", "best", "among"),
    "pool": ("amount", "by", "among"),
}
PAIRS: Final = frozenset({"curve", "tiers"})
LISTS: Final = frozenset({"product", "campaign", "market", "prizes"})
NAMES: Final = {"from_day": "from", "to_day": "to"}
FORM_NAMES: Final = {document: form for form, document in NAMES.items()}
LINES: Final = {"rows": 4, "class": "mono"}
ONE_A_LINE: Final = {"rows": 2}


class PartForm(forms.Form):
    """One component; only the fields of its kind are shown and kept."""

    kind = forms.ChoiceField(choices=KINDS, widget=forms.HiddenInput)
    key = forms.CharField(label=_("Name in the file"), max_length=40)
    terms = forms.ChoiceField(
        label=_("Terms"),
        choices=[("contractual", _("contractual")), ("discretionary", _("discretionary"))],
        required=False,
    )
    target_bonus = forms.CharField(
        label=_("Target bonus of a full-time month"), max_length=24, required=False
    )
    on = forms.ChoiceField(label=_("The curve applies to"), required=False)
    between = forms.ChoiceField(
        label=_("Between the points"),
        choices=[("straight lines", _("straight lines")), ("steps", _("steps"))],
        required=False,
    )
    curve = forms.CharField(
        label=_("Points"),
        widget=forms.Textarea(attrs=LINES),
        required=False,
        help_text=_("One a line: score and what it pays, in per cent, such as 85 50"),
    )
    mode = forms.ChoiceField(
        label=_("How the tiers apply"),
        choices=[
            ("marginal", _("marginal: each slice of the month's total at its own rate")),
            ("whole", _("whole: the total at the highest rate reached")),
            ("per transaction", _("per transaction: marginal on each order alone")),
        ],
        required=False,
    )
    tiers = forms.CharField(
        label=_("Tiers"),
        widget=forms.Textarea(attrs=LINES),
        required=False,
        help_text=_("One a line: from which amount (included), and the rate in per cent, such as 1000.00 2"),
    )
    rate = forms.CharField(label=_("Rate, %"), max_length=24, required=False)
    amount = forms.CharField(label=_("Amount"), max_length=24, required=False)
    kpi = forms.ChoiceField(label=_("For each"), required=False)
    of = forms.CharField(label=_("On top of (name in the file)"), max_length=40, required=False)
    title = forms.CharField(label=_("Title"), max_length=80, required=False)
    prizes = forms.CharField(
        label=_("Prizes"),
        widget=forms.Textarea(attrs=ONE_A_LINE),
        required=False,
        help_text=_("One a line, from the first place on"),
    )
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=100, required=False)
    by = forms.ChoiceField(label=_("By"), required=False)
    best = forms.ChoiceField(
        label=_("Best is"),
        choices=[("highest", _("the highest")), ("lowest", _("the lowest"))],
        required=False,
    )
    ties = forms.ChoiceField(
        label=_("On one place"),
        choices=[("share", _("the prizes are split")), ("full", _("each gets the whole prize"))],
        required=False,
    )
    among = forms.ChoiceField(
        label=_("Among"),
        choices=[("plan", _("all people of the plan")), ("team", _("each team"))],
        required=False,
    )
    state = forms.ChoiceField(
        label=_("An order counts once it is"),
        choices=[("booked", _("booked")), ("verified", _("verified")), ("paid", _("paid"))],
        required=False,
    )
    base = forms.ChoiceField(
        label=_("Base"),
        choices=[("net", _("net: less refunds")), ("gross", _("gross, with clawback"))],
        required=False,
    )
    clawback_days = forms.IntegerField(label=_("Clawback within days"), min_value=1, required=False)
    product = forms.CharField(label=_("Products"), widget=forms.Textarea(attrs=ONE_A_LINE), required=False)
    campaign = forms.CharField(label=_("Campaigns"), widget=forms.Textarea(attrs=ONE_A_LINE), required=False)
    market = forms.CharField(label=_("Markets"), widget=forms.Textarea(attrs=ONE_A_LINE), required=False)
    from_day = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False
    )
    to_day = forms.DateField(
        label=_("To"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False
    )
    negative_allowed = forms.BooleanField(label=_("A negative total is taken off"), required=False)

    def __init__(self, *args: Any, kpis: Mapping[str, KpiInfo], **options: Any) -> None:
        super().__init__(*args, **options)
        counting = [info for info in kpis.values() if info.is_volume and info.unit == Unit.COUNT]
        _choices(self, "kpi", [("", _("order")), *_named(counting)])
        _choices(self, "on", [("score", _("the score")), *_named(kpis.values())])
        _choices(
            self, "by", [("score", _("score")), ("equally", _("equally (a pool)")), *_named(kpis.values())]
        )

    @property
    def chosen_kind(self) -> str:
        """The kind of this row."""
        return str(self["kind"].value() or "target bonus")

    @property
    def kind_label(self) -> str:
        """What the kind is called."""
        return str(dict(KINDS).get(self.chosen_kind, ""))

    @property
    def shown(self) -> list[Any]:
        """The fields of the kind."""
        terms = () if self.chosen_kind == "honour" else ("terms",)
        return [self[name] for name in ("key", *terms, *FIELDS.get(self.chosen_kind, ()))]

    @property
    def is_wanted(self) -> bool:
        """Whether the row is filled in and not taken out."""
        return bool(self.cleaned_data.get("key")) and not self.cleaned_data.get("DELETE")

    def field_of(self, name: str) -> str | None:
        """The field of a document's name; None for what the kind has no field for."""
        found = FORM_NAMES.get(name, name)
        return found if found in {field.name for field in self.shown} else None

    def document(self) -> dict[str, Any]:
        """The component as the document has it."""
        data, kind = self.cleaned_data, self.cleaned_data["kind"]
        found: dict[str, Any] = {"key": data["key"], "kind": kind}
        if kind != "honour":
            found["terms"] = data["terms"] or "contractual"
        skipped = SALES if kind == "amount per unit" and data["kpi"] else ()
        for name in FIELDS[kind]:
            value = data[name]
            if value not in ("", None, False) and name not in skipped:
                found[NAMES.get(name, name)] = _document_value(name, value)
        return found


class GateForm(forms.Form):
    """A condition on a KPI; the bound is in the KPI's unit, a rate with its sign."""

    key = forms.CharField(label=_("Name in the file"), max_length=40, required=False)
    kpi = forms.ChoiceField(label=_("If"))
    side = forms.ChoiceField(
        label=_("is"), choices=[("above", _("above")), ("below", _("below"))], initial="above"
    )
    bound = forms.CharField(label=_("Bound"), max_length=24, help_text=_("a rate with its sign: 2.0 %"))
    factor = forms.CharField(label=_("then × %"), max_length=12)
    min_sample = forms.IntegerField(label=_("From a sample of"), min_value=0, required=False)
    on = forms.ChoiceField(label=_("Applies to"), required=False, initial="plan")

    def __init__(
        self, *args: Any, kpis: Mapping[str, KpiInfo], components: Iterable[str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        _choices(self, "kpi", [("", "–"), *_named(kpis.values())])
        named = [(key, key) for key in dict.fromkeys(components) if key]
        _choices(self, "on", [("plan", _("the whole bonus")), *named])

    @property
    def is_wanted(self) -> bool:
        """Whether the row is filled in and not taken out."""
        return bool(self.cleaned_data.get("kpi")) and not self.cleaned_data.get("DELETE")

    def field_of(self, name: str) -> str | None:
        """The field of a document's name."""
        return "bound" if name in ("above", "below", "bound") else name if name in self.fields else None

    def document(self) -> dict[str, Any]:
        """The condition as the document has it."""
        data = self.cleaned_data
        found: dict[str, Any] = {
            "key": data["key"] or data["kpi"],
            "on": data["on"] or "plan",
            "kpi": data["kpi"],
            data["side"]: data["bound"].strip(),
            "factor": data["factor"].strip(),
        }
        return found if data["min_sample"] is None else {**found, "min_sample": data["min_sample"]}


def part_row(part: Mapping[str, Any]) -> dict[str, Any]:
    """A component of a document as the form's row."""
    row = {FORM_NAMES.get(name, name): value for name, value in part.items()}
    for name in PAIRS & row.keys():
        row[name] = "\n".join(" ".join(str(one) for one in pair) for pair in row[name])
    for name in LISTS & row.keys():
        row[name] = "\n".join([row[name]] if isinstance(row[name], str) else row[name])
    return row


def gate_row(gate: Mapping[str, Any]) -> dict[str, Any]:
    """A condition of a document as the form's row."""
    side = "above" if "above" in gate else "below"
    return {**gate, "side": side, "bound": gate.get(side, "")}


def _document_value(name: str, value: Any) -> Any:
    if name in PAIRS:
        return [line.split() for line in str(value).splitlines() if line.strip()]
    if name in LISTS:
        return [line.strip() for line in str(value).splitlines() if line.strip()]
    if name in NAMES:
        return value.isoformat()
    return value.strip() if isinstance(value, str) else value


def _choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field: Any = form.fields[name]
    field.choices = choices


def _named(infos: Iterable[KpiInfo]) -> list[tuple[str, str]]:
    return [(info.code, info.name) for info in infos]


PartFormSet = forms.formset_factory(PartForm, extra=0, max_num=30, can_delete=True)
GateFormSet = forms.formset_factory(GateForm, extra=1, max_num=12, can_delete=True)
