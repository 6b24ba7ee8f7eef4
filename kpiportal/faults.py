"""What a request gets when something broke: 503 while the database cannot be reached, else 500."""

import sys
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _
from django.views import defaults

AGAIN_SECONDS: Final = 10


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """A page that says whose fault it is, and when to try again. It asks the database nothing."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return defaults.server_error(request)
    if request.path.startswith("/api/"):
        said = _("The database cannot be reached. Try again in a moment.")
        response: HttpResponse = JsonResponse({"detail": said}, status=503)
    else:
        response = HttpResponse(loader.render_to_string("503.html"), status=503)
    response["Retry-After"] = str(AGAIN_SECONDS)
    return response
