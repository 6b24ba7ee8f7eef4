"""Why a file is refused as a whole, or its import failed."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.intake.reasons.base import Reason

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
        remedy=_(
            "Save it as CSV in UTF-8, XLSX, XLS, ODS or JSON Lines; one file may be packed by gzip or zip."
        ),
    ),
    "not_what_it_says": Reason(
        sentence=_("The file ends in %(said)s, but holds %(found)s."),
        remedy=_("Save it again in the format its name says; renaming is not enough."),
    ),
    "encrypted": Reason(
        sentence=_("The workbook is protected by a password."),
        remedy=_("Remove the password and save it again."),
    ),
    "encrypted_or_old": Reason(  # of batches refused before XLS could be read
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
    "xml_entities": Reason(
        sentence=_("The workbook holds a document type, which no spreadsheet writes: it is not opened."),
        remedy=_("Export it again from the program that made it."),
    ),
    "too_many_columns": Reason(
        sentence=_("The file has %(columns)s columns; at most %(most)s are read."),
        remedy=_("Export only the columns that are needed."),
    ),
    "too_many_cells": Reason(
        sentence=_("The sheet claims more than %(cells)s filled cells."),
        remedy=_("Export it again from the program that made it, or save it as CSV in UTF-8."),
    ),
    "too_many_faults": Reason(
        sentence=_("The workbook is full of errors and formulas without a value, such as “%(text)s”."),
        remedy=_("Open it in the spreadsheet program, let it calculate, and save it again."),
    ),
    "no_header": Reason(
        sentence=_("Nothing stands in row %(row)s from column %(column)s on, where the header should be."),
        remedy=_("Correct in the source's mapping where the table begins."),
    ),
    "archive_several": Reason(
        sentence=_("The archive holds %(count)s files instead of one: %(names)s."),
        remedy=_("Pack each file alone."),
    ),
    "archive_nested": Reason(
        sentence=_("The archive holds another archive: “%(name)s”."), remedy=_("Pack the file itself.")
    ),
    "archive_encrypted": Reason(
        sentence=_("The archive is protected by a password."), remedy=_("Pack the file without one.")
    ),
    "archive_path": Reason(
        sentence=_("The archive names its file “%(name)s”, which leads out of the archive."),
        remedy=_("Pack the file again, without folders."),
    ),
    "archive_broken": Reason(
        sentence=_("The archive cannot be unpacked: it is damaged."), remedy=_("Export it again.")
    ),
    "too_large_packed": Reason(
        sentence=_("The archive was still unpacking after %(megabytes)s MB: it is stopped there."),
        remedy=_("Export fewer days at once, or bring the file unpacked."),
    ),
    "json_line": Reason(
        sentence=_("Line %(row)s is not a JSON object."),
        remedy=_("Export it again: each line is one object."),
    ),
    "json_nested": Reason(
        sentence=_("Line %(row)s: “%(column)s” holds a list or an object instead of a value."),
        remedy=_("Export it flat: one text, number, true, false or null for each key."),
    ),
    "several_sheets": Reason(
        sentence=_("The workbook has several sheets: %(sheets)s."),
        remedy=_("Say in the source's mapping which one it is, or leave only one."),
    ),
    "no_such_sheet": Reason(
        sentence=_("The workbook has no sheet “%(sheet)s”. It has: %(sheets)s."),
        remedy=_("Correct the name of the sheet in the source's mapping."),
    ),
    "encoding": Reason(
        sentence=_("Row %(row)s is not UTF-8."),
        remedy=_("Save the file as CSV in UTF-8, or declare its encoding in the source's mapping."),
    ),
    "encoding_declared": Reason(
        sentence=_("Row %(row)s cannot be read as %(encoding)s, the encoding that the source declares."),
        remedy=_("Correct the encoding in the source's mapping, or export the file again."),
    ),
    "encoding_none": Reason(
        sentence=_("The file reads in none of the encodings that are known here."),
        remedy=_("Save the file as CSV in UTF-8."),
    ),
    "encoding_utf16": Reason(
        sentence=_("The file is not UTF-8, but probably UTF-16."), remedy=_("Save the file as CSV in UTF-8.")
    ),
    "unterminated_quote": Reason(
        sentence=_("A quotation mark is opened and never closed."),
        remedy=_('Look for a single " in the file and double it or remove it.'),
    ),
    "endless_record": Reason(
        sentence=_("A row of the file has no end: it is not a table of lines."),
        remedy=_("Export it again as CSV, one record a line."),
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
    "file_gone": Reason(
        sentence=_("The stored file is gone."),
        remedy=_("Bring the same file again: it is stored anew, and a stopped import can then be resumed."),
    ),
    "disk_full": Reason(
        sentence=_("The disk on which the portal works is full. Nothing is half-written."),
        remedy=_("Have space freed. Then resume the import, or bring a file that was not read yet again."),
    ),
    "database_full": Reason(
        sentence=_("The database has no room left. Nothing is half-written."),
        remedy=_("Have space freed. Then resume the import, or bring a file that was not read yet again."),
    ),
    "control_rows": Reason(
        sentence=_("The file holds %(found)s rows, and should hold %(said)s."),
        remedy=_("Export it again whole, or correct the control total if that is wrong."),
    ),
    "control_sum": Reason(
        sentence=_("The amounts sum up to %(found)s, and should to %(said)s; %(unreadable)s are unreadable."),
        remedy=_("Export it again whole, or correct the control total if that is wrong."),
    ),
    "footer_sum": Reason(
        sentence=_("The amounts sum up to %(found)s, but its row of totals says %(said)s."),
        remedy=_("Export it again whole; rows are missing, or come twice."),
    ),
    "beyond_rejects": Reason(
        sentence=_("%(rejected)s of %(rows)s rows would be rejected: %(share)s, the limit is %(limit)s."),
        remedy=_("Look at the reasons, then release it or refuse it. Nothing is written yet."),
    ),
    "beyond_fall": Reason(
        sentence=_("%(rows)s rows are %(fall)s fewer than the usual %(usual)s; the limit is %(limit)s."),
        remedy=_("See whether the export is whole, then release it or refuse it. Nothing is written yet."),
    ),
    "no_day_of_file": Reason(
        sentence=_("The rows do not say their day, and neither does the file."),
        remedy=_("Give the day the file covers, or put it into its name, as 2026-11-24 or 20261124."),
    ),
    "ambiguous_number": Reason(
        sentence=_(
            "Row %(row)s, %(column)s: “%(value)s” may mean %(one)s or %(other)s, and the source does not say."
        ),
        remedy=_("Declare the decimal and the thousands sign in the source's mapping."),
    ),
    "mixed_numbers": Reason(
        sentence=_(
            "%(column)s is written in two ways: “%(value)s” in row %(row)s, “%(other)s” in row %(other_row)s."
        ),
        remedy=_("Export it again with one way of writing numbers."),
    ),
    "number_style": Reason(
        sentence=_(
            "Row %(row)s, %(column)s: “%(value)s” is not written with the signs that the source declares."
        ),
        remedy=_("Declare the decimal and the thousands sign in the source's mapping."),
    ),
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
