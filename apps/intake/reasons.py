"""Codes of refused files, held rows and warnings as sentences, each with what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What happened, and the remedy; placeholders are filled from the values kept with the code."""

    sentence: Text
    remedy: Text = ""


FILE: Final[Mapping[str, Reason]] = {
    "empty_file": Reason(
        sentence=_("The file is empty."), remedy=_("Export it again and look whether it holds rows.")
    ),
    "header_only": Reason(
        sentence=_("The file ends after its header: it holds no rows."),
        remedy=_("Export it again for days that have records."),
    ),
    "unknown_kind": Reason(
        sentence=_("Files that end in “%(suffix)s” cannot be read."),
        remedy=_("Save it as CSV in UTF-8 or as XLSX."),
    ),
    "not_what_it_says": Reason(
        sentence=_("The file ends in %(said)s, but holds %(found)s."),
        remedy=_("Save it again in the format its name says; renaming is not enough."),
    ),
    "encrypted_or_old": Reason(
        sentence=_("The workbook is encrypted, or of the old XLS format."),
        remedy=_("Remove the password, or save it as XLSX."),
    ),
    "macros": Reason(sentence=_("The workbook holds macros."), remedy=_("Save it as XLSX without macros.")),
    "broken_workbook": Reason(
        sentence=_("The workbook cannot be opened: it is damaged."), remedy=_("Export it again.")
    ),
    "too_large_unpacked": Reason(
        sentence=_("The workbook is larger than %(megabytes)s MB unpacked."),
        remedy=_("Save it as CSV in UTF-8."),
    ),
    "several_sheets": Reason(
        sentence=_("The workbook has several sheets: %(sheets)s."),
        remedy=_("Say in the source's mapping which one it is, or leave only one."),
    ),
    "no_such_sheet": Reason(
        sentence=_("The workbook has no sheet “%(sheet)s”. It has: %(sheets)s."),
        remedy=_("Correct the name of the sheet in the source's mapping."),
    ),
    "encoding": Reason(sentence=_("Row %(row)s is not UTF-8."), remedy=_("Save the file as CSV in UTF-8.")),
    "encoding_utf16": Reason(
        sentence=_("The file is not UTF-8, but probably UTF-16."), remedy=_("Save the file as CSV in UTF-8.")
    ),
    "unterminated_quote": Reason(
        sentence=_("A quotation mark is opened and never closed."),
        remedy=_('Look for a single " in the file and double it or remove it.'),
    ),
    "duplicate_header": Reason(
        sentence=_("A header comes more than once: %(headers)s."),
        remedy=_("Give each column a name of its own."),
    ),
    "missing_column": Reason(
        sentence=_("The file lacks: %(columns)s."),
        remedy=_("Export it with these columns, or say in the mapping how this source calls them."),
    ),
    "scientific_id": Reason(
        sentence=_(
            "Row %(row)s: the id “%(value)s” in “%(column)s” was turned into a number by a spreadsheet."
        ),
        remedy=_("Export the file again and import it without opening it in a spreadsheet."),
    ),
    "file_gone": Reason(sentence=_("The stored file is gone."), remedy=_("Bring the file again.")),
    "refused_by_person": Reason(sentence=_("Refused: %(reason)s")),
    "rows_unaccounted": Reason(
        sentence=_("%(read)s of %(rows)s rows were read and %(counted)s accounted for."),
        remedy=_("Cancel this import and report it: this must not happen."),
    ),
    "unexpected": Reason(
        sentence=_("Something unexpected happened; the log says what."),
        remedy=_("Try again, and report it if it happens again."),
    ),
}

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

WARNING: Final[Mapping[str, Reason]] = {
    "extra_column": Reason(
        sentence=_("The column “%(column)s” is not used."),
        remedy=_("Add it to the mapping if it means something."),
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
    "blank_row": Reason(
        sentence=ngettext_lazy("%(rows)s blank row is left out.", "%(rows)s blank rows are left out.", "rows")
    ),
}


def file_reason(code: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Why a file was refused or an import failed, and the remedy, in the language that is active now."""
    return _texts(FILE, code, values)


def row_reason(code: str, values: Mapping[str, Any], *, column: str = "", value: str = "") -> tuple[str, str]:
    """Why a row is held, and the remedy."""
    return _texts(ROW, code, {"column": column, "value": value, **values})


def row_title(code: str) -> str:
    """A reason for many rows, of which none is at hand to be quoted."""
    return str(TITLES.get(code, code))


def warning_text(code: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """What a person should know of a file, and the remedy."""
    return _texts(WARNING, code, values)


def _texts(reasons: Mapping[str, Reason], code: str, values: Mapping[str, Any]) -> tuple[str, str]:
    reason = reasons[code]
    sentence: Any = reason.sentence  # not made a str before: one with a plural chooses it by the values
    return str(sentence % values), str(reason.remedy)
