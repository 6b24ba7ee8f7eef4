"""Reads of reviews."""

from apps.reviews.queries.due import DueReview, due_reviews
from apps.reviews.queries.lists import (
    carried_actions,
    done_actions,
    listed_actions,
    open_actions,
    open_reviews,
    own_actions,
    reviews_listed,
)

__all__ = [
    "DueReview",
    "carried_actions",
    "done_actions",
    "due_reviews",
    "listed_actions",
    "open_actions",
    "open_reviews",
    "own_actions",
    "reviews_listed",
]
