"""What the verbs of metrics are called in the trail."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, Promise]] = {
    "kpi.composed": _("KPI composed"),
    "kpi.redefined": _("KPI defined anew"),
    "kpi.band_set": _("Band of a KPI set"),
    "kpi.switched_on": _("KPI switched on"),
    "kpi.switched_off": _("KPI switched off"),
}
