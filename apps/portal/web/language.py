"""The choice of a language: for this browser, and for whoever is signed in wherever they sign in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as for_this_browser

from apps.people.clock import now
from apps.people.models import User
from apps.people.operations import set_language


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """POST `language` and `next`: Django's own view keeps the cookie, people keeps it with the sign-in."""
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        set_language(user=request.user, language=language, by=request.user, at=now())
    return for_this_browser(request)


def remember(response: HttpResponse, user: User) -> None:
    """Bring the language of a sign-in to this browser."""
    if user.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


# Included by the root URLs as `i18n/`.
urlpatterns = [path("setlang/", choose, name="set_language")]
