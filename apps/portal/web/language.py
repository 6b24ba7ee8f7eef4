"""The choice of a language: Django's own view, open to those who have not signed in yet."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

# Included by the root URLs as `i18n/`; POST `language` and `next`, kept in a cookie.
urlpatterns = [path("setlang/", login_not_required(set_language), name="set_language")]
