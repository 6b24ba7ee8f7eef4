"""The payroll mapping as a form: one line a column, one line a code."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.incentives.payroll import CODED, FIELDS

AREA = {"rows": 12, "class": "form-control mono", "spellcheck": "false"}


class MappingForm(forms.Form):
    """`columns`: “heading = field”, one a line; `codes`: “field: value = code”, the value may be empty."""

    columns = forms.CharField(label=_("Columns"), max_length=4000, widget=forms.Textarea(attrs=AREA))
    codes = forms.CharField(
        label=_("Codes"), max_length=20_000, required=False, widget=forms.Textarea(attrs=AREA)
    )
    separator = forms.ChoiceField(
        label=_("Cells are separated by"),
        choices=[(",", _("comma")), (";", _("semicolon")), ("\t", _("tab"))],
        widget=forms.Select,
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @classmethod
    def of(cls, spec: Mapping[str, Any], seen: int, data: Any) -> Self:
        """The form with a mapping written out."""
        columns = "\n".join(f"{heading} = {of}" for heading, of in spec["columns"])
        codes = "\n".join(
            f"{name}: {value} = {code}".replace(":  =", ": =")
            for name, table in spec.get("codes", {}).items()
            for value, code in table.items()
        )
        return cls(
            data,
            initial={
                "columns": columns,
                "codes": codes,
                "separator": spec.get("separator", ","),
                "seen": seen,
            },
        )

    def clean_columns(self) -> list[list[str]]:
        """Each line's heading and field."""
        found = []
        for number, line in enumerate(_lines(self.cleaned_data["columns"]), start=1):
            heading, sign, name = (part.strip() for part in line.rpartition("="))
            if not sign or name not in FIELDS:
                raise forms.ValidationError(
                    _("Line %(line)d: write “heading = field”, the field being one of %(fields)s."),
                    params={"line": number, "fields": ", ".join(FIELDS)},
                )
            found.append([heading, name])
        return found

    def clean_codes(self) -> dict[str, dict[str, str]]:
        """The codes by field and value."""
        found: dict[str, dict[str, str]] = {}
        for number, line in enumerate(_lines(self.cleaned_data["codes"]), start=1):
            left, sign, code = (part.strip() for part in line.rpartition("="))
            name, colon, value = (part.strip() for part in left.partition(":"))
            if not sign or not colon or name not in CODED:
                raise forms.ValidationError(
                    _("Line %(line)d: write “field: value = code”, the field being one of %(fields)s."),
                    params={"line": number, "fields": ", ".join(CODED)},
                )
            found.setdefault(name, {})[value] = code
        return found

    def spec(self) -> dict[str, Any]:
        """The mapping as it is stored."""
        return {name: self.cleaned_data[name] for name in ("columns", "codes", "separator")}


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
