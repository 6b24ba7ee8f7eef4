"""Routes of insights."""

from django.urls import path

from apps.performance.web.views import insights

urlpatterns = [
    path("insights/", insights.insights, name="insights"),
    path("insights.<slug:kind>", insights.export, name="insights-export"),
    path("insights/rules/", insights.rules, name="insight-rules"),
    path("insights/rules/<slug:kind>/", insights.rule, name="insight-rule"),
    path("insights/rules/<slug:kind>/teams/<int:pk>/", insights.switch, name="insight-rule-team"),
]
