"""Reads one sheet of a workbook into columns of texts: a program of its own that knows nothing of Django.

A workbook is read in a process under a limit on its memory: what a file claims to hold (a cell at the far
corner of the sheet, a member that unpacks without end) stops this process and nothing else.

    python -m apps.intake.sheets FILE SUFFIX FOLDER BYTES {"sheet": "…"} | {"look": 60}

It writes FOLDER/result.json, and FOLDER/cells.arrow for a sheet.
"""
