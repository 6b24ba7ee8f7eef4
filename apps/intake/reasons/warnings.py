"""What a person should know of a file although it stops nothing."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.intake.reasons.base import Reason

WARNING: Final[Mapping[str, Reason]] = {
    "extra_column": Reason(
        sentence=_("The column “%(column)s” is not used."),
        remedy=_("Add it to the mapping if it means something."),
    ),
    "full_width": Reason(
        sentence=ngettext_lazy(
            "%(cells)s cell of “%(column)s” has full-width digits; it is read as a plain number.",
            "%(cells)s cells of “%(column)s” have full-width digits; they are read as plain numbers.",
            "cells",
        )
    ),
    "footer": Reason(
        sentence=ngettext_lazy(
            "%(rows)s row of totals is left out.", "%(rows)s rows of totals are left out.", "rows"
        )
    ),
    "duplicate_row": Reason(
        sentence=ngettext_lazy(
            "%(rows)s row comes twice; it counts once.", "%(rows)s rows come twice; each counts once.", "rows"
        )
    ),
    "old_days": Reason(
        sentence=_(
            "Its newest day is %(day)s. Until newer days come, everybody's figures that rest on its kind of "
            "record are complete only through that day."
        ),
        remedy=_("If nothing more is to come, end the source once this is imported: its page, “Deliveries”."),
    ),
    "blank_row": Reason(
        sentence=ngettext_lazy("%(rows)s blank row is left out.", "%(rows)s blank rows are left out.", "rows")
    ),
}
