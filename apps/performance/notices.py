"""The sentences of the notices that performance leaves."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Final[dict[str, str | Promise]] = {
    "insights.found": _("%(count)s things stand out in your teams through %(day)s."),
}
