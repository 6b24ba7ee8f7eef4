"""Sign-in of a program that pushes records: the token of a source, which opens nothing else."""

from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from apps.intake.models import SourceToken
from apps.intake.operations import token_hash
from apps.intake.queries.tokens import token_of

SCHEMES: Final = frozenset({"bearer", "token"})


class SourceTokenSignIn(BaseAuthentication):
    """`Authorization: Bearer …`; `request.auth` is then the `SourceToken`."""

    def authenticate(self, request: Request) -> tuple[Any, SourceToken] | None:
        """Nobody, and the token. Raises AuthenticationFailed (401)."""
        scheme, _space, secret = request.headers.get("Authorization", "").strip().partition(" ")
        if scheme.lower() not in SCHEMES or not secret.strip():
            return None
        token = token_of(token_hash(secret.strip()))
        if token is None:
            raise AuthenticationFailed(_("This is no token of a source, or it has been revoked."))
        return AnonymousUser(), token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "Bearer"


class HasSourceToken(BasePermission):
    """Only for programs with the token of a source."""

    message = _("Send the token of the source: “Authorization: Bearer …”.")

    def has_permission(self, request: Request, view: Any) -> bool:  # noqa: ARG002
        """Whether a token was sent."""
        return isinstance(request.auth, SourceToken)


class SourceTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The token in the schema."""

    target_class = "apps.intake.api.authentication.SourceTokenSignIn"
    name = "sourceToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002
        """As OpenAPI writes it."""
        return {"type": "http", "scheme": "bearer"}
