"""The form of a plan: the document's names as fields, and back, without loss.

The form judges nothing: what is typed becomes the document, `plans.read_rules` reads it, and what that
refuses shows at the field whose place it names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.incentives.examples import examples_of
from apps.incentives.models import Plan, PlanVersion
from apps.incentives.plans import read_rules
from apps.incentives.refusals import SpecWrong
from apps.incentives.toml_text import TextWrong, dump, parse
from apps.incentives.web.part_forms import GateFormSet, PartFormSet, gate_row, part_row
from apps.incentives.writing import write_document
from apps.metrics.figures import KpiInfo
from apps.people.models import Team

ELIGIBILITY: Final = ("probation", "notice", "employed_on", "minimum_days", "protected_leave")
MONEY_LIMITS: Final = ("individual_cap", "guarantee", "budget")
FLAGS: Final = ("recoverable", "scale_with_working_time", "corrections_take_from_colleagues")


class PlanForm(forms.Form):
    """What a plan says apart from its lists; code, name, currency and teams only for a new one."""

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
    payees = forms.ChoiceField(
        label=_("Paid are"),
        choices=[("agents", _("the agents of the teams")), ("leaders", _("who leads the teams"))],
    )
    individual_cap = forms.CharField(label=_("Individual cap a month"), required=False, max_length=24)
    guarantee = forms.CharField(label=_("Guarantee a month"), required=False, max_length=24)
    recoverable = forms.BooleanField(label=_("Taken back later from what exceeds it"), required=False)
    scale_with_working_time = forms.BooleanField(
        label=_("Cap and guarantee scale by working time"), required=False
    )
    budget = forms.CharField(label=_("Plan budget a month"), required=False, max_length=24)
    budget_counts = forms.ChoiceField(
        label=_("The budget counts"),
        choices=[("discretionary", _("discretionary parts")), ("all", _("all but guarantee and by hand"))],
        required=False,
    )
    corrections_take_from_colleagues = forms.BooleanField(
        label=_("Corrections of pools and prizes take from colleagues"), required=False
    )
    probation = forms.ChoiceField(
        label=_("In probation"), choices=[("paid", _("paid")), ("not paid", _("not paid"))], required=False
    )
    notice = forms.ChoiceField(
        label=_("Under notice"), choices=[("paid", _("paid")), ("not paid", _("not paid"))], required=False
    )
    employed_on = forms.ChoiceField(
        label=_("Employed"),
        choices=[
            ("any day", _("on any day of the month")),
            ("last day", _("on its last day")),
            ("pay date", _("on the pay date")),
        ],
        required=False,
    )
    minimum_days = forms.IntegerField(
        label=_("Minimum days worked"), min_value=0, max_value=31, required=False
    )
    protected_leave = forms.ChoiceField(
        label=_("Protected leave"),
        choices=[("counts", _("counts as worked")), ("does not count", _("does not count"))],
        required=False,
    )
    cut_off = forms.IntegerField(
        label=_("Cut-off, working day of the next month"), min_value=1, max_value=23, initial=12
    )
    approve = forms.IntegerField(
        label=_("Approved, working days before pay"), min_value=0, max_value=23, initial=3
    )
    pay = forms.IntegerField(
        label=_("Paid on working day"),
        min_value=1,
        max_value=23,
        required=False,
        help_text=_("Empty: the last one of the next month"),
    )
    above_median = forms.CharField(
        label=_("Look at amounts above … × the median"), initial="1.5", max_length=12
    )
    change = forms.CharField(label=_("Look at changes above … % on last month"), initial="50", max_length=12)
    examples = forms.CharField(
        label=_("Worked examples"),
        widget=forms.Textarea(attrs={"rows": 12, "class": "mono", "spellcheck": "false"}),
        required=False,
        help_text=_("As in the text file: [[example]] with name, amount and what goes in."),
    )

    def __init__(self, *args: Any, new: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not new:
            for name in ("code", "name", "currency", "teams"):
                del self.fields[name]


@dataclass
class PlanForms:
    """The form of a plan with its lists of components and conditions."""

    data: QueryDict | None
    kpis: Mapping[str, KpiInfo]
    plan: Plan | None = None
    version: PlanVersion | None = None
    document: dict[str, Any] | None = None

    @cached_property
    def main(self) -> PlanForm:
        """Everything but the lists."""
        return PlanForm(self.data, new=self.plan is None, initial=self._initial())

    @cached_property
    def parts(self) -> Any:
        """The components."""
        rows = [part_row(part) for part in self._document.get("component", [])]
        return PartFormSet(self.data, prefix="parts", initial=rows, form_kwargs={"kpis": self.kpis})

    @cached_property
    def gates(self) -> Any:
        """The conditions."""
        keys = [part.get("key", "") for part in self._document.get("component", [])]
        if self.data is not None:
            keys = [str(value) for name, value in self.data.items() if name.endswith("-key")]
        return GateFormSet(
            self.data,
            prefix="gates",
            initial=[gate_row(gate) for gate in self._document.get("gate", [])],
            form_kwargs={"kpis": self.kpis, "components": keys},
        )

    def is_valid(self) -> bool:
        """Whether every part can be read; all parts are looked at, so that all errors show at once."""
        parts = [part.is_valid() for part in (self.main, self.parts, self.gates)]
        return all(parts) and self._examples_read()

    @property
    def currency(self) -> str:
        """The plan's currency: the new plan's own word, or that of the plan."""
        return self.plan.currency if self.plan else str(self.main.cleaned_data["currency"])

    @cached_property
    def _document(self) -> dict[str, Any]:
        if self.document is not None:
            return self.document
        if self.version is None or self.plan is None:
            return {}
        rules = read_rules(self.version.spec)
        return write_document(rules, self.plan.currency, examples_of(self.version.spec))

    def _initial(self) -> dict[str, Any]:
        document, version = self._document, self.version
        if not document:
            return {}
        calendar, limits = document.get("calendar", {}), document.get("limits", {})
        pay = calendar.get("pay", "last")
        checks = document.get("checks", {})
        found = {
            "payees": document.get("payees", "agents"),
            **{name: limits.get(name) for name in (*MONEY_LIMITS, *FLAGS, "budget_counts")},
            **{name: document.get("eligibility", {}).get(name) for name in ELIGIBILITY},
            "cut_off": calendar.get("cut_off", 12),
            "approve": calendar.get("approve", 3),
            "pay": None if pay == "last" else pay,
            "above_median": checks.get("above_median", "1.5"),
            "change": checks.get("change", "50"),
            "examples": dump({"example": document["example"]}).lstrip() if document.get("example") else "",
        }
        if version is not None:
            found |= {"starts": version.starts, "note": "" if version.is_published else version.note}
        return found

    def _examples_read(self) -> bool:
        try:
            self._examples()
        except TextWrong as wrong:
            line = wrong.place.line
            problem = _("line %(line)d: %(problem)s") % {"line": line, "problem": wrong.values["problem"]}
            self.main.add_error("examples", problem)
            return False
        return True

    def _examples(self) -> list[Any]:
        content = parse(self.main.cleaned_data["examples"].replace("\r\n", "\n")).content
        found = content.get("example", [])
        return found if isinstance(found, list) else [found]

    def spec(self) -> dict[str, Any]:
        """The document that the valid form stands for; `plans.read_rules` judges it."""
        main = self.main.cleaned_data
        limits: dict[str, Any] = {name: main[name].strip() for name in MONEY_LIMITS if main[name].strip()}
        limits |= {name: True for name in FLAGS if main[name]}
        if main["budget_counts"] == "all" and "budget" in limits:
            limits["budget_counts"] = "all"
        eligibility = {name: main[name] for name in ELIGIBILITY if main[name] not in ("", None)}
        found = {
            "currency": self.currency,
            "period": "month",
            "payees": main["payees"],
            "calendar": {
                "cut_off": main["cut_off"],
                "approve": main["approve"],
                "pay": main["pay"] or "last",
            },
            "eligibility": eligibility,
            "component": [form.document() for form in self.parts if form.is_wanted],
            "gate": [form.document() for form in self.gates if form.is_wanted],
            "limits": limits,
            "checks": {"above_median": main["above_median"], "change": main["change"]},
            "example": self._examples(),
        }
        return {name: value for name, value in found.items() if value not in ({}, [])}

    def refuse(self, refusal: SpecWrong) -> None:
        """Show what is wrong at the field whose place it names, else above the form."""
        where = str(refusal.values["where"])
        kind, _dot, rest = where.partition(".")
        key, _dot, name = rest.partition(".")
        problem = str(refusal.values["problem"])
        formset = {"component": self.parts, "gate": self.gates}.get(kind)
        for n, form in enumerate((form for form in formset or () if form.is_wanted), start=1):
            if key in (form.cleaned_data.get("key"), form.cleaned_data.get("kpi"), str(n)):
                field = form.field_of(name.partition(".")[0])
                form.add_error(field, problem)
                return
        fields = self.main.fields
        named = next((part for part in (key, kind) if part in fields), "")
        if kind == "example":
            self.main.add_error("examples", refusal.message)
        else:
            self.main.add_error(named or None, problem if named else refusal.message)


def started(kind: str, currency: str, starts: date | None) -> dict[str, Any]:
    """The document that a new plan begins with."""
    return {
        "currency": currency,
        "component": [
            {"key": "scorecard", "kind": kind, "curve": [[80, 50], [100, 100], [110, 130]], "on": "score"}
        ],
        **({"starts": starts} if starts else {}),
    }
