"""What stewards type about keeping and erasing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.intake import operations
from apps.people.web.forms import SentForm


class RetentionForm(SentForm):
    """For how long a source keeps."""

    months = forms.IntegerField(
        label=_("Months to keep files and customers"),
        min_value=1,
        max_value=operations.MOST_MONTHS,
        required=False,
        help_text=_("Empty: for ever. Records and figures stay in any case."),
    )

    def act(self, **given: Any) -> None:
        """Set it."""
        operations.set_retention(months=self.cleaned_data["months"], **given)


class EraseForm(SentForm):
    """Whom to erase; `sure` is sent by the button beside what was found."""

    ref = forms.CharField(
        label=_("Phone number, customer number or name"),
        max_length=200,
        help_text=_("As the source writes it. It is kept nowhere."),
    )
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def act(self, **given: Any) -> operations.Erased:
        """Erase."""
        self.erased = operations.erase_customer(ref=self.cleaned_data["ref"], **given)
        return self.erased
