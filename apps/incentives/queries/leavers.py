"""Who left by the end of a month."""

from collections.abc import Collection
from datetime import date

from apps.people.days import ONE_DAY
from apps.people.models import Employment


def leavers(person_ids: Collection[int], last: date) -> dict[int, date]:
    """Person → the last day of the employment, where that is `last` or before and none follows. One query."""
    rows = Employment.objects.filter(starts__lte=last).order_by("starts", "pk")
    wanted = set(person_ids)
    found = rows.values_list("person_id", "ends")
    latest = {person_id: ends for person_id, ends in found if person_id in wanted}
    return {
        person_id: ends - ONE_DAY
        for person_id, ends in latest.items()
        if ends is not None and ends <= last + ONE_DAY
    }
