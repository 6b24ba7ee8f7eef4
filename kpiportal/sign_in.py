"""Nobody gets further without signing in; a fragment asked for too late brings the whole page there."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect


class SignInRequired(LoginRequiredMiddleware):
    """Django's own, which would put the sign-in page into the place of a fragment."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        """To the sign-in page and from there back to the page that is shown now."""
        response: HttpResponseBase = super().handle_no_permission(request, view_func)
        if request.headers.get("HX-Request") != "true":
            return response
        shown = urlsplit(request.headers.get("HX-Current-URL", ""))  # never its host: that may be anyone's
        back = f"{shown.path}?{shown.query}" if shown.query else shown.path
        login = resolve_url(self.get_login_url(view_func))
        return HttpResponseClientRedirect(f"{login}?{urlencode({'next': back})}" if back else login)
