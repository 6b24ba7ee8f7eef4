"""Writing the catalogue of KPIs."""

from django.db import transaction

from apps.metrics.catalogue import CATALOGUE, STARTS, Entry
from apps.metrics.models import Kpi, KpiVersion


@transaction.atomic
def install_catalogue() -> int:
    """Add the KPIs of the catalogue that are missing, with their first version. Returns how many were added.

    What is there stays as it is: an organisation may have renamed it or given it another version.
    """
    there = set(Kpi.objects.values_list("code", flat=True))
    missing = [(position, entry) for position, entry in enumerate(CATALOGUE) if entry.code not in there]
    Kpi.objects.bulk_create([_kpi(entry, position) for position, entry in missing])
    ids = dict(Kpi.objects.values_list("code", "pk"))
    KpiVersion.objects.bulk_create([_version(entry, ids[entry.code]) for _, entry in missing])
    return len(missing)


def _kpi(entry: Entry, position: int) -> Kpi:
    return Kpi(
        code=entry.code,
        name=entry.name,
        category=entry.category,
        horizon=entry.horizon,
        unit=entry.unit,
        direction=entry.direction,
        decimals=entry.decimals,
        is_volume=entry.is_volume,
        position=position,
        active=entry.active,
    )


def _version(entry: Entry, kpi_id: int) -> KpiVersion:
    return KpiVersion(
        kpi_id=kpi_id,
        version=1,
        starts=STARTS,
        numerator=entry.numerator,
        denominator=entry.denominator,
        scale=entry.scale,
        min_sample=entry.min_sample,
        parameters=dict(entry.parameters),
    )
