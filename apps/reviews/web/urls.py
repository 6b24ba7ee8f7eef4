"""Routes of reviews."""

from django.urls import path

from apps.reviews.web.views import actions, reviews

urlpatterns = [
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/calendar.ics", reviews.review_calendar_file, name="review-calendar"),
    path("reviews/team/<int:pk>/", reviews.review_history, name="review-history"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/begin/", reviews.review_begin, name="review-begin"),
    path("reviews/<int:pk>/minutes/", reviews.review_minutes, name="review-minutes"),
    path("reviews/<int:pk>/later/", reviews.review_later, name="review-later"),
    path("reviews/<int:pk>/note/", reviews.review_note, name="review-note"),
    path("reviews/<int:pk>/lesson/", reviews.review_lesson, name="review-lesson"),
    path("reviews/<int:pk>/present/", reviews.review_present, name="review-present"),
    path("reviews/<int:pk>/cause/<slug:code>/", reviews.review_cause, name="review-cause"),
    path("reviews/<int:pk>/action/", reviews.review_action, name="review-action"),
    path("reviews/<int:pk>/close/", reviews.review_close, name="review-close"),
    path("actions/", actions.actions, name="actions"),
    path("actions/<int:pk>/done/", actions.action_done, name="action-done"),
    path("actions/<int:pk>/drop/", actions.action_drop, name="action-drop"),
]
