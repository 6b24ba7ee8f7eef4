"""Phrases for rows with `starts` (inclusive) and `ends` (exclusive, empty = open)."""

from datetime import date

from django.db.models import Q


def active_on(on: date, prefix: str = "") -> Q:
    """Rows in force on a day; `prefix` is the relation's name with its double underscore."""
    return Q(**{f"{prefix}starts__lte": on}) & (
        Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gt": on})
    )


def touching(first: date, last: date, prefix: str = "") -> Q:
    """Rows in force on some day of [first, last]."""
    return Q(**{f"{prefix}starts__lte": last}) & (
        Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gt": first})
    )
