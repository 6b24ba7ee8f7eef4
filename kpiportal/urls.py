"""All routes. The permission matrix test lists every one of them."""

from django.contrib import admin
from django.urls import include, path

from kpiportal.health import healthz

handler500 = "kpiportal.faults.server_error"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("i18n/", include("apps.portal.web.language")),
    path("", include("apps.portal.web.urls")),
    path("", include("apps.people.web.urls")),
    path("", include("apps.intake.web.urls")),
    path("", include("apps.metrics.web.urls")),
    path("", include("apps.incentives.web.urls")),
    path("", include("apps.goals.web.urls")),
    path("", include("apps.performance.web.urls")),
    path("", include("apps.coaching.web.urls")),
    path("", include("apps.reviews.web.urls")),
    path("api/v1/", include("apps.portal.api.urls")),
    path("admin/", admin.site.urls),
]
