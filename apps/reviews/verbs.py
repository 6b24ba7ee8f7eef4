"""What reviews' verbs are called in the trail."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, Promise]] = {
    "review.cause_chosen": _("Cause of a gap chosen"),
    "review.begun": _("Review opened, figures frozen"),
    "review.closed": _("Review closed"),
    "review.lesson": _("Lesson of complaints written"),
    "review.opened": _("Review opened"),
    "review_action.added": _("Action decided"),
    "review_action.done": _("Action done"),
    "review_action.dropped": _("Action dropped"),
}
