"""Temporary tables that rows pass through on their way into the facts."""

from django.db import connection
from django.db.models import Model

from apps.intake.staging import postgres, sqlite
from apps.intake.staging.base import PREFIX, Dialect, column_type, quoted

__all__ = ["PREFIX", "Dialect", "dialect", "quoted", "type_of"]


def dialect() -> Dialect:
    """The one of the database in use."""
    return postgres.PostgreSQL() if connection.vendor == "postgresql" else sqlite.SQLite()


def type_of(model: type[Model], column: str) -> str:
    """The database type of a fact's column, as staged."""
    vendor = postgres.TYPES if connection.vendor == "postgresql" else sqlite.TYPES
    return column_type(model, column, vendor)
