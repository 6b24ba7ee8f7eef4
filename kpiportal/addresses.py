"""Numbers in addresses that no database can hold: what they name does not exist."""

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

LARGEST: Final = 2**63 - 1  # of a 64-bit column; SQLite breaks on more, where it is asked about a foreign key


class SaneNumbers:
    """Answers 404 before a view asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do before the route is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]) -> None:
        """Raises Http404 for a number that is too large."""
        if any(isinstance(value, int) and value > LARGEST for value in kwargs.values()):
            raise Http404
