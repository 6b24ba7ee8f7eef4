"""The batch machine of design §4: the database is the truth, Celery only the doorbell."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.intake.choices import BatchState, RecordType, RowFate, Way
from apps.intake.models.source import Mapping, Source

WRITING_STATES = (BatchState.PROFILING, BatchState.IMPORTING)
UNDONE_STATES = (BatchState.REFUSED, BatchState.CANCELLED, BatchState.WITHDRAWN)


class StoredFile(models.Model):
    """A file as it came, stored first, once by content."""

    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    path = models.CharField(max_length=200)  # below MEDIA_ROOT
    removed_on = models.DateField(null=True, blank=True)  # its bytes went: what it became stays

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sha256"], name="intake_file_sha256")]

    def __str__(self) -> str:
        return self.sha256[:12]


class Batch(models.Model):
    """One file of one source under one mapping version. Counts are in rows of the file."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    mapping = models.ForeignKey(Mapping, on_delete=models.PROTECT, related_name="batches")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="batches")
    filename = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=BatchState.choices, default=BatchState.RECEIVED)
    repairs = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="repaired_by"
    )  # the batch whose rejected rows it brings again, mended
    auto_import = models.BooleanField(default=False)  # goes on from ready by itself
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.UPLOAD)
    # what the file is said to hold; another number refuses it. The sum in minor units.
    control_rows = models.BigIntegerField(null=True, blank=True)
    control_sum = models.BigIntegerField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    # who works on it: a lease with a fencing token; every write of a worker checks the token
    token = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=60, blank=True)  # who had it last
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    checkpoint_row = models.BigIntegerField(default=0)  # rows of the file that are done for good
    checkpoint_offset = models.BigIntegerField(default=0)  # where reading goes on (bytes, or rows of a sheet)

    # while the file is read before anything is written: which step, rows of it, thousandths of the file
    seen_step = models.CharField(max_length=6, blank=True)
    seen_rows = models.BigIntegerField(default=0)
    seen_share = models.PositiveSmallIntegerField(null=True, blank=True)
    seen_since = models.DateTimeField(null=True, blank=True)

    total_rows = models.BigIntegerField(null=True, blank=True)
    read = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)  # new or changed
    changed = models.BigIntegerField(default=0)  # of accepted: replaced an older value
    unchanged = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    parked = models.BigIntegerField(default=0)
    queued = models.BigIntegerField(default=0)
    skipped = models.BigIntegerField(default=0)
    covers_first = models.DateField(null=True, blank=True)  # the days this file speaks for
    covers_last = models.DateField(null=True, blank=True)
    profile = models.JSONField(default=dict, blank=True)  # columns, warnings, rows by day, forecast of fates
    error_code = models.CharField(max_length=60, blank=True)
    error_values = models.JSONField(default=dict, blank=True)

    was_known = False  # of a batch just received: the same file had come before

    class Meta:
        constraints: ClassVar = [
            # what was refused, cancelled or withdrawn may be brought again; a push is known by its key
            models.UniqueConstraint(
                fields=["source", "file", "mapping"],
                name="intake_batch_identity",
                condition=~Q(state__in=UNDONE_STATES) & ~Q(way=Way.PUSH),
            ),
            models.CheckConstraint(
                condition=~Q(state=BatchState.IMPORTED)
                | Q(
                    read=F("accepted")
                    + F("unchanged")
                    + F("rejected")
                    + F("parked")
                    + F("queued")
                    + F("skipped")
                ),
                name="intake_batch_every_row_accounted_for",
            ),
            models.CheckConstraint(
                condition=~Q(state=BatchState.REFUSED) | ~Q(error_code=""),
                name="intake_batch_refused_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WRITING_STATES) | Q(lease_until__isnull=True),
                name="intake_batch_lease_while_working",
            ),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="intake_batch_work")]

    def __str__(self) -> str:
        return f"{self.filename} #{self.pk}"


class HeldRow(models.Model):
    """A row that did not become a fact, with its reason; parked and queued rows may still become one."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="held_rows")
    row = models.BigIntegerField()  # line of the file as people count: the header is 1
    fate = models.CharField(max_length=10, choices=RowFate.choices)
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=60)
    values = models.JSONField(default=dict, blank=True)
    raw = models.JSONField(default=dict)  # column -> text as it stood in the file
    ref = models.CharField(max_length=120, blank=True)  # parked: what the file calls the agent
    settled_at = models.DateTimeField(
        null=True, blank=True
    )  # parked or queued: became a fact, or was declined

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "row"], name="intake_held_row_once")
        ]
        indexes = [
            models.Index(
                fields=["fate", "ref"], name="intake_held_row_ref", condition=Q(settled_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch} row {self.row}: {self.code}"


class SupersededFact(models.Model):
    """A value that a later batch replaced; withdrawing that batch restores the newest one not withdrawn."""

    record_type = models.CharField(max_length=20, choices=RecordType.choices)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    key = models.CharField(max_length=120)
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="superseded"
    )  # that wrote the old value
    replaced_by = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="replacements")
    row = models.BigIntegerField(default=0)  # of that batch's file
    values = models.JSONField()  # every column of the fact as it stood

    class Meta:
        indexes = [models.Index(fields=["record_type", "source", "key"], name="intake_superseded_key")]

    def __str__(self) -> str:
        return f"{self.record_type} {self.key}"


class Confirmation(models.Model):
    """Facts of which another file said the same: it keeps them when the batch that wrote them is withdrawn.

    One row for a whole block of unchanged rows: `facts` packs the numbers of the facts and the rows of the
    file that said so (`merging.confirmed` writes and reads it), as a re-import confirms every row it has.
    """

    record_type = models.CharField(max_length=20, choices=RecordType.choices)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="confirmations")
    first_fact = models.BigIntegerField()
    last_fact = models.BigIntegerField()
    count = models.PositiveIntegerField()
    facts = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(first_fact__lte=F("last_fact"), count__gt=0), name="intake_confirmation_some"
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.record_type} in {self.batch_id}"
