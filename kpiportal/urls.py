"""All routes. The permission matrix test lists every one of them."""

from django.contrib import admin
from django.urls import path

from kpiportal.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
]
