"""What stewards type in the pages of intake."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar, Final

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from apps.intake import operations
from apps.intake.choices import RecordType, SourceKind
from apps.intake.controls import Control, control_of
from apps.intake.models import Batch, Source
from apps.intake.presets import PRESETS
from apps.intake.queries import current_sources
from apps.intake.queries.records import Line
from apps.intake.tuning import most_upload_bytes
from apps.people.models import Person
from apps.people.queries.roster import with_present
from apps.people.web.forms import DayField, SentForm
from apps.people.written import digits

Choices = list[tuple[str, Any]]
AS_PRESET: Final = ("", _("As usual for it"))
CODE: Final = RegexValidator(
    r"^[a-z0-9][a-z0-9_-]*$", _("Small letters, digits, - and _ only, as crm-orders.")
)
CODE_RULE: Final = _("Short, lasting and unique: small letters, digits, - and _ only, as crm-orders.")
CURRENCY: Final = RegexValidator(r"^[A-Za-z]{3}$", _("Three letters, as HKD."))


class GoesOnForm(SentForm):
    """Whether more is to come of a source, and from which day on; asked, as figures wait for what is."""

    ON: ClassVar = [
        ("on", _("It goes on: more files will come")),
        ("single", _("A single export: nothing more is expected")),
    ]
    goes_on = forms.ChoiceField(label=_("Does it go on?"), choices=ON, widget=forms.RadioSelect)
    expected_from = DayField(
        label=_("First day that is expected of it"),
        required=False,
        help_text=_(
            "Nobody waits for days before it: figures rest on what its files hold of them. "
            "Empty: every day is expected. Of a single export none is."
        ),
    )

    def expectation(self) -> dict[str, Any]:
        """What was said, as operations take it."""
        data = self.cleaned_data
        goes_on = data["goes_on"] == "on"
        return {"goes_on": goes_on, "expected_from": data["expected_from"] if goes_on else None}


class SourceForm(GoesOnForm):
    """A new source: who exports, what a row is, and what is declared because it is never guessed."""

    WEEK: ClassVar = [
        ("1", _("Monday")),
        ("2", _("Tuesday")),
        ("3", _("Wednesday")),
        ("4", _("Thursday")),
        ("5", _("Friday")),
        ("6", _("Saturday")),
        ("7", _("Sunday")),
    ]
    DATES: ClassVar[Choices] = [
        ("", _("Choose")),
        ("ymd", _("2026-11-24: year, month, day")),
        ("dmy", _("24/11/2026: day, month, year")),
        ("mdy", _("11/24/2026: month, day, year")),
    ]
    DURATIONS: ClassVar[Choices] = [
        AS_PRESET,
        ("seconds", _("Seconds: 143")),
        ("clock", _("Clock: 0:02:23")),
        ("clock_1900", _("Clock with a date before it: 1900-01-01 00:02:23")),
    ]
    DECIMAL: ClassVar[Choices] = [(".", _("Point: 1234.56")), (",", _("Comma: 1234,56"))]
    THOUSANDS: ClassVar[Choices] = [
        ("none", _("None: 1234")),
        (",", _("Comma: 1,234")),
        (".", _("Point: 1.234")),
        (" ", _("Space: 1 234")),
        ("'", _("Apostrophe: 1'234")),
    ]
    DELIMITERS: ClassVar[Choices] = [
        ("", _("Found from the header")),
        (",", _("Comma")),
        (";", _("Semicolon")),
        ("\t", _("Tab")),
    ]
    AGENTS: ClassVar[Choices] = [
        AS_PRESET,
        ("number", _("Employee number")),
        ("name", _("Name")),
        ("alias", _("A login or extension; each is matched once")),
    ]
    CUSTOMERS: ClassVar[Choices] = [
        AS_PRESET,
        ("phone", _("Phone number")),
        ("id", _("Customer number")),
        ("name", _("Name")),
    ]

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As people call it: CRM orders."))
    code = forms.CharField(label=_("Code"), max_length=40, validators=[CODE], help_text=CODE_RULE)
    kind = forms.ChoiceField(label=_("Kind of system"), choices=SourceKind.choices)
    preset = forms.ChoiceField(
        label=_("What a row is"), choices=[(code, preset[0]) for code, preset in PRESETS.items()]
    )
    dates = forms.ChoiceField(
        label=_("Order of dates"), choices=DATES, help_text=_("Declared, because 03/04 reads both ways.")
    )
    time_zone = forms.CharField(
        label=_("Time zone of its times"),
        max_length=60,
        required=False,
        help_text=_("As Asia/Hong_Kong; empty: the organisation's."),
    )
    currency = forms.CharField(
        label=_("Currency of its amounts"),
        max_length=3,
        required=False,
        validators=[CURRENCY],
        help_text=_("Three letters, as HKD; empty: the organisation's."),
    )
    durations = forms.ChoiceField(label=_("How durations are written"), choices=DURATIONS, required=False)
    decimal = forms.ChoiceField(label=_("Decimal sign"), choices=DECIMAL, initial=".")
    thousands = forms.ChoiceField(label=_("Thousands sign"), choices=THOUSANDS, initial="none")
    delimiter = forms.ChoiceField(label=_("Between the columns"), choices=DELIMITERS, required=False)
    agents = forms.ChoiceField(label=_("How agents are named"), choices=AGENTS, required=False)
    customers = forms.ChoiceField(label=_("How customers are named"), choices=CUSTOMERS, required=False)
    weekdays = forms.MultipleChoiceField(
        label=_("Days it reports on"),
        choices=WEEK,
        initial=[day for day, _name in WEEK],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A day of these that nobody delivers is shown as missing, and is no data, not 0."),
    )

    def clean(self) -> dict[str, Any]:
        """One sign cannot part decimals and thousands."""
        data = super().clean() or {}
        if data.get("decimal") and data.get("decimal") == data.get("thousands"):
            self.add_error("thousands", _("One sign cannot stand for decimals and for thousands."))
        return data

    def act(self, **given: Any) -> Source:
        """Connect it."""
        data = self.cleaned_data
        declared = ("dates", "durations", "decimal", "delimiter", "agents", "customers")
        options = {name: data[name] for name in declared if data[name]}
        if data["thousands"] != "none":
            options["thousands"] = data["thousands"]
        self.source = operations.create_source(
            code=data["code"],
            name=data["name"],
            kind=data["kind"],
            preset=data["preset"],
            options=options,
            time_zone=data["time_zone"],
            currency=data["currency"],
            delivers_weekdays="".join(data["weekdays"]),
            **self.expectation(),
            **given,
        )
        return self.source


def small_enough(file: Any) -> Any:
    """The file, if a browser may send one as large."""
    if file.size > most_upload_bytes():
        limit = digits(Fraction(most_upload_bytes(), 1_000_000), 0)
        raise forms.ValidationError(
            _("The file is larger than %(limit)s MB. Have it imported on the server."),
            params={"limit": limit},
        )
    return file


class UploadForm(SentForm):
    """A file of a source."""

    source = forms.ModelChoiceField(Source.objects.none(), label=_("Source"), empty_label=_("Choose"))
    file = forms.FileField(label=_("File"), max_length=200)
    covers_first = DayField(label=_("First day the file speaks for"), required=False)
    covers_last = DayField(
        label=_("Last day the file speaks for"),
        required=False,
        help_text=_(
            "Empty: the days of its rows before the day it comes. Give them where a day may have no row."
        ),
    )
    control_rows = forms.IntegerField(
        label=_("Rows it should hold"),
        required=False,
        min_value=0,
        max_value=10**12,
        help_text=_("A control total, where you have one: another number refuses the file."),
    )
    control_sum = forms.CharField(
        label=_("What its amounts should sum up to"),
        required=False,
        max_length=40,
        help_text=_("Digits and a point, as 1234.50."),
    )
    auto_import = forms.BooleanField(label=_("Import without looking at the preview"), required=False)

    repairs = forms.ModelChoiceField(Batch.objects.all(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = current_sources()

    def clean_file(self) -> Any:
        """Not larger than a browser may send."""
        return small_enough(self.cleaned_data["file"])

    def act(self, **given: Any) -> Batch:
        """Store it and let it be read."""
        data = self.cleaned_data
        self.batch = operations.receive_file(
            source=data["source"],
            file=data["file"],
            filename=data["file"].name,
            auto_import=data["auto_import"],
            covers_first=data["covers_first"],
            covers_last=data["covers_last"],
            repairs=data["repairs"],
            control=_control(data),
            **given,
        )
        return self.batch


def _control(data: Mapping[str, Any]) -> Control:
    """Raises `ControlUnreadable`."""
    rows = data["control_rows"]
    return control_of(data["source"], rows="" if rows is None else str(rows), total=data["control_sum"])


class ReasonForm(SentForm):
    """Why a batch is refused or withdrawn; `operation` is what is done then."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It is kept in the audit trail."))

    def __init__(self, *args: Any, operation: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.operation = operation

    def act(self, **given: Any) -> Any:
        """Do it."""
        self.done = self.operation(reason=self.cleaned_data["reason"], **given)
        return self.done


class LeaveOutForm(SentForm):
    """Why a record is left out, and which others of its row go with it: all, unless somebody says no."""

    also = forms.MultipleChoiceField(
        label=_("With it, the other records of the same row"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It is kept in the audit trail."))

    def __init__(self, *args: Any, others: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = {f"{line.record_type}-{line.fact_id}": line for line in others}
        field = self.fields["also"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(code, _kind_and_key(line)) for code, line in self.named.items()]
        if not self.named:
            del self.fields["also"]
        self.initial.setdefault("also", list(self.named))

    def act(self, **given: Any) -> bool:
        """Leave them out."""
        chosen = [self.named[code] for code in self.cleaned_data.get("also", [])]
        self.count = 1 + len(chosen)
        also = [(line.record_type, line.fact_id) for line in chosen]
        self.done = operations.leave_out(reason=self.cleaned_data["reason"], also=also, **given)
        return self.done


def _kind_and_key(line: Line) -> str:
    return f"{RecordType(line.record_type).label} {line.key}"


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A person, told apart from namesakes by number and team; rows as `with_present` annotates them."""

    def label_from_instance(self, obj: Any) -> str:
        """Name, number, team."""
        return " · ".join(part for part in (obj.name, obj.number, obj.team_name) if part)


class MatchForm(SentForm):
    """Who a name of a source is, and from when on."""

    person = PersonField(Person.objects.none(), label=_("Person"), empty_label=_("Choose"))
    starts = DayField(label=_("From"), help_text=_("From this day on the name means this person."))

    def __init__(self, *args: Any, first: date, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("starts", first)
        field = self.fields["person"]
        if isinstance(field, PersonField):
            field.queryset = with_present(Person.objects.order_by("name", "pk"), on)

    def act(self, **given: Any) -> operations.Settled:
        """Say so; the rows follow."""
        self.settled = operations.resolve_agent(**self.cleaned_data, **given)
        return self.settled


class DecideForm(SentForm):
    """A decision about corrections that wait: some of them, or all of a batch or of everything."""

    decision = forms.ChoiceField(choices=[("accept", _("Accept")), ("decline", _("Decline"))])
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def act(self, **given: Any) -> operations.Settled:
        """Decide."""
        data = self.cleaned_data
        self.settled = operations.decide_queued(
            accept=data["decision"] == "accept", reason=data["reason"], **given
        )
        return self.settled
