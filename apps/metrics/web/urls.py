"""Routes of metrics."""

from django.urls import path

from apps.metrics.web import compose, views

urlpatterns = [
    path("kpis/new/", compose.compose, name="kpi-new"),
    path("kpis/tried/", compose.preview, name="kpi-tried"),
    path("kpis/<slug:code>/", views.kpi, name="kpi"),
    path("kpis/<slug:code>/change/", compose.redefine, name="kpi-change"),
    path("kpis/<slug:code>/switch/", compose.switch, name="kpi-switch"),
]
