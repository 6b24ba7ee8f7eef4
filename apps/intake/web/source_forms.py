"""What stewards say of a source: when it delivers, its limits, its folder, its tokens, its empty days."""

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.intake import operations
from apps.intake.models import EmptyDay, Source, SourceToken
from apps.intake.operations.expecting import MOST_DUE_DAYS
from apps.intake.web.forms import GoesOnForm, SourceForm
from apps.people.web.forms import DayField, SentForm

PER_CENT: Final = 10  # thousandths


class SourceSetting(SentForm):
    """A part of what is said of a source."""

    @staticmethod
    def of(source: Source) -> dict[str, Any]:  # noqa: ARG004
        """What is said now: nothing, where the form adds something."""
        return {}


class EndForm(SentForm):
    """From which day on nothing is expected."""

    from_day = DayField(
        label=_("First day that is not expected any more"),
        help_text=_("The days before it are still waited for; a payout names them while they are missing."),
    )

    def act(self, **given: Any) -> bool:
        """End it."""
        self.done = operations.end_source(from_day=self.cleaned_data["from_day"], **given)
        return self.done


class DeliveriesForm(GoesOnForm, SourceSetting):
    """Whether it goes on, and when it delivers."""

    weekdays = forms.MultipleChoiceField(
        label=_("Days it reports on"),
        choices=SourceForm.WEEK,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    due_days = forms.IntegerField(
        label=_("Days after, on which it comes"),
        min_value=0,
        max_value=MOST_DUE_DAYS,
        help_text=_("1: the next day."),
    )
    due_time = forms.TimeField(
        label=_("By"),
        required=False,
        input_formats=["%H:%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Late after it. Empty: late a whole day after."),
    )
    skips_holidays = forms.BooleanField(label=_("Nothing comes for holidays"), required=False)
    owner_name = forms.CharField(label=_("Who sends it"), max_length=120, required=False)
    owner_email = forms.EmailField(
        label=_("Their e-mail"),
        max_length=200,
        required=False,
        help_text=_("For a reminder when it is late: a mail that you send."),
    )

    def act(self, **given: Any) -> None:
        """Say so."""
        data = self.cleaned_data
        said = operations.Deliveries(
            weekdays="".join(data["weekdays"]),
            due_days=data["due_days"],
            due_time=data["due_time"],
            skips_holidays=data["skips_holidays"],
            owner_name=data["owner_name"],
            owner_email=data["owner_email"],
            **self.expectation(),
        )
        operations.expect_deliveries(deliveries=said, **given)

    @staticmethod
    def of(source: Source) -> dict[str, Any]:
        """What is said now."""
        return {
            "weekdays": list(source.delivers_weekdays),
            "due_days": source.due_days,
            "due_time": source.due_time,
            "skips_holidays": source.skips_holidays,
            "owner_name": source.owner_name,
            "owner_email": source.owner_email,
            "goes_on": "on" if source.goes_on else "single",
            "expected_from": source.expected_from,
        }


class PerCentField(forms.DecimalField):
    """Per cent with one decimal; cleaned to thousandths, None where empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=0, max_value=100, max_digits=4, decimal_places=1, required=False, **options
        )

    def clean(self, value: Any) -> int | None:
        """Thousandths."""
        found = super().clean(value)
        return None if found is None else int(found * PER_CENT)


def per_cent(permille: int | None) -> Decimal | None:
    """Thousandths as `PerCentField` shows them."""
    return None if permille is None else Decimal(permille) / PER_CENT


class LimitsForm(SourceSetting):
    """What is held for a person."""

    most_rejects = PerCentField(
        label=_("Most rejected rows, in per cent"), help_text=_("Of the file's rows. Empty: no limit.")
    )
    most_fall = PerCentField(
        label=_("Most rows missing against the usual, in per cent"),
        help_text=_("Usual: the middle of its last eight files of the weekday. Empty: no limit."),
    )

    def act(self, **given: Any) -> None:
        """Set them."""
        operations.set_limits(limits=operations.Limits(**self.cleaned_data), **given)

    @staticmethod
    def of(source: Source) -> dict[str, Any]:
        """What is said now."""
        return {"most_rejects": per_cent(source.most_rejects), "most_fall": per_cent(source.most_fall)}


class FolderForm(SourceSetting):
    """Whether its folder is watched, and when."""

    watched = forms.BooleanField(label=_("Take files from its folder"), required=False)
    watch_times = forms.CharField(
        label=_("At"),
        max_length=200,
        required=False,
        help_text=_("Times of day, as 06:30 12:00. Empty: every minute."),
    )

    def act(self, **given: Any) -> None:
        """Set it."""
        operations.watch_folder(
            watched=self.cleaned_data["watched"], times=self.cleaned_data["watch_times"], **given
        )

    @staticmethod
    def of(source: Source) -> dict[str, Any]:
        """What is said now."""
        return {"watched": source.watched, "watch_times": source.watch_times}


class TokenForm(SourceSetting):
    """A new token."""

    name = forms.CharField(label=_("Program"), max_length=80, help_text=_("Which one sends: ACD, site 2."))

    def act(self, **given: Any) -> SourceToken:
        """Make it; `secret` is shown once."""
        token, self.secret = operations.give_source_token(name=self.cleaned_data["name"], **given)
        return token


class EmptyDayForm(SourceSetting):
    """A day on which nothing happened."""

    day = DayField(label=_("Day"))
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It is kept in the audit trail."))

    def act(self, **given: Any) -> EmptyDay:
        """Say so."""
        return operations.say_empty(**self.cleaned_data, **given)
