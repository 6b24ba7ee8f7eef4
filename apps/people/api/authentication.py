"""Sign-in by token: sent as `Authorization: Token …`, given for a password, good for a time."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from apps.people.clock import now
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


class AttemptsByAddress(SimpleRateThrottle):
    """Attempts to get a token from one address."""

    scope = "token-address"

    def get_cache_key(self, request: Request, view: "APIView") -> str:  # noqa: ARG002
        """By address."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class AttemptsByName(SimpleRateThrottle):
    """Attempts to get a token for one sign-in name, wherever they come from."""

    scope = "token-name"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:  # noqa: ARG002
        """By sign-in name; None (not counted) where the body has none."""
        name = request.data.get("username") if hasattr(request.data, "get") else None
        if not name:
            return None
        return self.cache_format % {"scope": self.scope, "ident": _key(str(name))}


def _key(name: str) -> str:
    """A name as part of a cache key: case does not matter, and no character breaks the key."""
    return name.strip().casefold().encode()[:150].hex()
