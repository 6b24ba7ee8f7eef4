"""What helps: the tree of causes, material linked to causes, and the questions of a conversation."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.coaching.choices import Evidence, GrowStep, MaterialKind
from apps.people.models import Person


class Cause(models.Model):
    """A cause that a conversation may choose, under the KPIs it belongs to (codes; none: under every one)."""

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    kpi_codes = models.JSONField(_("KPIs"), default=list, blank=True)
    evidence = models.CharField(_("evidence"), max_length=20, choices=Evidence.choices, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["code"], name="coaching_cause_code")]

    def __str__(self) -> str:
        return self.name


class Material(models.Model):
    """A page, a file, a link, or a best-practice record, which is shown only with its agent's consent."""

    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=6, choices=MaterialKind.choices)
    text = models.TextField(_("text"), blank=True)
    url = models.URLField(_("address"), blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    file_type = models.CharField(max_length=100, blank=True)
    file_bytes = models.BinaryField(null=True, blank=True)
    record_type = models.CharField(max_length=10, blank=True)  # call, order
    record_id = models.BigIntegerField(null=True, blank=True)
    agent = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    consent_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)
    causes = models.ManyToManyField(Cause, related_name="material", blank=True, verbose_name=_("causes"))
    active = models.BooleanField(_("active"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind=MaterialKind.RECORD)
                | Q(agent__isnull=False, record_id__isnull=False, record_type__in=["call", "order"]),
                name="coaching_material_record",
            ),
            models.CheckConstraint(
                condition=Q(consent_at__isnull=True) | Q(refused_at__isnull=True),
                name="coaching_material_consent",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class GuideQuestion(models.Model):
    """A question that helps a conversation along, by the steps of GROW."""

    step = models.CharField(_("step"), max_length=7, choices=GrowStep.choices)
    text = models.CharField(_("question"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.text
