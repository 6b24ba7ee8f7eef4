"""Routes of metrics."""

from django.urls import path

from apps.metrics.web import views

urlpatterns = [path("kpis/<slug:code>/", views.kpi, name="kpi")]
