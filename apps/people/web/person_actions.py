"""What can be done to one person: each a small form, shown on a page of its own and sent once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.people import operations
from apps.people.choices import MembershipKind, Role
from apps.people.models import Leave, Membership, Person, RoleGrant, Team
from apps.people.policies import can_give_access, can_keep_roster
from apps.people.web.forms import ContractFields, DayField, LeaveKindField, SentForm


class NameForm(SentForm):
    """Another name."""

    name = forms.CharField(label=_("Name"), max_length=120)

    def act(self, **given: Any) -> Any:
        """Rename."""
        return operations.rename_person(**self.cleaned_data, **given)


class NumberForm(SentForm):
    """Another employee number."""

    number = forms.CharField(label=_("Employee number"), max_length=40)
    starts = DayField(label=_("From"))

    def act(self, **given: Any) -> Any:
        """Give the number."""
        return operations.give_number(**self.cleaned_data, **given)


class ContractForm(ContractFields):
    """Another contract."""

    starts = DayField(label=_("From"))
    field_order = ("starts",)

    def act(self, **given: Any) -> Any:
        """Change the contract."""
        return operations.change_contract(
            contract=self.contract(), starts=self.cleaned_data["starts"], **given
        )


class MoveForm(SentForm):
    """Another home team."""

    team = forms.ModelChoiceField(Team.objects.order_by("name"), label=_("Home team"))
    starts = DayField(label=_("From"))

    def act(self, **given: Any) -> Any:
        """Move."""
        return operations.set_membership(**self.cleaned_data, **given)


class LoanForm(SentForm):
    """A loan to another team."""

    team = forms.ModelChoiceField(Team.objects.order_by("name"), label=_("To team"))
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))

    def act(self, **given: Any) -> Any:
        """Lend."""
        return operations.lend_person(**self.cleaned_data, **given)


class EndLoanForm(SentForm):
    """The end of a loan."""

    last_day = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: the loan is taken back as a whole.")
    )

    def act(self, *, person: Person, row: Membership, **given: Any) -> Any:  # noqa: ARG002  the row's
        """End it."""
        return operations.end_loan(loan=row, **self.cleaned_data, **given)


class LeaveForm(SentForm):
    """Days of absence."""

    kind = LeaveKindField(label=_("Kind"))
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    half = forms.BooleanField(label=_("Half days"), required=False)

    def act(self, **given: Any) -> Any:
        """Enter it."""
        return operations.set_leave(**self.cleaned_data, **given)


class RemoveLeaveForm(SentForm):
    """Leave taken back."""

    def act(self, *, person: Person, row: Leave, **given: Any) -> Any:  # noqa: ARG002  the row's
        """Remove it."""
        return operations.remove_leave(leave=row, **given)


class LeavingForm(SentForm):
    """The end of employment."""

    last_day = DayField(
        label=_("Last day"), help_text=_("Contract, number, teams, roles and leading end with this day.")
    )

    def act(self, **given: Any) -> Any:
        """End it."""
        return operations.end_employment(**self.cleaned_data, **given)


class RoleForm(SentForm):
    """Another role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    starts = DayField(label=_("From"))

    def act(self, **given: Any) -> Any:
        """Grant it."""
        data = self.cleaned_data
        return operations.grant_role(role=Role(data["role"]), starts=data["starts"], **given)


class EndRoleForm(SentForm):
    """The end of a role."""

    ends = DayField(label=_("First day without the role"))

    def act(self, *, person: Person, row: RoleGrant, **given: Any) -> Any:  # noqa: ARG002  the row's
        """End it."""
        return operations.end_role(grant=row, **self.cleaned_data, **given)


class LoginForm(SentForm):
    """A sign-in."""

    username = forms.CharField(label=_("Sign-in name"), max_length=150)
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def act(self, **given: Any) -> Any:
        """Create it."""
        return operations.create_login(**self.cleaned_data, **given)


class PasswordForm(SentForm):
    """Another password."""

    password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def act(self, *, person: Person, **given: Any) -> Any:
        """Set it."""
        return operations.set_password(user=person.user, **self.cleaned_data, **given)  # type: ignore[arg-type]  # offered only with a sign-in


class CloseLoginForm(SentForm):
    """No more signing in."""

    def act(self, *, person: Person, **given: Any) -> Any:
        """Close it."""
        return operations.set_login_open(user=person.user, is_open=False, **given)  # type: ignore[arg-type]  # offered only with a sign-in


class OpenLoginForm(SentForm):
    """Signing in again."""

    def act(self, *, person: Person, **given: Any) -> Any:
        """Open it."""
        return operations.set_login_open(user=person.user, is_open=True, **given)  # type: ignore[arg-type]  # offered only with a sign-in


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An entry of the page: its words, its form, who may use it, and the dated row it is about, if any."""

    title: Promise
    button: Promise
    form: type[SentForm]
    allowed: Callable[..., bool] = can_keep_roster
    row: type[models.Model] | None = None
    only: dict[str, Any] | None = None
    confirm: Promise | str = ""
    needs_login: bool | None = None  # True: only with a sign-in; False: only without


ACTIONS: Final[dict[str, Action]] = {
    "rename": Action(title=_("Another name"), button=_("Rename"), form=NameForm),
    "number": Action(title=_("Another employee number"), button=_("Give the number"), form=NumberForm),
    "contract": Action(title=_("Another contract"), button=_("Change the contract"), form=ContractForm),
    "move": Action(title=_("Move to another team"), button=_("Move"), form=MoveForm),
    "lend": Action(title=_("Lend to another team"), button=_("Lend"), form=LoanForm),
    "end-loan": Action(
        title=_("End the loan"),
        button=_("End the loan"),
        form=EndLoanForm,
        row=Membership,
        only={"kind": MembershipKind.LOAN},
    ),
    "leave": Action(title=_("Enter leave"), button=_("Enter"), form=LeaveForm),
    "remove-leave": Action(
        title=_("Take the leave back"), button=_("Take back"), form=RemoveLeaveForm, row=Leave
    ),
    "leaving": Action(
        title=_("End the employment"),
        button=_("End the employment"),
        form=LeavingForm,
        confirm=_("The person loses team, roles and sign-in rights after the last day."),
    ),
    "role": Action(title=_("Grant a role"), button=_("Grant"), form=RoleForm, allowed=can_give_access),
    "end-role": Action(
        title=_("End the role"),
        button=_("End the role"),
        form=EndRoleForm,
        row=RoleGrant,
        allowed=can_give_access,
    ),
    "login": Action(
        title=_("Create a sign-in"),
        button=_("Create"),
        form=LoginForm,
        allowed=can_give_access,
        needs_login=False,
    ),
    "password": Action(
        title=_("Set another password"),
        button=_("Set the password"),
        form=PasswordForm,
        allowed=can_give_access,
        needs_login=True,
    ),
    "close-login": Action(
        title=_("Close the sign-in"),
        button=_("Close the sign-in"),
        form=CloseLoginForm,
        allowed=can_give_access,
        needs_login=True,
        confirm=_("The person gets in nowhere any more, at once."),
    ),
    "open-login": Action(
        title=_("Open the sign-in again"),
        button=pgettext_lazy("verb", "Open"),
        form=OpenLoginForm,
        allowed=can_give_access,
        needs_login=True,
    ),
}
