"""Templates: they compile, somebody uses them, and the content security policy can be strict."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.template import engines

from tests.structure.source import python_files, templates

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.DOTALL),
    "an on… attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE | re.DOTALL),
    "hx-on, which needs eval": re.compile(r"\bhx-on\b"),
    "hx-vals with js:": re.compile(r"hx-(?:vals|vars|headers)\s*=\s*.\s*js(?:cript)?:"),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "a part from elsewhere": re.compile(
        r"<(?:script|link|img|iframe)[^>]*(?:src|href)\s*=\s*.(?:https?:)?//", re.IGNORECASE | re.DOTALL
    ),
}
TAG = re.compile(r"\{%.*?%\}")
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE | re.DOTALL)
# Data for scripts (json_script) is not run.
DATA = re.compile(r"type\s*=\s*.application/json")
# What Django and its apps look up by name.
BY_CONVENTION = re.compile(
    r"(^|/)(40[034]|403_csrf|500)\.html$|^(registration|admin|rest_framework|django_tables2)/|/forms/"
)


def short(path: Path) -> str:
    """The name a template is loaded by."""
    return path.as_posix().rpartition("/templates/")[2]


@pytest.mark.parametrize("path", templates(), ids=short)
def test_it_compiles(path: Path) -> None:
    engines["django"].from_string(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", templates(), ids=short)
def test_it_needs_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    written = TAG.sub("", text)  # `{% if one == month %}` inside an element is not an attribute of it
    found = [what for what, pattern in INLINE.items() if pattern.search(written)]
    assert not found
    for script in SCRIPT.findall(text):
        assert "src=" in script or DATA.search(script), "a script inside the page"


def test_there_are_templates() -> None:
    assert templates()


def test_every_template_is_used() -> None:
    unused = [short(path) for path in templates() if not is_used(path)]
    assert not unused


def is_used(path: Path) -> bool:
    """Whether code, settings or another template names it."""
    others = (text for source, text in everything() if source != path)
    return bool(BY_CONVENTION.search(short(path))) or any(short(path) in text for text in others)


@cache
def everything() -> tuple[tuple[Path, str], ...]:
    """Every template and Python file with its text."""
    files = [*templates(), *python_files("apps", "kpiportal")]
    return tuple((path, path.read_text(encoding="utf-8")) for path in files)
