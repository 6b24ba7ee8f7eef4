"""Signing in, and what one keeps for oneself: password, language, a key for the API."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from rest_framework.authtoken.models import Token

from apps.people.clock import now, today
from apps.people.models import User
from apps.people.policies import person_of
from apps.people.web.scope import signed_in
from apps.portal import operations
from apps.portal.demo.logins import shown_logins
from apps.portal.queries.frame import person_shown
from apps.portal.web.forms import NewPasswordForm
from apps.portal.web.language import remember
from apps.portal.web.sign_in_form import SignInForm


class SignIn(LoginView):
    """The sign-in page; in the demo company it offers the ways in."""

    form_class = SignInForm
    redirect_authenticated_user = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the demo company's sign-ins, of which there are none elsewhere."""
        return super().get_context_data(demo_logins=shown_logins(), **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Signed in: the language kept with the sign-in comes along."""
        response = super().form_valid(form)
        user = form.get_user()
        if isinstance(user, User):
            remember(response, user)
        return response


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """Who one is here, and what one may set."""
    return _profile(request, signed_in(request))


def _profile(request: HttpRequest, user: User, *, key: str = "") -> HttpResponse:
    token = Token.objects.filter(user=user).first()
    me = person_shown(user, on=today())
    context = {"account": user, "me": me, "has_token": token is not None, "token": token, "key": key}
    person = person_of(user)
    context["me_id"] = person.pk if person else None
    return render(request, "portal/profile.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; this session goes on, others end."""
    user = signed_in(request)
    form = NewPasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.accepted(by=user):
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password was changed. Other sessions with the old one have ended."))
        return redirect("profile")
    return render(request, "portal/password.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_POST
def token_issue(request: HttpRequest) -> HttpResponse:
    """Make a key for the API and show it this once."""
    user = signed_in(request)
    return _profile(request, user, key=operations.issue_token(user=user, by=user, at=now()))


@require_POST
def token_revoke(request: HttpRequest) -> HttpResponse:
    """Take the key away."""
    user = signed_in(request)
    if operations.revoke_token(user=user, by=user, at=now()):
        messages.success(request, _("The key was revoked: programs that use it are refused from now on."))
    return redirect("profile")
