"""Plans and honours in Django's admin: their names only, as an administrator sees no pay."""

from django.contrib import admin

from apps.incentives.models import HonourRule, Plan
from apps.people.admin import ReadOnlyAdmin


@admin.register(Plan)
class PlanAdmin(ReadOnlyAdmin):
    """Which plans there are; their rules and amounts are on HR's pages."""

    list_display = ("code", "name", "currency")
    fields = ("code", "name", "currency")


@admin.register(HonourRule)
class HonourRuleAdmin(ReadOnlyAdmin):
    """Which honours there are."""

    list_display = ("code", "name", "basis", "starts", "active")
