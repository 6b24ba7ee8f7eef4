"""The page that shows one form: a title, the fields, a button, and the way back."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise


def form_page(
    request: HttpRequest,
    form: Form,
    *,
    title: str | Promise,
    button: str | Promise,
    back: str,
    confirm: str | Promise = "",
    about: object = "",
    beside: tuple[str, str | Promise] | None = None,
) -> HttpResponse:
    """Render the form; 422 when it has errors.

    `confirm` is asked before sending, `about` says what it is about, `beside` is another
    page (address, name).
    """
    context: dict[str, Any] = {
        "form": form,
        "title": title,
        "button": button,
        "back": back,
        "confirm": confirm,
        "about": about,
        "beside": beside,
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
