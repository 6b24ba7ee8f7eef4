"""What coaching's verbs are called in the trail."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, Promise]] = {
    "coaching.asked": _("Coaching asked for"),
    "coaching.confirmed": _("Coaching plan confirmed"),
    "coaching.decided": _("Coaching outcome decided"),
    "coaching.declined": _("Coaching declined"),
    "coaching.forgotten": _("Old coaching forgotten"),
    "coaching.handed_on": _("Coaching handed on"),
    "coaching.item_added": _("Coaching training or support added"),
    "coaching.item_done": _("Coaching training or support done"),
    "coaching.outcome": _("Coaching outcome came in"),
    "coaching.planned": _("Coaching plan written"),
    "coaching.postponed": _("Coaching postponed"),
    "coaching.praised": _("Praise given"),
    "coaching.started": _("Coaching started by a leader"),
    "coaching.view_written": _("Cause written in coaching"),
    "coaching_cause.saved": _("Cause of coaching saved"),
    "coaching_material.added": _("Material added to the library"),
    "coaching_material.consent": _("Consent to show a record"),
    "coaching_material.withdrawn": _("Material taken out of the library"),
    "coaching_policy.set": _("Coaching policy set"),
    "coaching_question.saved": _("Guide question saved"),
    "coaching_slots.set": _("Talks a week of a coach set"),
    "coaching.assigned": _("Coaching assigned by rule"),
    "coaching.closed": _("Coaching closed"),
    "coaching.talk_recorded": _("Coaching talk written down"),
    "coaching_rule.created": _("Coaching rule created"),
    "coaching_rule.edited": _("Coaching rule changed"),
    "coaching_rule.switched_off": _("Coaching rule switched off"),
    "coaching_rule.switched_on": _("Coaching rule switched on"),
}
