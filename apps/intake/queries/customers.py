"""What customers are called: masked, unless their source says otherwise; and since when they are nobody's."""

from collections.abc import Collection
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from apps.intake.matching.customers import DOTS
from apps.intake.models import Customer
from apps.people.written import day_text

IDS_AT_ONCE: Final = 10_000  # that either database takes as parameters


def customer_names(ids: Collection[int], *, whole: bool = False) -> dict[int, str]:
    """What people see of each of them; with `whole`, names that a source keeps as they are.

    One query for each `IDS_AT_ONCE`.
    """
    names: dict[int, str] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), IDS_AT_ONCE):
        rows = Customer.objects.filter(pk__in=ordered[start : start + IDS_AT_ONCE])
        for number, label, since in rows.values_list("pk", "label", "forgotten_on"):
            names[number] = _named(label, whole=whole) if since is None else _erased(since)
    return names


def _named(label: str, *, whole: bool) -> str:
    """The label; a name that was kept whole as a masked one begins, for who may not read it."""
    return label if whole or DOTS in label else label[:2] + DOTS


def _erased(since: date) -> str:
    return _("erased on %(day)s") % {"day": day_text(since)}
