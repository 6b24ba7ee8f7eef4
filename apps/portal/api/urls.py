"""All routes of the API, version 1: `api:…`."""

from django.urls import include, path

from apps.portal.api import numbers, views

app_name = "api"
urlpatterns = [
    path("schema/", views.Schema.as_view(), name="schema"),
    path("docs/", views.docs, name="docs"),
    path("figures/<slug:subject>/<int:pk>/<slug:kpi>/<slug:month>/", numbers.Number.as_view(), name="number"),
    *(
        path("", include(f"apps.{app}.api.urls"))
        for app in (
            "people",
            "intake",
            "metrics",
            "goals",
            "performance",
            "incentives",
            "coaching",
            "reviews",
        )
    ),
]
