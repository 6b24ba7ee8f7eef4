"""The bounds of a rule of insights, as they are typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.people.web.forms import SentForm
from apps.performance import operations
from apps.performance.insights.rules import RULES, Rule


class InsightRuleForm(SentForm):
    """One field a bound, and whether the rule is on."""

    active = forms.BooleanField(label=_("The rule is on"), required=False)

    def __init__(self, data: Any = None, *, rule: Rule) -> None:
        super().__init__(data, initial={**rule.bounds, "active": rule.active})
        self.rule = rule
        bounds = {
            bound.name: forms.IntegerField(
                label=str(bound.label), min_value=bound.least, max_value=bound.most, required=True
            )
            for bound in RULES[rule.kind].bounds
        }
        self.fields = {**bounds, "active": self.fields["active"]}

    @property
    def bounds(self) -> dict[str, int]:
        """The bounds that were typed."""
        return {name: self.cleaned_data[name] for name in self.rule.bounds}

    def act(self, **given: Any) -> None:
        """Write the rule."""
        operations.write_rule(
            kind=self.rule.kind, bounds=self.bounds, active=self.cleaned_data["active"], **given
        )
