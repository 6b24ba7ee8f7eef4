"""Django's admin for those who hold the role of administrator today, through the portal's own sign-in."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from apps.people.choices import Role
from apps.people.policies import has_role


class PortalAdminSite(admin.AdminSite):
    """Shown to administrators by role; the staff flag of a sign-in decides nothing."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the request comes from an administrator."""
        return has_role(request.user, Role.ADMINISTRATOR)

    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """The portal's own sign-in page."""
        return redirect_to_login(request.GET.get("next") or request.get_full_path())
