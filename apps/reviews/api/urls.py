"""Routes of reviews' API."""

from django.urls import path

from apps.reviews.api import views

urlpatterns = [
    path("reviews/", views.Reviews.as_view(), name="reviews"),
    path("actions/", views.Actions.as_view(), name="actions"),
]
