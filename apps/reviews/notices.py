"""The sentences of the notices that reviews leave."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Final[dict[str, str | Promise]] = {
    "action.owned": _("You own an action, due %(due)s: %(text)s"),
    "action.due": _("An action of yours is due on %(due)s: %(text)s"),
    "review.minutes": _("The minutes of %(team)s can be read."),
}
