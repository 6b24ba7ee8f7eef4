"""What coaching's verbs are called in the trail."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, Promise]] = {
    "coaching.assigned": _("Coaching assigned by rule"),
    "coaching.closed": _("Coaching closed"),
    "coaching.talk_recorded": _("Coaching talk written down"),
    "coaching_rule.created": _("Coaching rule created"),
    "coaching_rule.edited": _("Coaching rule changed"),
    "coaching_rule.switched_off": _("Coaching rule switched off"),
    "coaching_rule.switched_on": _("Coaching rule switched on"),
}
