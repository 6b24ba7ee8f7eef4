"""Routes of goals' API."""

from django.urls import path

from apps.goals.api import views

urlpatterns = [path("people/<who:who>/targets/", views.Targets.as_view(), name="targets")]
