"""What stewards type while they connect a source from a file."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumbers import SUPPORTED_REGIONS

from apps.intake import operations
from apps.intake.choices import SourceKind
from apps.intake.models import Batch, Source, SourceDraft
from apps.intake.proposing.editing import constants, has_phones, takes_last_call
from apps.intake.proposing.naming import code_of_name, name_of_file
from apps.intake.proposing.questions import MISSING, meanings_of
from apps.intake.web.forms import CODE, CODE_RULE, CURRENCY, GoesOnForm, SourceForm, small_enough
from apps.intake.web.wizard.words import meaning_text, slot_text
from apps.people.web.forms import DayField, SentForm

MOST_CALL_DAYS: Final = 366
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


class RulesForm(SentForm):
    """What holds for every row of a draft's files: constants with choices, the last call, phones' region."""

    def __init__(self, *args: Any, draft: SourceDraft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, str] = {}
        for slot, const in constants(draft.spec):
            if const and (allowed := meanings_of(slot)):
                name = f"same-{len(self.places)}"
                self.places[name] = slot.code
                self.fields[name] = forms.ChoiceField(
                    label=_("%(field)s, in every row") % {"field": slot_text(slot)},
                    choices=[(value, meaning_text(value)) for value in allowed],
                    initial=const,
                    help_text=_("Declared by you.")
                    if f"{MISSING}.{slot.code}" in draft.answers
                    else _("So says the built-in mapping, and no column does: change it if it is wrong."),
                )
        ordered = [record for record in draft.spec["records"] if takes_last_call(record)]
        if ordered:
            self.fields["last_call_days"] = forms.IntegerField(
                label=_("Days in which a call makes an order somebody's"),
                min_value=0,
                max_value=MOST_CALL_DAYS,
                required=False,
                initial=ordered[0]["agent"].get("last_call_days"),
                help_text=_(
                    "An order that names no agent goes to whoever last reached its customer by an outbound "
                    "call in so many days. Empty: it waits for its agent."
                ),
            )
        if has_phones(draft.spec):
            self.fields["region"] = forms.ChoiceField(
                label=_("Where phone numbers without a country's code are from"),
                choices=[
                    ("", _("Not known: as typed")),
                    *((code, code) for code in sorted(SUPPORTED_REGIONS)),
                ],
                required=False,
                initial=draft.spec.get("region", ""),
                help_text=_("So that 6123 4567 and +852 6123 4567 are one customer."),
            )

    def act(self, **given: Any) -> SourceDraft:
        """Declare it."""
        data = self.cleaned_data
        days = (data["last_call_days"] or 0) if "last_call_days" in data else None
        same = {place: data[name] for name, place in self.places.items()}
        self.draft = operations.declare_rules(
            same=same, last_call_days=days, region=data.get("region"), **given
        )
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
