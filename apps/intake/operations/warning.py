"""Late sources are said to the data stewards, once a day each."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from apps.intake.models import Source
from apps.intake.operations.telling import tell_stewards
from apps.intake.queries import Freshness, sources_freshness
from apps.people.clock import local_day


def warn_of_late_sources(*, at: datetime) -> int:
    """Tell the stewards of each source that is late and of which they have not been told today."""
    late = [source for source in sources_freshness(local_day(at), at) if source.state == "late"]
    return sum(_warn(source, at=at) for source in late)


@transaction.atomic
def _warn(source: Freshness, *, at: datetime) -> bool:
    today = local_day(at)
    untold = Source.objects.filter(Q(warned_on__isnull=True) | Q(warned_on__lt=today), pk=source.source_id)
    if source.expected is None or not untold.update(warned_on=today):
        return False
    code, values = "intake.never", {"source": source.name, "expected": source.expected.isoformat()}
    if source.covered_last is not None:
        code, values = "intake.late", {**values, "last": source.covered_last.isoformat()}
    return bool(tell_stewards(code=code, values=values, url=reverse("data-home"), at=at))
