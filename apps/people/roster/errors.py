"""Why a row was not taken: a code with the row, the column and the value.

The sentence in the reader's language.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Final[dict[str, Promise]] = {
    "missing": _("The cell is empty."),
    "from_missing": _(
        "No first day is given. Fill the cell, or say from which day such people count when you import."
    ),
    "too_long": _("The text is longer than %(limit)s characters."),
    "hidden_characters": _("There are invisible characters in it. Type it anew."),
    "spoiled_number": _(
        "A spreadsheet has turned this number into 1.23E+15 form. Format the column as text."
    ),
    "not_a_date": _("This is no date. Write it as 2026-03-31."),
    "date_order": _("Day and month cannot be told apart. Write the date as 2026-03-31."),
    "short_year": _("The year has two digits. Write the date as 2026-03-31."),
    "outside_calendar": _("The date lies outside the years 2010 to 2040."),
    "to_before_from": _("The last day is before the first."),
    "not_a_share": _("This is no share of full time. Write 50 % or 0.5; at most 100 %."),
    "unknown_role": _("There is no such role. Write agent, manager, hr, steward, director or administrator."),
    "role_needs_administrator": _("Only an administrator may import people with this role."),
    "own_record": _("You cannot change your own roles or teams. Ask an administrator."),
    "row_too_long": _("The row has more cells than the header."),
    "overlap": _("Another row says something else about this person on the same days (row %(other)s)."),
    "two_names": _("This number has another name in row %(other)s."),
    "name_ambiguous": _("More than one person has this name. Add a column with employee numbers."),
    "number_taken": _("This number belonged to someone else on these days: %(other)s."),
    "leader_ambiguous": _("More than one person has this name. Write the leader's employee number."),
    "leader_unknown": _("Nobody has this number. Add the leader's own row, or write the leader's name."),
    "same_name": _(
        "Someone of this name is known under another number. If it is the same person, give the number"
        " on their page instead."
    ),
    "two_sites": _("This team has another site in row %(other)s."),
    "leader_without_team": _("A leader needs a team to lead."),
    "closed_days": _(
        "This would change teams on a closed day, %(day)s (%(reason)s). Start it on a later day, or have the"
        " period reopened."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """One reason why one row cannot be taken. `row` is its line in the file, the header being 1."""

    row: int
    column: str
    value: str
    code: str
    details: tuple[tuple[str, str], ...] = ()

    @property
    def message(self) -> str:
        """The reason and the remedy in the language that is active now."""
        return str(SENTENCES[self.code]) % dict(self.details)


class BadCell(Exception):
    """A cell that cannot be read; `code` is one of `SENTENCES`."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = tuple((name, str(value)) for name, value in details.items())
        super().__init__(code)
