"""Routes of coaching's API."""

from django.urls import path

from apps.coaching.api import views

urlpatterns = [path("coaching/assignments/", views.Assignments.as_view(), name="assignments")]
