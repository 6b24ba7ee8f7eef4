"""Saying what texts of a source mean: its mapping learns them, and the rows they held up run again."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.intake.choices import RowFate
from apps.intake.mapping.learning import taught
from apps.intake.models import Batch, HeldRow, Source
from apps.intake.models import Mapping as MappingVersion
from apps.intake.operations.naming import PREVIEWED, look_again_at
from apps.intake.operations.receiving import NoMapping
from apps.intake.operations.settling import COUNTED, Settled, rerun_rows
from apps.intake.operations.sources import current_mapping, save_mapping
from apps.people.models import User
from apps.people.refusals import Refusal

UNKNOWN_VALUE = "unknown_value"


class NothingSaid(Refusal):
    """No text was given a meaning."""

    sentence = _("Say what at least one of the texts means.")


def teach(
    *,
    source: Source,
    column: str,
    meanings: Mapping[str, Mapping[str, str]],
    by: User,
    at: datetime,
) -> Settled:
    """Say what texts of a column mean, by place in the mapping: text → value; then the rows that follow run.

    The new words make a new version of the mapping; previews are made anew under it. InvalidMapping.
    """
    texts = {text for words in meanings.values() for text in words}
    if not texts:
        raise NothingSaid
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=source.pk)
        before = current_mapping(source)
        if before is None:
            raise NoMapping(source=source.name)
        spec = before.spec
        for place, words in meanings.items():
            spec = taught(spec, place, words)
        after = save_mapping(source=source, spec=spec, by=by, at=at)
        _previews(source, before, after)
    rows = HeldRow.objects.filter(
        batch__source=source,
        batch__state__in=COUNTED,
        fate=RowFate.REJECTED,
        code=UNKNOWN_VALUE,
        column=column,
        value__in=texts,
        settled_at__isnull=True,
    )
    return rerun_rows(rows, at=at)


def _previews(source: Source, before: MappingVersion, after: MappingVersion) -> None:
    """Previews under the version that is old now are made anew under the new one."""
    Batch.objects.filter(source=source, mapping=before, state__in=PREVIEWED).update(mapping=after)
    look_again_at(source_ids=[source.pk])
