"""Reads of reviews."""

from apps.reviews.queries.due import DueReview, due_reviews
from apps.reviews.queries.lists import listed_actions, open_actions, open_reviews

__all__ = ["DueReview", "due_reviews", "listed_actions", "open_actions", "open_reviews"]
