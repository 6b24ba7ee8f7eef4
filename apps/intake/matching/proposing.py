"""Who a name nobody knows may be: proposals for a person to confirm, never taken by themselves."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Final

from apps.people.names import name_key

LIKE: Final = 0.72  # share of letters in common from which two names look alike
MOST: Final = 3


def proposals(ref: str, names: Mapping[int, str]) -> list[int]:
    """The keys of the names most like `ref`, the best first, at most `MOST`.

    A short form with the same initial and the same last name is like the whole: `C. Ng` is `Carmen Ng`.
    """
    wanted = name_key(ref)
    found = [(likeness(wanted, name_key(name)), key) for key, name in names.items()]
    best = sorted((-share, key) for share, key in found if share >= LIKE)
    return [key for _share, key in best[:MOST]]


def likeness(one: str, other: str) -> float:
    """From 0 to 1; both as `name_key` writes them."""
    if _short_form(one, other) or _short_form(other, one):
        return 0.95
    matcher = SequenceMatcher(None, one, other)
    return matcher.ratio() if matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE else 0.0


def _short_form(short: str, whole: str) -> bool:
    parts, words = short.replace(".", " ").split(), whole.split()
    if len(parts) < 2 or len(words) < 2 or parts[-1] != words[-1]:
        return False
    return len(parts[0]) == 1 and words[0].startswith(parts[0])
