"""The tables of intake."""

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.intake.models import Batch
from apps.intake.queries.desk import held_back

FIGURES = {"th": {"class": "num"}, "td": {"class": "num"}}


class BatchTable(tables.Table):
    """Files as they came, the newest first."""

    filename = tables.TemplateColumn(
        template_name="intake/_file.html", verbose_name=_("File"), order_by=("filename", "pk")
    )
    source = tables.Column(verbose_name=_("Source"), accessor="source__name", order_by=("source__name", "pk"))
    state = tables.TemplateColumn(template_name="intake/_state.html", verbose_name=_("State"))
    days = tables.TemplateColumn(
        template_name="intake/_days.html", verbose_name=_("Days"), order_by=("covers_last", "pk")
    )
    read = tables.TemplateColumn(
        template_name="intake/_read.html", verbose_name=_("Rows"), order_by=("read", "pk"), attrs=FIGURES
    )
    held = tables.TemplateColumn(
        template_name="intake/_held.html", verbose_name=_("Not taken"), attrs=FIGURES, order_by=("held",)
    )
    created_at = tables.TemplateColumn(
        template_name="intake/_came.html", verbose_name=_("Received"), order_by=("created_at", "pk")
    )

    class Meta:
        attrs = {"class": "table card-table table-vcenter table-stack duo", "id": "batches"}
        order_by = ("-created_at",)

    def order_held(self, batches: QuerySet[Batch], is_descending: bool) -> tuple[QuerySet[Batch], bool]:
        """By rows that were rejected, parked or queued."""
        return held_back(batches).order_by("-held" if is_descending else "held", "pk"), True
