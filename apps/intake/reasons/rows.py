"""Why a row did not become records."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.intake.reasons.base import Reason, Text

_MEND: Final = _("Mend the row in the file and bring it again.")

ROW: Final[Mapping[str, Reason]] = {
    "blank": Reason(sentence=_("%(column)s is blank."), remedy=_MEND),
    "not_a_number": Reason(sentence=_("“%(value)s” is not a number."), remedy=_MEND),
    "too_large": Reason(sentence=_("“%(value)s” is too large a number."), remedy=_MEND),
    "too_many_decimals": Reason(
        sentence=_("“%(value)s” has more decimals than can be kept; nothing is rounded."), remedy=_MEND
    ),
    "negative": Reason(sentence=_("“%(value)s” is negative."), remedy=_MEND),
    "not_above_zero": Reason(sentence=_("“%(value)s” is not above 0."), remedy=_MEND),
    "not_in_table": Reason(
        sentence=_("The table in the mapping has no “%(value)s”."),
        remedy=_("Add it to the table of the mapping, or mend the row."),
    ),
    "unknown_team": Reason(
        sentence=_("No team is called “%(value)s”, or more than one is."),
        remedy=_("Add the team, or correct its code or name in the file."),
    ),
    "over_the_whole": Reason(
        sentence=_("“%(value)s” is more than the whole."),
        remedy=_("Shares are percent, or ratios where the mapping says so; mend the row and bring it again."),
    ),
    "ends_before_start": Reason(sentence=_("“%(value)s” lies before the beginning."), remedy=_MEND),
    "not_a_duration": Reason(
        sentence=_("“%(value)s” is not a duration as this source declares them."),
        remedy=_("Correct the unit of durations in the mapping, or mend the row."),
    ),
    "over_24_hours": Reason(sentence=_("“%(value)s” is longer than 24 hours."), remedy=_MEND),
    "not_a_date": Reason(
        sentence=_("“%(value)s” is not a date in the order this source declares."),
        remedy=_("Correct the order of day, month and year in the mapping, or mend the row."),
    ),
    "not_a_time": Reason(sentence=_("“%(value)s” has no time of day that can be read."), remedy=_MEND),
    "impossible_date": Reason(sentence=_("There is no day “%(value)s”."), remedy=_MEND),
    "future_day": Reason(sentence=_("“%(value)s” lies in the future."), remedy=_MEND),
    "day_too_early": Reason(sentence=_("“%(value)s” lies before 2010."), remedy=_MEND),
    "time_skipped": Reason(
        sentence=_("“%(value)s” does not exist: the clocks were put forward."),
        remedy=_("Export times with their offset, or correct the time zone of the source."),
    ),
    "time_twice": Reason(
        sentence=_("“%(value)s” came twice: the clocks were put back."),
        remedy=_("Export times with their offset."),
    ),
    "not_yes_or_no": Reason(sentence=_("“%(value)s” is neither yes nor no."), remedy=_MEND),
    "unknown_value": Reason(
        sentence=_("The mapping does not say what “%(value)s” means."), remedy=_("Add it to the mapping.")
    ),
    "too_long": Reason(sentence=_("The text is too long: “%(value)s”."), remedy=_MEND),
    "other_currency": Reason(
        sentence=_("“%(value)s” is not the currency of this source; currencies are never mixed."),
        remedy=_MEND,
    ),
    "hidden_characters": Reason(sentence=_("“%(value)s” holds characters nobody can see."), remedy=_MEND),
    "cell_error": Reason(
        sentence=_("%(column)s holds the error “%(value)s” instead of a value."),
        remedy=_("Mend the formula in the spreadsheet, or the row in the file, and bring it again."),
    ),
    "formula_without_value": Reason(
        sentence=_("%(column)s holds a formula without its result: “%(value)s”."),
        remedy=_(
            "Open the workbook in the spreadsheet program, let it calculate, save it and bring it again."
        ),
    ),
    "cell_too_long": Reason(
        sentence=_("%(column)s holds a text longer than a spreadsheet can: “%(value)s”."), remedy=_MEND
    ),
    "nul": Reason(sentence=_("The row holds NUL bytes."), remedy=_MEND),
    "ragged": Reason(
        sentence=_("The row has %(found)s cells instead of %(expected)s."),
        remedy=_("Look for a missing or surplus delimiter; mend the row and bring it again."),
    ),
    "two_values_one_key": Reason(
        sentence=_("“%(value)s” comes again in row %(other_row)s with other values; neither is taken."),
        remedy=_("Decide which one is right and leave only that one in the file."),
    ),
    "unknown_agent": Reason(
        sentence=_("Nobody is called “%(value)s” on that day."),
        remedy=_("Say who it is: the rows then run by themselves."),
    ),
    "ambiguous_agent": Reason(
        sentence=_("More than one person is called “%(value)s” on that day."),
        remedy=_("Say which of them it is."),
    ),
    "no_agent": Reason(
        sentence=_(
            "“%(value)s” names no agent, and no call of the %(days)s days before reached the customer."
        ),
        remedy=_("Say whose it is, or wait for the calls: the row then runs by itself."),
    ),
    "agent_waits": Reason(
        sentence=_("To be given to %(name)s (%(why)s), but %(value)s is closed or frozen (%(reason)s)."),
        remedy=_("Accept or decline the correction."),
    ),
    "frozen_day": Reason(
        sentence=_("%(value)s is closed or frozen (%(reason)s)."),
        remedy=_("Accept or decline the correction."),
    ),
    "withdrawal_waits": Reason(
        sentence=_(
            "Withdrawn, but %(value)s is closed or frozen (%(reason)s): it stays until that is decided."
        ),
        remedy=_("Accept or decline the correction."),
    ),
    "leave_out_waits": Reason(
        sentence=_("To be left out (%(why)s), but %(value)s is closed or frozen (%(reason)s)."),
        remedy=_("Accept or decline the correction."),
    ),
    "put_back_waits": Reason(
        sentence=_("To be put back, but %(value)s is closed or frozen (%(reason)s)."),
        remedy=_("Accept or decline the correction."),
    ),
    "left_out": Reason(
        sentence=_("“%(value)s” was left out: %(reason)s"),
        remedy=_("Put it back on the page of the record if it counts after all."),
    ),
    "declined": Reason(sentence=_("Declined: %(reason)s")),
    "filtered": Reason(sentence=_("The mapping leaves out such rows.")),
    "footer": Reason(sentence=_("A row of totals (“%(value)s”), not a record.")),
    "blank_row": Reason(sentence=_("A blank row.")),
    "duplicate_row": Reason(sentence=_("Says the same as row %(other_row)s.")),
}

# For rows that contradict or repeat others: until the import only their number is known.
TITLES: Final[Mapping[str, Text]] = {
    "two_values_one_key": _("The same id comes with different values; none of the rows is taken."),
    "duplicate_row": _("Says the same as another row of the file."),
}
