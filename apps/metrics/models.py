"""KPIs, their versions, and cells: the one place figures are kept."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.metrics.choices import Category, CellGrain, Horizon, KpiDirection, Subject, Unit


class Kpi(models.Model):
    """A figure people steer by: one measure, or one measure over another (see KpiVersion)."""

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(
        _("name"), max_length=120
    )  # English; names of the catalogue are translated on display
    category = models.CharField(max_length=12, choices=Category.choices)
    horizon = models.CharField(max_length=6, choices=Horizon.choices)
    unit = models.CharField(max_length=8, choices=Unit.choices)
    direction = models.CharField(max_length=6, choices=KpiDirection.choices)
    decimals = models.PositiveSmallIntegerField(default=0)  # shown digits
    is_volume = models.BooleanField()  # scales with working time, is paced; a ratio or average is not
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["code"], name="metrics_kpi_code")]

    def __str__(self) -> str:
        return self.name


class KpiVersion(models.Model):
    """What a KPI is made of, from `starts` on. Measures are named in `apps.metrics.measures`.

    value = numerator / scale / denominator (or numerator / scale without a denominator). Scale: 100 for money
    in minor units with two decimals and for scores in hundredths, else 1; it never differs between versions.
    """

    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    starts = models.DateField()
    numerator = models.CharField(max_length=60)
    denominator = models.CharField(max_length=60, blank=True)
    scale = models.PositiveIntegerField(default=1)
    min_sample = models.PositiveIntegerField(
        default=0
    )  # of n; below it a ratio is neither ranked nor paid nor coached
    parameters = models.JSONField(default=dict, blank=True)  # look_back_days, top_score, order_state …

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kpi", "version"], name="metrics_kpi_version_once"),
            models.UniqueConstraint(fields=["kpi", "starts"], name="metrics_kpi_version_starts_once"),
            models.CheckConstraint(condition=Q(scale__gt=0), name="metrics_kpi_version_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} v{self.version}"


class Cell(models.Model):
    """KPI × agent or team × grain × period start → numerator, denominator, n. Always follows the facts.

    No row: no data. `denominator` is null for a plain count or sum; a ratio with denominator 0 is no data.
    `n` is what a sample is judged by: the records (or distinct customers) in the denominator, or in the
    numerator without one.
    """

    kpi = models.ForeignKey(Kpi, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    subject = models.CharField(max_length=5, choices=Subject.choices)
    subject_id = models.BigIntegerField()
    grain = models.CharField(max_length=7, choices=CellGrain.choices)
    starts = models.DateField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField(null=True)
    n = models.BigIntegerField()
    revision = models.BigIntegerField(default=0)  # of all cells, when it was written last

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grain", "starts", "subject", "subject_id", "kpi"], name="metrics_cell_once"
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "subject_id", "grain", "starts"], name="metrics_cell_subject")
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id} {self.subject} {self.subject_id} {self.grain} {self.starts}"


class CellRevision(models.Model):
    """How often cells were written: one row, moved on by the one consumer in its own transaction."""

    number = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="metrics_cell_revision_one"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class GoneCell(models.Model):
    """A cell that is there no more: whoever has copied it learns of that by the revision."""

    kpi = models.ForeignKey(Kpi, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    subject = models.CharField(max_length=5, choices=Subject.choices)
    subject_id = models.BigIntegerField()
    grain = models.CharField(max_length=7, choices=CellGrain.choices)
    starts = models.DateField()
    revision = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kpi_id} {self.subject} {self.subject_id} {self.grain} {self.starts}"


class CellCheck(models.Model):
    """One comparison of all cells with the records, a night each: `examples` are the first differences."""

    day = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    compared = models.BigIntegerField(default=0)
    different = models.BigIntegerField(default=0)
    waiting = models.BigIntegerField(default=0)
    examples = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day"], name="metrics_cell_check_once"),
            models.CheckConstraint(
                condition=Q(different__gte=0, different__lte=F("compared"), waiting__gte=0),
                name="metrics_cell_check_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.different} of {self.compared} differ"
