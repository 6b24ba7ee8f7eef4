"""Causes and material that fit a coaching."""

from collections.abc import Collection

from django.db.models import QuerySet

from apps.coaching.models import Cause, Material


def causes_for(kpi_code: str) -> list[Cause]:
    """The causes one can choose on a KPI: those under it, and those that lie under every one. One query.

    A cause that has others below it is a heading; where nothing fits the KPI every cause may be chosen.
    """
    rows = list(Cause.objects.filter(active=True).select_related("parent").order_by("position", "pk"))
    headings = {row.parent_id for row in rows}
    leaves = [row for row in rows if row.pk not in headings]
    fitting = [row for row in leaves if not row.kpi_codes or kpi_code in row.kpi_codes]
    return fitting if any(row.kpi_codes for row in fitting) else leaves


def fitting_material(material: QuerySet[Material], cause_ids: Collection[int]) -> QuerySet[Material]:
    """What helps with the causes; the newest first."""
    return material.filter(active=True, causes__in=list(cause_ids)).distinct().order_by("-created_at", "-pk")
