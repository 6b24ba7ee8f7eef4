"""Intake in Django's admin: to look only, as operations guard every write.

No facts and no held rows: they hold customers' data.
"""

from django.contrib import admin

from apps.intake import models
from apps.people.admin import ReadOnlyAdmin


@admin.register(models.Source)
class SourceAdmin(ReadOnlyAdmin):
    """Where records come from."""

    list_display = ("code", "name", "kind", "active")
    search_fields = ("code", "name")


@admin.register(models.Mapping)
class MappingAdmin(ReadOnlyAdmin):
    """How columns become records."""

    list_display = ("source", "version", "created_by", "created_at")


@admin.register(models.Batch)
class BatchAdmin(ReadOnlyAdmin):
    """Files and what became of them."""

    list_display = ("id", "source", "filename", "state", "created_at", "read", "accepted", "rejected")
    list_filter = ("state", "source")
