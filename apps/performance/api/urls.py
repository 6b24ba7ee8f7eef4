"""Routes of performance's API."""

from django.urls import path

from apps.performance.api import views

urlpatterns = [
    path("people/<who:who>/performance/", views.PersonPerformances.as_view(), name="person-performance"),
    path("teams/<int:pk>/performance/", views.TeamPerformances.as_view(), name="team-performance"),
]
