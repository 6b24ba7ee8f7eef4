"""The columns that a download of held rows adds to those of the file; brought again, they are nobody's."""

from functools import cache
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.intake.mapping.texts import header_key

ADDED: Final = (_("Row in the file"), _("Why not taken"), _("What to do"))


def added_columns(columns: tuple[str, ...]) -> list[str]:
    """Their names in the language that is active now, none of which the file has."""
    return [_free(str(name), columns) for name in ADDED]


def is_added(header: str) -> bool:
    """Whether a column of a file is one of them, in whichever language it was downloaded."""
    return header_key(header.rstrip("+ ")) in _every_language()


@cache
def _every_language() -> frozenset[str]:
    found: set[str] = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.update(header_key(str(name)) for name in ADDED)
    return frozenset(found)


def _free(name: str, columns: tuple[str, ...]) -> str:
    while name in columns:
        name = f"{name} +"
    return name
