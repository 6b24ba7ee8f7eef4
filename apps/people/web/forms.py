"""What people type in the pages of people. `act` hands it to one operation."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.people import operations
from apps.people.choices import CalendarKind, LeaveKind, Role
from apps.people.clock import now
from apps.people.contracts import Contract
from apps.people.days import ONE_DAY
from apps.people.models import Person, Site, Team, User
from apps.people.queries.fiscal import FiscalSpan
from apps.people.refusals import Refusal


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)


class ShareField(forms.DecimalField):
    """A share of full time in per cent, with one decimal; cleaned to thousandths."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=Decimal("0.1"), max_value=100, max_digits=4, decimal_places=1, initial=100, **options
        )

    def clean(self, value: Any) -> int:
        """Thousandths of full time."""
        return int(super().clean(value) * 10)


class SentForm(forms.Form):
    """A form that is handed to an operation; what that refuses becomes an error of the form."""

    def accepted(self, **given: Any) -> bool:
        """Whether the form was valid and the operation took it. `given`: by, and what the form is about."""
        if not self.is_valid():
            return False
        try:
            self.act(**given, at=now())
        except Refusal as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
            return False
        return True

    def act(self, *args: Any, **given: Any) -> Any:
        """Call the one operation; a form names what it needs of `given`."""
        raise NotImplementedError


class ContractFields(SentForm):
    """What a contract says."""

    share = ShareField(label=_("Share of full time, in per cent"))
    legal_entity = forms.CharField(label=_("Legal entity"), max_length=60, required=False)
    payroll_group = forms.CharField(label=_("Payroll group"), max_length=60, required=False)
    cost_centre = forms.CharField(label=_("Cost centre"), max_length=60, required=False)

    probation_ends = DayField(label=_("First day after the probation"), required=False)
    notice_given = DayField(label=_("Notice given on"), required=False)

    def contract(self) -> Contract:
        """The contract that was typed."""
        return Contract(
            self.cleaned_data["share"], *(self.cleaned_data[name] for name in Contract._fields[1:])
        )


class NewPersonForm(ContractFields):
    """A new person."""

    name = forms.CharField(label=_("Name"), max_length=120)
    number = forms.CharField(label=_("Employee number"), max_length=40)
    starts = DayField(label=_("First day"))
    team = forms.ModelChoiceField(Team.objects.order_by("name"), label=_("Home team"), required=False)
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role.value, role.label) for role in (Role.AGENT, Role.MANAGER)]
    )
    field_order = ("name", "number", "starts", "team", "role")

    def act(self, **given: Any) -> Person:
        """Add the person."""
        data = self.cleaned_data
        return operations.add_person(
            name=data["name"],
            number=data["number"],
            starts=data["starts"],
            team=data["team"],
            role=Role(data["role"]),
            contract=self.contract(),
            **given,
        )


class RosterForm(forms.Form):
    """A roster file."""

    file = forms.FileField(label=_("File"), help_text=_("CSV in UTF-8, or XLSX with one sheet."))
    default_start = DayField(
        label=_("First day of rows without one"),
        required=False,
        help_text=_("Also the day from which a changed team counts where the file gives none."),
    )


class TeamForm(SentForm):
    """A team: new, or changed."""

    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("Short and lasting; unique."))
    site = forms.ModelChoiceField(Site.objects.order_by("name"), label=_("Site"), required=False)
    parent = forms.ModelChoiceField(
        Team.objects.order_by("name"), label=_("Part of"), required=False, empty_label=_("No team above")
    )

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        if team:
            del self.fields["code"]
            self.initial = {"name": team.name, "site": team.site_id, "parent": team.parent_id}

    def act(self, **given: Any) -> Team:
        """Add or change the team."""
        if self.team is None:
            return operations.add_team(**self.cleaned_data, **given)
        return operations.change_team(team=self.team, **self.cleaned_data, **given)


class LeaderForm(SentForm):
    """Who leads a team from when on."""

    person = forms.ModelChoiceField(Person.objects.order_by("name", "pk"), label=_("Leader"))
    starts = DayField(label=_("From"))

    def act(self, **given: Any) -> Any:
        """Set the leader."""
        return operations.set_leader(**self.cleaned_data, **given)


class SiteForm(SentForm):
    """A new site."""

    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.CharField(label=_("Code"), max_length=40)

    def act(self, **given: Any) -> Site:
        """Add the site."""
        return operations.add_site(**self.cleaned_data, **given)


class ExceptionForm(SentForm):
    """A day that differs from the week."""

    day = DayField(label=_("Day"))
    kind = forms.ChoiceField(label=_("What it is"), choices=CalendarKind.choices)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    site = forms.ModelChoiceField(
        Site.objects.order_by("name"), label=_("Site"), required=False, empty_label=_("Everywhere")
    )

    def act(self, **given: Any) -> Any:
        """Set the day."""
        data = {**self.cleaned_data, "kind": CalendarKind(self.cleaned_data["kind"])}
        return operations.set_exception(**data, **given)


class OrganisationForm(SentForm):
    """The organisation's settings."""

    WEEK: ClassVar = [
        ("1", _("Monday")),
        ("2", _("Tuesday")),
        ("3", _("Wednesday")),
        ("4", _("Thursday")),
        ("5", _("Friday")),
        ("6", _("Saturday")),
        ("7", _("Sunday")),
    ]
    name = forms.CharField(label=_("Name"), max_length=120)
    time_zone = forms.CharField(label=_("Time zone"), max_length=60, help_text=_("As Asia/Hong_Kong."))
    currency = forms.CharField(label=_("Currency"), max_length=3, help_text=_("Three letters, as HKD."))
    work_weekdays = forms.MultipleChoiceField(
        label=_("Working days of the week"), choices=WEEK, widget=forms.CheckboxSelectMultiple
    )

    def act(self, **given: Any) -> Any:
        """Set them."""
        data = {**self.cleaned_data, "work_weekdays": "".join(self.cleaned_data["work_weekdays"])}
        return operations.set_organisation(**data, **given)


class FiscalForm(SentForm):
    """The organisation's own months: by the day on which each begins, or one by one."""

    begins_on = forms.IntegerField(
        label=_("Each month begins on day"),
        required=False,
        min_value=1,
        max_value=28,
        help_text=_(
            "The month is named after the calendar month in which it ends. Or write the months below."
        ),
    )
    months = forms.CharField(
        label=_("Months, one a line: name, first day, last day"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "mono"}),
        help_text=_("As 2026-11 2026-10-26 2026-11-25. Without any line there are no fiscal months."),
    )

    def clean_months(self) -> list[FiscalSpan]:
        """The months."""
        return [self._month(line) for line in self.cleaned_data["months"].splitlines() if line.strip()]

    @staticmethod
    def _month(line: str) -> FiscalSpan:
        try:
            name, first, last = line.split()
            ends = date.fromisoformat(last) + ONE_DAY
            return FiscalSpan(name=name[:20], starts=date.fromisoformat(first), ends=ends)
        except (ValueError, OverflowError) as error:
            wrong = _("“%(line)s” is not a name and two days, as 2026-11 2026-10-26 2026-11-25.")
            raise forms.ValidationError(wrong % {"line": line.strip()}) from error

    def act(self, **given: Any) -> Any:
        """Set them."""
        day = self.cleaned_data["begins_on"]
        months = operations.months_from_day(day) if day else self.cleaned_data["months"]
        return operations.set_fiscal_months(months=months, **given)


class ReasonForm(SentForm):
    """Why a period is reopened."""

    reason = forms.CharField(label=_("Reason"), max_length=300)

    def act(self, *, month: date, by: User, **given: Any) -> Any:
        """Reopen the period."""
        return operations.reopen_period(month=month, reason=self.cleaned_data["reason"], by=by, **given)


class LeaveKindField(forms.ChoiceField):
    """A kind of leave; cleaned to `LeaveKind`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=LeaveKind.choices, **options)

    def clean(self, value: Any) -> LeaveKind:
        """The kind."""
        return LeaveKind(super().clean(value))
