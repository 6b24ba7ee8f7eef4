"""The sentences of the notices that stewards get."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Final[dict[str, Promise]] = {
    "intake.held": _("%(source)s: %(file)s is held until you decide."),
    "intake.late": _("%(source)s is late: it reaches to %(last)s and should reach to %(expected)s."),
    "intake.refused": _("%(source)s: %(file)s from the watched folder was refused."),
    "intake.unreadable": _("%(source)s: %(file)s in the watched folder cannot be read."),
}
