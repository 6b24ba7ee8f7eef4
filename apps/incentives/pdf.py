"""A page as PDF, where WeasyPrint and the library it draws with (Pango) are installed; else printing remains.

The portal does not ask for either: `pip install weasyprint`, and the system's Pango, switch it on.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.contrib.staticfiles import finders


@cache
def _weasyprint() -> Any:
    """The package, or None where it or its system library is missing."""
    if find_spec("weasyprint") is None:
        return None
    try:
        return import_module("weasyprint")
    except OSError:  # the package is there, the library is not
        return None


def can_make_pdf() -> bool:
    """Whether PDFs can be made here."""
    return _weasyprint() is not None


def pdf_of(html: str, *, style: str) -> bytes:
    """The page as PDF with one style sheet of the static files; nothing else is fetched, from anywhere."""
    weasyprint = _weasyprint()
    found = finders.find(style)
    sheet = weasyprint.CSS(filename=str(found))
    made: bytes = weasyprint.HTML(string=html, url_fetcher=_refuse).write_pdf(stylesheets=[sheet])
    return made


def _refuse(url: str, *_more: Any, **_options: Any) -> Any:
    raise ValueError(f"a statement fetches nothing: {url}")
