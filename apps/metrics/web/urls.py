"""Routes of metrics."""

from django.urls import path

from apps.metrics.web import compose, talk, views

urlpatterns = [
    path("kpis/new/", compose.compose, name="kpi-new"),
    path("kpis/tried/", compose.preview, name="kpi-tried"),
    path("kpis/talk_time/calls/", talk.talk, name="talk"),
    path("kpis/talk_time/calls/band/", talk.set_band, name="talk-band"),
    path("kpis/<slug:code>/", views.kpi, name="kpi"),
    path("kpis/<slug:code>/change/", compose.redefine, name="kpi-change"),
    path("kpis/<slug:code>/switch/", compose.switch, name="kpi-switch"),
]
