"""One spelling for names and numbers, so that two systems that mean the same person match."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")


def tidy(text: str) -> str:
    """NFKC (full-width letters become plain ones), single spaces, none at the ends. Case stays."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def name_key(text: str) -> str:
    """What `Person.name_key` holds: `tidy` and case-folded. Two spellings of one name give one key."""
    return tidy(text).casefold()
