"""What goals' verbs are called in the trail."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, Promise]] = {
    "goal_rules.set": _("Limits of scorecards set"),
    "measure.changed": _("Measure changed"),
    "measure.taken": _("Measure taken"),
    "objective.changed": _("Objective changed"),
    "objective.created": _("Objective created"),
    "scorecard.answer_accepted": _("Proposal of an agent accepted"),
    "scorecard.answer_declined": _("Proposal of an agent declined"),
    "scorecard.answered": _("Another target proposed by an agent"),
    "scorecard.approved": _("Scorecard approved"),
    "scorecard.change_answered": _("Change of targets answered by an agent"),
    "scorecard.change_approved": _("Change of targets approved"),
    "scorecard.change_declined": _("Change of targets declined"),
    "scorecard.change_proposed": _("Change of targets proposed"),
    "scorecard.deemed_seen": _("Targets deemed seen"),
    "scorecard.returned": _("Scorecard returned"),
    "scorecard.split": _("Team target split over its agents"),
    "scorecard.submitted": _("Scorecard submitted"),
    "scorecard.taken_back": _("Scorecard taken back"),
    "strategy.shared": _("Shares of the strategy set"),
    "strategy.template_set": _("Template of a focus set"),
    "scorecard.acknowledged": _("Targets acknowledged"),
    "scorecard.copied": _("Scorecard copied"),
    "scorecard.created": _("Scorecard drafted"),
    "scorecard.discarded": _("Scorecard draft thrown away"),
    "scorecard.person_target": _("Target of one agent changed"),
    "scorecard.published": _("Scorecard published"),
    "scorecard.retired": _("Scorecard taken out of force"),
    "scorecard.saved": _("Scorecard draft saved"),
}
