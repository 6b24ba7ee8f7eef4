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
    "no_time": Reason(
        sentence=ngettext_lazy(
            "%(rows)s row has a day and no time of day in “%(column)s”. It counts on its day; its time stays "
            "empty, it is not taken for midnight.",
            "%(rows)s rows have a day and no time of day in “%(column)s”. They count on their days; their "
            "times stay empty, they are not taken for midnight.",
            "rows",
        ),
        remedy=_(
            "Figures by hour of the day leave such rows out. Mend them in the file if their time is known."
        ),
    ),
    "credits_total": Reason(
        sentence=ngettext_lazy(
            "The credits of %(orders)s order are not 100 %% together: those of “%(order)s” are %(total)s.",
            "The credits of %(orders)s orders are not 100 %% together: those of “%(order)s” are %(total)s.",
            "orders",
        ),
        remedy=_("Mend them, unless the rest of them comes in another file: shared amounts must be whole."),
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
        remedy=_(
            "If nothing more is to come, or only from a later day on, say so on the page of the source, "
            "“Deliveries”."
        ),
    ),
    "blank_row": Reason(
        sentence=ngettext_lazy("%(rows)s blank row is left out.", "%(rows)s blank rows are left out.", "rows")
    ),
}
