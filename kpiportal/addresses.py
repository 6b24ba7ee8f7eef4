"""What no database can hold: numbers too large name nothing, and NUL signs in queries are no text."""

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase

LARGEST: Final = 2**63 - 1  # of a 64-bit column; SQLite breaks on more, where it is asked about a foreign key


NUL: Final = "%00"  # PostgreSQL refuses a text with it


class SaneAddresses:
    """Answers 404 before a view asks the database; a NUL is left out of what the view reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Take every NUL out of the query."""
        query = request.META.get("QUERY_STRING", "")
        if NUL in query:
            request.META["QUERY_STRING"] = query.replace(NUL, "")
            request.GET = QueryDict(request.META["QUERY_STRING"], encoding=request.encoding)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]) -> None:
        """Raises Http404 for a number that is too large."""
        if any(isinstance(value, int) and value > LARGEST for value in kwargs.values()):
            raise Http404
