"""What performance's verbs are called in the trail."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, Promise]] = {
    "board.set": _("Leaderboard of a team set"),
    "insight_rule.off_for_team": _("Rule of insights switched off for a team"),
    "insight_rule.on_for_team": _("Rule of insights switched on again for a team"),
    "insight_rule.written": _("Rule of insights changed"),
    "insights.found": _("Rules of insights looked at a day"),
    "results.stored": _("Results of a closed month stored"),
    "wallboard.made": _("Link to a wallboard made"),
    "wallboard.revoked": _("Link to a wallboard revoked"),
}
