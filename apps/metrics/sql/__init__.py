"""Statements over the facts: one text for both databases, what differs in one small module each."""

from types import ModuleType

from django.db import connection

from apps.metrics.sql import postgres, sqlite


def dialect() -> ModuleType:
    """The module that spells what the two databases spell differently."""
    return postgres if connection.vendor == "postgresql" else sqlite
