"""Importing a roster: all of a file or nothing of it; the same file again changes nothing."""

from apps.people.operations.roster.importing import RosterResult, import_roster

__all__ = ["RosterResult", "import_roster"]
