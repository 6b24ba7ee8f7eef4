"""What the drivers of sales are called, for briefs and reviews."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DRIVERS: Final[dict[str, Promise]] = {
    "calls": _("Outbound calls"),
    "contacts": _("Customers reached"),
    "contact_rate": _("Customers reached per call"),
    "conversion": _("Buyers per customer reached"),
    "orders_per_buyer": _("Orders per buyer"),
    "amount_per_order": _("Amount per order"),
    "uncontacted": _("Orders nobody called for"),
    "refunds": _("Refunds and cancellations"),
}
