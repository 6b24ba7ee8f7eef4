"""The form of the sign-in page."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.throttling import BaseThrottle

from apps.people.clock import now
from apps.people.operations import attempts


class SignInForm(AuthenticationForm):
    """Name and password; after many wrong ones it waits before it looks again."""

    def clean(self) -> dict[str, Any]:
        """Refuses before the password is looked at, so that guessing on tells nothing."""
        if attempts.too_many_wrong(username=self._name, address=self._address, at=now()):
            raise ValidationError(
                _("Too many wrong passwords. Wait five minutes, or ask an administrator for a new one."),
                code="too_many",
            )
        cleaned: dict[str, Any] = super().clean()
        attempts.forget_wrong(username=self._name)
        return cleaned

    def get_invalid_login_error(self) -> ValidationError:
        """Count it."""
        attempts.count_wrong(username=self._name, address=self._address, at=now())
        return super().get_invalid_login_error()

    @property
    def _name(self) -> str:
        return str(self.cleaned_data.get("username") or "")

    @property
    def _address(self) -> str:
        """Where the request comes from, as the API counts it: proxies of strangers are not believed."""
        return "" if self.request is None else str(BaseThrottle().get_ident(self.request))  # type: ignore[arg-type]
