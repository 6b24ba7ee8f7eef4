"""Sign-in by token: sent as `Authorization: Token …`, given for a password, good for a time."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from apps.people.clock import now
from apps.people.operations import attempts
from apps.people.operations.tokens import is_worn

if TYPE_CHECKING:  # the framework's views read the settings that name this module
    from rest_framework.views import APIView


class TokenSignIn(TokenAuthentication):
    """A token ends by itself, as a session does."""

    def authenticate_credentials(self, key: str) -> tuple[Any, Any]:
        """The user and the token. Raises AuthenticationFailed (401)."""
        user, token = super().authenticate_credentials(key)
        if is_worn(token, at=now()):
            raise AuthenticationFailed(_("The token has expired. Ask for a new one."))
        return user, token


class _CountedInTheDatabase(SimpleRateThrottle):
    """The framework's rates, counted for every web process together instead of in each one's cache."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Count one more, and say whether that was too many. What is not counted passes."""
        self.who = self.get_cache_key(request, view)
        if self.who is None:
            return True
        limit = self._limit
        return attempts.count_try(limit, self.who, at=now()) <= limit.most

    def wait(self) -> float | None:
        """Seconds until the window is over."""
        return attempts.seconds_left(self._limit, self.who, at=now()) if self.who else None

    @property
    def _limit(self) -> attempts.Limit:
        most, seconds = self.parse_rate(self.get_rate())
        return attempts.Limit(scope=str(self.scope), most=most or 0, window=timedelta(seconds=seconds or 0))


class AttemptsByAddress(_CountedInTheDatabase):
    """Attempts to get a token from one address."""

    scope = "token-address"

    def get_cache_key(self, request: Request, view: "APIView") -> str:  # noqa: ARG002
        """By address."""
        return str(self.get_ident(request))


class AttemptsByName(_CountedInTheDatabase):
    """Attempts to get a token for one sign-in name, wherever they come from."""

    scope = "token-name"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:  # noqa: ARG002
        """By sign-in name; None (not counted) where the body has none."""
        name = request.data.get("username") if hasattr(request.data, "get") else None
        return str(name) if name else None
