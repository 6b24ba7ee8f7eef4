"""All routes of the API, version 1: `api:…`."""

from django.urls import include, path

from apps.portal.api import bi, numbers, views

app_name = "api"
urlpatterns = [
    path("schema/", views.Schema.as_view(), name="schema"),
    path("docs/", views.docs, name="docs"),
    path("bi/", bi.Tables.as_view(), name="bi-tables"),
    path("bi/<slug:table>.<slug:kind>", bi.Rows.as_view(), name="bi-rows"),
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
