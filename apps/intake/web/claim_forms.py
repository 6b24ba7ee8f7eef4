"""What people type about orders without an agent."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.intake import operations
from apps.intake.web.forms import PersonField
from apps.people.models import Person
from apps.people.queries.roster import with_present
from apps.people.web.forms import SentForm


class ClaimForm(SentForm):
    """An order that is one's own."""

    key = forms.CharField(label=_("Number of the order"), max_length=120)
    reason = forms.CharField(
        label=_("Why it is yours"),
        max_length=300,
        help_text=_("The call, the visit, the offer: and its day."),
    )

    def act(self, **given: Any) -> Any:
        """Claim it."""
        return operations.claim_order(
            key=self.cleaned_data["key"], reason=self.cleaned_data["reason"], **given
        )


class AnswerForm(SentForm):
    """The answer to a claim."""

    decision = forms.ChoiceField(choices=[("accept", _("Accept")), ("decline", _("Decline"))])
    answer = forms.CharField(label=_("Reason"), max_length=300)

    def act(self, **given: Any) -> bool:
        """Give it."""
        accept = self.cleaned_data["decision"] == "accept"
        self.done = operations.answer_claim(accept=accept, answer=self.cleaned_data["answer"], **given)
        return self.done


class GiveForm(SentForm):
    """Whose an order is; `operation` is what is done then."""

    person = PersonField(Person.objects.none(), label=_("Person"), empty_label=_("Choose"))
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It is kept in the audit trail."))

    def __init__(self, *args: Any, operation: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.operation = operation
        field = self.fields["person"]
        if isinstance(field, PersonField):
            field.queryset = with_present(Person.objects.order_by("name", "pk"), on)

    def act(self, **given: Any) -> bool:
        """Do it."""
        self.name = self.cleaned_data["person"].name
        self.done = bool(self.operation(**self.cleaned_data, **given))
        return self.done
