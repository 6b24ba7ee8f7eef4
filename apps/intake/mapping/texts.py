"""One spelling for headers and compared values: case, spaces and full width do not matter."""

import re
import unicodedata

_GAPS = re.compile(r"[\s_\-]+")


def header_key(text: str) -> str:
    """A header without case, spaces, underscores and hyphens; full-width letters become plain ones."""
    return _GAPS.sub("", unicodedata.normalize("NFKC", text.lstrip("\ufeff"))).casefold()


def value_key(text: str) -> str:
    """A value as conditions and translations compare it: trimmed, case-folded."""
    return text.strip().casefold()
