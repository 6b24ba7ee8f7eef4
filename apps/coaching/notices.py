"""The sentences of the notices that coaching leaves."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Final[dict[str, str | Promise]] = {
    "coaching.assigned": _("%(coach)s will coach you until %(due)s. See why, in figures."),
    "coaching.given": _("You coach %(person)s until %(due)s. See why, in figures."),
    "coaching.session": _("%(by)s wrote down your talk of %(day)s."),
    "coaching.closed": _("Your coaching was closed: see what came of it."),
}
