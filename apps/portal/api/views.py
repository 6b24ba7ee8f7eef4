"""The schema, and a page to read it on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from apps.portal.api.reference import routes


class Schema(SpectacularAPIView):
    """OpenAPI 3, as YAML or, with `?format=json`, as JSON; for whoever is signed in."""

    permission_classes = (IsAuthenticated,)


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """Every route with what may be asked and what is answered, without any script."""
    return render(request, "portal/api.html", {"routes": routes()})
