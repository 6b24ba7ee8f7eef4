"""Sample files of sources that are being connected: which of them names a customer.

No mapping says yet for certain where customers stand in them, so every cell is looked at. Rather one draft
too many than one too few: it is started again from its file in a minute.
"""

import re
from collections.abc import Iterator
from typing import Final

import polars as pl

from apps.intake.mapping import parse_reading
from apps.intake.models import SourceDraft
from apps.intake.reading import FileRefused, open_unbound
from apps.intake.storage import stored_path
from apps.people.names import name_key

FEWEST_DIGITS: Final = 7  # with fewer a text is no phone number, and must be the same altogether
LAST_DIGITS: Final = 8  # that two spellings of a phone number share, with a country's code or without
_NO_DIGIT: Final = re.compile(r"[^0-9]")


def drafts_that_name(ref: str) -> Iterator[SourceDraft]:
    """Drafts in whose file a cell says what a source calls a customer. Every file is read.

    What cannot be read is not searched: it goes when its time is over.
    """
    named: dict[int, bool] = {}
    drafts = SourceDraft.objects.filter(file__removed_on__isnull=True).select_related("file")
    for draft in drafts.order_by("pk"):
        if draft.file_id not in named:
            named[draft.file_id] = _names(draft, ref)
        if named[draft.file_id]:
            yield draft


def _names(draft: SourceDraft, ref: str) -> bool:
    try:
        table = open_unbound(stored_path(draft.file), draft.filename, parse_reading(draft.spec))
        blocks = table.blocks(table.start, table.first_row)
        heads = pl.Series("headers", table.headers, dtype=pl.String)  # a file without a header begins at once
        return _any(heads, ref) or any(
            _any(column, ref) for block in blocks for column in block.frame.get_columns()
        )
    except FileRefused:
        return False


def _any(texts: pl.Series, ref: str) -> bool:
    """Whether any of the texts is another spelling of `ref`."""
    wanted = name_key(ref)
    digits = _NO_DIGIT.sub("", wanted)
    plain = texts.str.len_bytes() == texts.str.len_chars()
    simple = texts.filter(plain)
    found = simple.str.strip_chars().str.replace_all(r"\s+", " ").str.to_lowercase() == wanted
    if len(digits) >= FEWEST_DIGITS:
        found |= simple.str.replace_all(r"[^0-9]", "").str.ends_with(digits[-LAST_DIGITS:])
    return bool(found.any()) or any(
        _is(name_key(text), wanted, digits) for text in texts.filter(~plain).unique()
    )


def _is(key: str, wanted: str, digits: str) -> bool:
    if key == wanted:
        return True
    return len(digits) >= FEWEST_DIGITS and _NO_DIGIT.sub("", key).endswith(digits[-LAST_DIGITS:])
