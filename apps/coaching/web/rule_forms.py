"""What writers of rules, of the library and of the settings type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.coaching import operations
from apps.coaching.choices import CoachBy, Evidence, GrowStep, MaterialKind, Pattern, RuleBasis, RuleTest
from apps.coaching.models import Cause, CoachingRule, GuideQuestion
from apps.coaching.operations import MOST_DUE_DAYS, MOST_PERIODS, MaterialContent, RuleContent
from apps.coaching.policies import possible_coaches
from apps.coaching.web.fields import KpiChoice, KpisChoice
from apps.coaching.web.forms import CauseChoice
from apps.goals.amounts import parse_amount, typed_amount
from apps.metrics.choices import KpiDirection, Unit
from apps.metrics.models import Kpi
from apps.people.clock import today
from apps.people.models import Person
from apps.people.refusals import Refusal
from apps.people.web.forms import DayField, SentForm

CONTENT = (
    *("name", "basis", "kpi", "bound_micros", "periods_in_row", "due_days", "window", "test", "pattern"),
    *("severity", "second_micros", "priority", "coach_by", "specialist"),
)
PLAIN = ("name", "basis", "kpi", "periods_in_row", "due_days", "window", "test", "pattern", "severity")


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
    pattern = forms.ChoiceField(
        label=_("Pattern"), choices=[("", _("None")), *Pattern.choices], required=False
    )
    test = forms.ChoiceField(
        label=_("Fires"), choices=RuleTest.choices, required=False, initial=RuleTest.PLAIN
    )
    bound = forms.CharField(
        label=_("Bound"),
        max_length=40,
        required=False,
        help_text=_(
            "In the unit of the KPI, like 3.5 for 3.5 %; a score in per cent, like 80; a fall in per cent of "
            "the own past, like 85."
        ),
    )
    second = forms.CharField(
        label=_("Second bound of a pattern"),
        max_length=40,
        required=False,
        help_text=_("Calls in per cent of the colleagues' mean, like 120; or seconds of a talk, like 180."),
    )
    severity = forms.CharField(
        label=_("Severity of the complaint"), max_length=20, required=False, help_text=_("Empty: any.")
    )
    periods_in_row = forms.IntegerField(
        label=_("Months beyond the bound"), min_value=1, max_value=MOST_PERIODS, initial=1
    )
    window = forms.IntegerField(
        label=_("of the last months"), min_value=0, max_value=MOST_PERIODS, required=False
    )
    priority = forms.IntegerField(
        label=_("Priority"), min_value=1, max_value=9, initial=5, required=False, help_text=_("1 goes first.")
    )
    coach_by = forms.ChoiceField(
        label=_("Coach"), choices=CoachBy.choices, required=False, initial=CoachBy.LEADER
    )
    specialist = forms.ModelChoiceField(
        label=_("Specialist"), queryset=Person.objects.none(), required=False, empty_label=_("None")
    )
    due_days = forms.IntegerField(label=_("Days until due"), min_value=1, max_value=MOST_DUE_DAYS, initial=14)
    starts = DayField(
        label=_("From the month of"),
        help_text=_("Months that are closed already are looked at too, from this one on."),
    )

    def __init__(self, *args: Any, rule: CoachingRule | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rule = rule
        self.made: CoachingRule | None = None
        self.fields["specialist"].queryset = possible_coaches(today())  # type: ignore[attr-defined]
        if rule is not None:
            del self.fields["code"], self.fields["starts"]

    def clean(self) -> dict[str, Any]:
        """With `bound_micros` and `second_micros`: what was typed, read in the unit of the KPI."""
        data: dict[str, Any] = super().clean() or {}
        data["bound_micros"] = self._amount("bound", _bound_unit(data))
        data["second_micros"] = self._amount("second", _second_unit(data))
        data["test"] = data.get("test") or RuleTest.PLAIN
        data["coach_by"] = data.get("coach_by") or CoachBy.LEADER
        data["window"], data["priority"] = data.get("window") or 0, data.get("priority") or 5
        return data

    def act(self, **given: Any) -> None:
        """Create the rule, switched off until it was replayed, or change it."""
        content = RuleContent(**{name: self.cleaned_data[name] for name in CONTENT})
        if self.rule is not None:
            self.made = operations.edit_rule(rule=self.rule, content=content, **given)
        else:
            code, starts = self.cleaned_data["code"], self.cleaned_data["starts"]
            self.made = operations.create_rule(
                code=code, starts=starts, content=content, active=False, **given
            )

    def _amount(self, name: str, unit: str) -> int:
        text = self.cleaned_data.get(name) or "0"
        try:
            return parse_amount(text, unit)
        except Refusal as refusal:
            self.add_error(name, refusal.message)
            return 0


def _bound_unit(data: dict[str, Any]) -> str:
    if data.get("basis") == RuleBasis.PATTERN:
        return Unit.POINTS if data.get("pattern") == Pattern.FAST_BUT_UNHAPPY else Unit.RATE
    kpi = data.get("kpi") if data.get("basis") == RuleBasis.KPI else None
    return Unit.RATE if kpi is None or data.get("test") == RuleTest.FALL else kpi.unit


def _second_unit(data: dict[str, Any]) -> str:
    return Unit.SECONDS if data.get("pattern") == Pattern.FAST_BUT_UNHAPPY else Unit.RATE


def rule_initial(rule: CoachingRule) -> dict[str, object]:
    """The rule as it stands, for its form."""
    data = {"basis": rule.basis, "pattern": rule.pattern, "kpi": rule.kpi, "test": rule.test}
    decimals = rule.kpi.decimals if rule.kpi else 1
    bound = typed_amount(rule.bound_micros, _bound_unit(data), decimals)
    second = typed_amount(rule.second_micros, _second_unit(data), 0) if rule.second_micros else ""
    more = {name: getattr(rule, name) for name in ("priority", "coach_by", "specialist")}
    return {name: getattr(rule, name) for name in PLAIN} | more | {"bound": bound, "second": second}


class CauseMany(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Causes by their names in the reader's language."""

    label_from_instance = CauseChoice.label_from_instance


class MaterialForm(SentForm):
    """Something for the library."""

    title = forms.CharField(label=_("Title"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=MaterialKind.choices)
    text = forms.CharField(
        label=_("Text of the page"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    url = forms.URLField(label=_("Address of the link"), required=False, assume_scheme="https")
    file = forms.FileField(label=_("File"), required=False)
    record_type = forms.ChoiceField(
        label=_("Best practice"), choices=[("call", _("Call")), ("order", _("Order"))], required=False
    )
    record = forms.IntegerField(label=_("Number of the record"), required=False, min_value=1)
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=600)
    causes = forms.ModelMultipleChoiceField(
        label=_("Helps with"),
        queryset=Cause.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = CauseMany(
            label=_("Helps with"),
            queryset=Cause.objects.filter(active=True).select_related("parent").order_by("position", "pk"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["causes"] = field

    def act(self, **given: Any) -> None:
        """Add it."""
        data = self.cleaned_data
        file = data.get("file")
        content = MaterialContent(
            title=data["title"],
            kind=data["kind"],
            text=data["text"],
            url=data["url"],
            file=(file.name[:120], (file.content_type or "")[:100], file.read()) if file else None,
            record=(data["record_type"] or "call", data["record"]) if data.get("record") else None,
            minutes=data.get("minutes") or 0,
            causes=list(data["causes"]),
        )
        operations.add_material(content=content, **given)


class CauseForm(SentForm):
    """A cause of the tree."""

    name = forms.CharField(label=_("Name"), max_length=80)
    code = forms.SlugField(label=_("Code"), max_length=40)
    parent = CauseChoice(
        label=_("Under"), queryset=Cause.objects.none(), required=False, empty_label=_("The top")
    )
    evidence = forms.ChoiceField(label=_("Evidence"), choices=Evidence.choices, required=False)
    kpis = KpisChoice(
        label=_("KPIs"), queryset=Kpi.objects.none(), required=False, help_text=_("None: under every KPI.")
    )
    active = forms.BooleanField(label=_("Can be chosen"), required=False, initial=True)

    def __init__(self, *args: Any, cause: Cause | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.cause = cause
        roots = Cause.objects.filter(parent=None).order_by("position", "pk")
        self.fields["parent"].queryset = roots  # type: ignore[attr-defined]
        kpis = Kpi.objects.filter(active=True).order_by("position", "pk")
        self.fields["kpis"].queryset = kpis  # type: ignore[attr-defined]
        if cause is not None:
            del self.fields["code"]

    def act(self, **given: Any) -> None:
        """Save it."""
        data = self.cleaned_data
        operations.save_cause(
            cause=self.cause,
            code=data.get("code", ""),
            name=data["name"],
            parent=data["parent"],
            kpi_codes=[kpi.code for kpi in data["kpis"]],
            evidence=data["evidence"],
            active=data["active"],
            **given,
        )


class QuestionForm(SentForm):
    """A guide question."""

    step = forms.ChoiceField(label=_("Step"), choices=GrowStep.choices)
    text = forms.CharField(label=_("Question"), max_length=200)
    active = forms.BooleanField(label=_("Shown"), required=False, initial=True)

    def __init__(self, *args: Any, question: GuideQuestion | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.question = question

    def act(self, **given: Any) -> None:
        """Save it."""
        operations.save_question(question=self.question, **self.cleaned_data, **given)


class PolicyForm(SentForm):
    """What holds for everybody."""

    leader_reads = forms.BooleanField(label=_("Leaders above read what is written"), required=False)
    keep_months = forms.IntegerField(label=_("Months kept after closing"), min_value=1)
    slots_per_week = forms.IntegerField(label=_("Talks a coach can hold in a week"), min_value=1)

    def act(self, **given: Any) -> None:
        """Set it."""
        operations.set_policy(**self.cleaned_data, **given)
