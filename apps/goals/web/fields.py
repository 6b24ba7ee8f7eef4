"""Form fields for amounts and weights, as managers type them."""

from typing import Any

from django import forms

from apps.goals.amounts import parse_amount, parse_weight, typed_amount, typed_weight
from apps.people.refusals import Refusal


class AmountField(forms.CharField):
    """An amount in the KPI's unit; cleaned to millionths of it, None where it was left empty."""

    def __init__(self, *, unit: str, decimals: int, css: str = "", **kwargs: Any) -> None:
        attrs = {"class": f"form-control form-control-sm v-in {css}".strip(), "inputmode": "decimal"}
        super().__init__(
            widget=forms.TextInput(attrs=attrs | {"autocomplete": "off"}), max_length=60, **kwargs
        )
        self.unit, self.decimals = unit, decimals

    def prepare_value(self, value: Any) -> Any:
        """Stored millionths as they are typed; what was typed stays as it was."""
        return typed_amount(value, self.unit, self.decimals) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Raises ValidationError with the refusal's sentence."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_amount(text, self.unit)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class WeightField(forms.CharField):
    """A percentage with two decimals; cleaned to hundredths."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "form-control form-control-sm", "inputmode": "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=10, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Stored hundredths as they are typed."""
        return typed_weight(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Raises ValidationError with the refusal's sentence."""
        try:
            return parse_weight(super().clean(value))
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from refusal
