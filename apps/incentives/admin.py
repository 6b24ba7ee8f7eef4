"""Read-only: operations guard everything here, and an administrator sees no pay."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.incentives.models import HonourRule, Plan


class ReadOnly(admin.ModelAdmin[Any]):
    """May be looked at, never changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Operations make rows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Operations change rows."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted."""
        return False


@admin.register(Plan)
class PlanAdmin(ReadOnly):
    """Which plans there are; their rules and amounts are on HR's pages."""

    list_display = ("code", "name", "currency")
    fields = ("code", "name", "currency")


@admin.register(HonourRule)
class HonourRuleAdmin(ReadOnly):
    """Which honours there are."""

    list_display = ("code", "name", "basis", "starts", "active")
