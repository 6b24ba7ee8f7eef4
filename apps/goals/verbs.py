"""What goals' verbs are called in the trail."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, Promise]] = {
    "measure.changed": _("Measure changed"),
    "measure.taken": _("Measure taken"),
    "objective.changed": _("Objective changed"),
    "objective.created": _("Objective created"),
    "scorecard.acknowledged": _("Targets acknowledged"),
    "scorecard.copied": _("Scorecard copied"),
    "scorecard.created": _("Scorecard drafted"),
    "scorecard.discarded": _("Scorecard draft thrown away"),
    "scorecard.person_target": _("Target of one agent changed"),
    "scorecard.published": _("Scorecard published"),
    "scorecard.retired": _("Scorecard taken out of force"),
    "scorecard.saved": _("Scorecard draft saved"),
}
