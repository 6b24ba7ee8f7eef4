"""KPIs and their versions to look at: they are written by operations only."""

from django.contrib import admin

from apps.metrics.models import Kpi, KpiVersion
from apps.people.admin import ReadOnlyAdmin


@admin.register(Kpi)
class KpiAdmin(ReadOnlyAdmin):
    """KPIs."""

    list_display = ("code", "name", "category", "unit", "direction", "active")
    ordering = ("position", "pk")


@admin.register(KpiVersion)
class KpiVersionAdmin(ReadOnlyAdmin):
    """What each KPI is made of, and since when."""

    list_display = ("kpi", "version", "starts", "numerator", "denominator", "min_sample")
    ordering = ("kpi", "version")
