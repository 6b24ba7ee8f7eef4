"""The portal's own forms."""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm

from apps.people.clock import now
from apps.people.models import User
from apps.people.operations import set_password
from apps.people.refusals import Refusal


class NewPasswordForm(PasswordChangeForm):
    """Another password for oneself; the old one proves who is at the keyboard."""

    def accepted(self, *, by: User) -> bool:
        """Store it; False with errors on the form otherwise."""
        if not self.is_valid():
            return False
        try:
            set_password(user=by, password=self.cleaned_data["new_password1"], by=by, at=now())
        except Refusal as refusal:
            self.add_error("new_password2", forms.ValidationError(refusal.message))
            return False
        return True
