"""The reading step of a draft: what the file is, and what a person can say about how it is read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.intake.mapping import parse_reading
from apps.intake.mapping.spec import CustomerBy, Reading
from apps.intake.matching.customers import DOTS
from apps.intake.models import SourceDraft
from apps.intake.operations.drafts import reading_is_open
from apps.intake.proposing.looks import Look, look_of
from apps.intake.reading import FileRefused
from apps.intake.reading.inspect import Inspection, inspect_file
from apps.intake.reasons import file_reason
from apps.intake.trying import draft_path
from apps.intake.web.wizard.masking import masked

ROWS: Final = 12
LONG_NUMBER: Final = re.compile(r"[0-9]{4,}(?=[0-9]{4})")  # such as a phone number, whose end stays
DELIMITERS: Final[Mapping[str, Promise]] = {
    "auto": _("Found from the header"),
    ",": _("Comma"),
    ";": _("Semicolon"),
    "\t": _("Tab"),
}
ENCODINGS: Final[Mapping[str, str | Promise]] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": _("GB18030 (简体)"),
    "gb2312": _("GB2312 (简体)"),
    "big5": _("Big5 (繁體)"),
    "cp1252": _("Windows 1252 (Western Europe)"),
}
NAMES: Final = {"\t": "tab"}  # what a form calls a sign that a browser may trim


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPage:
    """What the step shows. `trouble`: why the file cannot be read as it is declared, and what to do."""

    found: Inspection | None
    reading: Reading
    is_open: bool
    trouble: tuple[str, str] | None
    encodings: tuple[tuple[str, str, str], ...]  # value, name, how the first lines look
    delimiters: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]


def reading_page(draft: SourceDraft) -> ReadingPage:
    """Look at the file as it is declared by now."""
    reading = parse_reading(draft.spec)
    said = "reading" in draft.answers or draft.source_id is not None
    found, trouble = _looked(draft, reading if said else None)
    if found is not None and trouble is None:
        reading = found.reading
    return ReadingPage(
        found=found,
        reading=reading,
        is_open=reading_is_open(draft),
        trouble=trouble,
        encodings=tuple(
            (one.encoding, str(ENCODINGS.get(one.encoding, one.encoding)), LONG_NUMBER.sub(DOTS, one.sample))
            for one in (found.encodings if found else ())
        ),
        delimiters=tuple((NAMES.get(sign, sign), str(name)) for sign, name in DELIMITERS.items()),
        rows=_masked(found) if found else (),
    )


def _looked(draft: SourceDraft, given: Reading | None) -> tuple[Inspection | None, tuple[str, str] | None]:
    """The file as declared; as proposed, with the trouble, where the declaration does not fit."""
    path = draft_path(draft)
    try:
        return inspect_file(path, draft.filename, given), None
    except FileRefused as refused:
        trouble = file_reason(refused.code, refused.values)
    try:
        return inspect_file(path, draft.filename), trouble
    except FileRefused:
        return None, trouble


def _masked(found: Inspection) -> tuple[tuple[str, ...], ...]:
    """The first rows, phone numbers masked."""
    phones = {n for n, column in enumerate(zip(*found.rows, strict=True)) if look_of(column) is Look.PHONE}
    return tuple(
        tuple(masked(text, CustomerBy.PHONE if n in phones else None) for n, text in enumerate(row))
        for row in found.rows[:ROWS]
    )


def reading_of(posted: Mapping[str, Any]) -> dict[str, Any]:
    """What a form says about how a file is read, as a mapping holds it. ValueError for a row that is none."""
    signs = {name: sign for sign, name in NAMES.items()}
    delimiter = str(posted.get("delimiter", "auto"))
    return {
        "delimiter": signs.get(delimiter, delimiter),
        "sheet": str(posted.get("sheet", "")),
        "encoding": str(posted.get("encoding", "utf-8")),
        "header_row": int(posted.get("header_row") or 1),
        "first_column": int(posted.get("first_column") or 1),
    }
