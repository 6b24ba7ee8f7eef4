"""Routes of people's API."""

from django.urls import path

from apps.people.api import views

urlpatterns = [
    path("token/", views.TokenView.as_view(), name="token"),
    path("me/", views.Me.as_view(), name="me"),
    path("people/", views.People.as_view(), name="people"),
    path("people/<who:who>/", views.OnePerson.as_view(), name="person"),
    path("teams/", views.Teams.as_view(), name="teams"),
]
