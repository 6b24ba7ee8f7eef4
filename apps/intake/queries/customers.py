"""What customers are called: masked, unless their source says otherwise; and since when they are nobody's."""

from collections.abc import Collection
from typing import Final

from django.utils.translation import gettext as _

from apps.intake.models import Customer
from apps.people.written import day_text

IDS_AT_ONCE: Final = 10_000  # that either database takes as parameters


def customer_names(ids: Collection[int]) -> dict[int, str]:
    """What people see of each of them. One query for each `IDS_AT_ONCE`."""
    names: dict[int, str] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), IDS_AT_ONCE):
        rows = Customer.objects.filter(pk__in=ordered[start : start + IDS_AT_ONCE])
        for number, label, since in rows.values_list("pk", "label", "forgotten_on"):
            names[number] = label if since is None else _("erased on %(day)s") % {"day": day_text(since)}
    return names
