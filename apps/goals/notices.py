"""The sentences of the notices that goals leaves for people."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Final[dict[str, str | Promise]] = {
    "scorecard.published": _(
        "Your targets from %(month)s on are published: please read and acknowledge them."
    ),
    "scorecard.retired": _("The targets “%(scorecard)s” were taken out of force: %(reason)s"),
}
