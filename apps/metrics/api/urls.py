"""Routes of metrics' API."""

from django.urls import path

from apps.metrics.api import views

urlpatterns = [
    path("kpis/", views.Kpis.as_view(), name="kpis"),
    path("figures/", views.Figures.as_view(), name="figures"),
]
