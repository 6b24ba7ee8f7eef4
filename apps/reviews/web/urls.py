"""Routes of reviews."""

from django.urls import path

from apps.reviews.web.views import actions, reviews

urlpatterns = [
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/cause/<slug:code>/", reviews.review_cause, name="review-cause"),
    path("reviews/<int:pk>/action/", reviews.review_action, name="review-action"),
    path("reviews/<int:pk>/close/", reviews.review_close, name="review-close"),
    path("actions/", actions.actions, name="actions"),
    path("actions/<int:pk>/done/", actions.action_done, name="action-done"),
]
