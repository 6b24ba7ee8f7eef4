"""What intake's verbs are called in the trail."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, Promise]] = {
    "agent_alias.added": _("Agent of a source named"),
    "attribution.changed": _("Order given to another agent"),
    "batch.cancelled": _("Import cancelled"),
    "batch.imported": _("File imported"),
    "batch.pushed": _("Records pushed"),
    "batch.received": _("File received"),
    "batch.refused": _("File refused"),
    "batch.released": _("Held file released"),
    "batch.started": _("Import started"),
    "batch.withdrawn": _("Import withdrawn"),
    "claim.accepted": _("Claim of an order accepted"),
    "claim.declined": _("Claim of an order declined"),
    "claim.made": _("Order claimed"),
    "corrections.accepted": _("Corrections accepted"),
    "corrections.declined": _("Corrections declined"),
    "customer.erased": _("Customer erased"),
    "draft.removed": _("Draft of a source removed"),
    "draft.started": _("Draft of a source started"),
    "mapping.saved": _("Mapping saved"),
    "record.left_out": _("Record left out"),
    "record.put_back": _("Record put back"),
    "retention.kept": _("What is no longer kept has gone"),
    "source.changed": _("Source changed"),
    "source.created": _("Source connected"),
    "source.retention_set": _("Time for which a source keeps"),
    "source.day_empty": _("Day without records"),
    "source.day_expected": _("Day expected again"),
    "source.ended": _("Source ended"),
    "source.expected": _("Delivery days set"),
    "source.limited": _("Limits set"),
    "source.resumed": _("Source resumed"),
    "source.watched": _("Watched folder set"),
    "source_token.given": _("Token of a source given"),
    "source_token.revoked": _("Token of a source revoked"),
}
