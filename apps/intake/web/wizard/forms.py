"""What stewards type while they connect a source from a file."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.intake import operations
from apps.intake.choices import SourceKind
from apps.intake.models import Batch, Source, SourceDraft
from apps.intake.proposing.naming import code_of_name, name_of_file
from apps.intake.web.forms import CODE, CODE_RULE, CURRENCY, GoesOnForm, SourceForm, small_enough
from apps.people.web.forms import DayField, SentForm

KINDS: Final = {  # of record types, the kind of system that usually has them
    "call": SourceKind.DIALER,
    "session": SourceKind.DIALER,
    "order": SourceKind.CRM,
    "opportunity": SourceKind.CRM,
    "enquiry": SourceKind.CRM,
    "refund": SourceKind.FINANCE,
    "survey": SourceKind.SURVEY,
    "complaint": SourceKind.COMPLAINTS,
    "evaluation": SourceKind.QUALITY,
}


class SampleForm(SentForm):
    """A sample file of a source that is not connected yet."""

    file = forms.FileField(label=_("Sample file"), max_length=200)

    def clean_file(self) -> Any:
        """Not larger than a browser may send."""
        return small_enough(self.cleaned_data["file"])

    def act(self, **given: Any) -> SourceDraft:
        """Keep it, and propose a mapping."""
        file = self.cleaned_data["file"]
        self.draft = operations.start_draft(file=file, filename=file.name, **given)
        return self.draft


class TextForm(SentForm):
    """A draft's whole mapping as a text: what no page can show can be written here."""

    text = forms.CharField(
        label=_("The mapping"),
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "mono"}),
    )

    def act(self, *, draft: SourceDraft, **given: Any) -> SourceDraft:
        """Put it in the place of the draft's."""
        spec = operations.mapping_of_text(self.cleaned_data["text"])
        self.draft = operations.replace_spec(draft=draft, spec=spec, **given)
        return self.draft


class FinishForm(GoesOnForm):
    """What a new source is called, and when it delivers; what its file suggests stands there already."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As people call it: CRM orders."))
    code = forms.CharField(label=_("Code"), max_length=40, validators=[CODE], help_text=CODE_RULE)
    kind = forms.ChoiceField(label=_("Kind of system"), choices=SourceKind.choices)
    currency = forms.CharField(
        label=_("Currency of its amounts"),
        max_length=3,
        required=False,
        validators=[CURRENCY],
        help_text=_("Three letters, as HKD; empty: the organisation's."),
    )
    covers_first = DayField(label=_("First day the file speaks for"), required=False)
    covers_last = DayField(
        label=_("Last day the file speaks for"),
        required=False,
        help_text=_(
            "Empty: the days of its rows before the day it comes. Give them where a day may have no row."
        ),
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Days it reports on"),
        choices=SourceForm.WEEK,
        initial=[day for day, _name in SourceForm.WEEK],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A day of these that nobody delivers is shown as missing, and is no data, not 0."),
    )

    def __init__(self, *args: Any, draft: SourceDraft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        types = {record["type"] for record in draft.spec.get("records", [])}
        name = name_of_file(draft.filename)
        taken = set(Source.objects.values_list("code", flat=True))
        self.initial = {
            "name": name,
            "code": code_of_name(name, taken),
            "kind": next((KINDS[one] for one in KINDS if one in types), None),
            **self.initial,
        }

    def act(self, **given: Any) -> Batch:
        """Connect it and bring it the sample."""
        data = dict(self.cleaned_data)
        weekdays = "".join(data.pop("weekdays"))
        data |= self.expectation()
        self.batch = operations.connect_draft(draft=self.draft, delivers_weekdays=weekdays, **data, **given)
        return self.batch
