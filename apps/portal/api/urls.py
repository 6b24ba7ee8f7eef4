"""All routes of the API, version 1: `api:…`."""

from django.urls import include, path

from apps.portal.api import views

app_name = "api"
urlpatterns = [
    path("schema/", views.Schema.as_view(), name="schema"),
    path("docs/", views.docs, name="docs"),
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
