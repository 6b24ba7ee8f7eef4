"""English, 繁體中文, 简体中文: complete in each."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

from tests.structure.source import ROOT, python_files, templates

LANGUAGES = ("zh_Hant", "zh_Hans")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w+)\}")


def catalogue(language: str) -> polib.POFile:
    """A language's messages."""
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated_or_unsure(language: str) -> None:
    messages = catalogue(language)
    assert [entry.msgid for entry in messages.untranslated_entries()] == []
    assert [entry.msgid for entry in messages.fuzzy_entries()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language: str) -> None:
    wrong = [
        entry.msgid
        for entry in catalogue(language)
        for text in translations(entry)
        if sorted(match[0] for match in PLACEHOLDER.finditer(text)) != sorted(wanted(entry))
    ]
    assert not wrong


# Per cent signs stay doubled where they were, and markup stays whole.
KEPT = re.compile(r"%%|</?\w+>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_per_cent_signs_and_markup_survive_translation(language: str) -> None:
    wrong = [
        entry.msgid
        for entry in catalogue(language)
        for text in translations(entry)
        if sorted(KEPT.findall(text)) != sorted(KEPT.findall(entry.msgid_plural or entry.msgid))
    ]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_english_in_another_language(language: str) -> None:
    same = {
        entry.msgid for entry in catalogue(language) for text in translations(entry) if text == entry.msgid
    }
    assert not [msgid for msgid in same if set(LETTERS.findall(PLACEHOLDER.sub(" ", msgid))) - SAME_AS_IT_IS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_writes_its_own_characters(language: str) -> None:
    """Characters and quotation marks that belong to the other way of writing have slipped through."""
    foreign = "们个为这说时数据员会后开关发" if language == "zh_Hant" else "們個為這說時數據員會後開關發「」"
    texts = [text for entry in catalogue(language) for text in translations(entry)]
    slipped = [text for text in texts if set(text) & set(foreign) and text not in NAMES_OF_LANGUAGES]
    assert not slipped


def test_a_language_is_called_by_its_own_name_everywhere() -> None:
    names = {"Traditional Chinese": "繁體中文", "Simplified Chinese": "简体中文"}
    for language in LANGUAGES:
        found = {entry.msgid: entry.msgstr for entry in catalogue(language) if entry.msgid in names}
        assert found == names


@pytest.mark.parametrize(("column", "language"), [(2, "zh_Hant"), (3, "zh_Hans")])
def test_the_glossary_has_the_words_of_the_catalogue(column: int, language: str) -> None:
    said = "\n".join(text for entry in catalogue(language) for text in translations(entry))
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in glossary.splitlines() if line.startswith("| ")]
    words = {word for row in rows for word in re.split(r"[；：、/ ]+", row[column].strip())}
    assert len(words) > 80
    assert not {word for word in words - NAMES_OF_LANGUAGES if word not in said}


def translations(entry: polib.POEntry) -> list[str]:
    """What an entry is translated to; several texts where it counts things."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def wanted(entry: polib.POEntry) -> list[str]:
    """The placeholders a translation must have."""
    return [match[0] for match in PLACEHOLDER.finditer(entry.msgid_plural or entry.msgid)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_code_is_in_the_catalogue(language: str, tmp_path: Path) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("xgettext is not installed, so the code's texts cannot be listed")
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue(language) if not entry.obsolete}
    missing = [msgid for context, msgid in texts_of_the_code(tmp_path) if (context, msgid) not in known]
    assert not missing


def texts_of_the_code(scratch: Path) -> Iterator[tuple[str | None, str]]:
    """Every translatable text of Python files and templates, as xgettext finds it."""
    sources = [*python_files("apps", "kpiportal"), *(templatized(path, scratch) for path in templates())]
    listing = scratch / "sources.txt"
    listing.write_text("\n".join(map(str, sources)), encoding="utf-8")
    target = scratch / "all.pot"
    keywords = [
        *("gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3"),
        *("pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3"),
    ]
    subprocess.run(
        [
            *("xgettext", "-L", "Python", "--from-code=UTF-8", "-f", str(listing), "-o", str(target)),
            *(f"--keyword={keyword}" for keyword in keywords),
        ],
        check=True,
        capture_output=True,
    )
    for entry in polib.pofile(str(target)):
        yield entry.msgctxt, entry.msgid


def templatized(path: Path, scratch: Path) -> Path:
    """A template turned into Python that xgettext can read."""
    target = scratch / (path.relative_to(ROOT).as_posix().replace("/", "__") + ".py")
    target.write_text(templatize(path.read_text(encoding="utf-8"), origin=str(path)), encoding="utf-8")
    return target


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_a_template_says_nothing_untranslated(path: Path) -> None:
    words = set(bare_words(path.read_text(encoding="utf-8")))
    assert not words - SAME_IN_EVERY_LANGUAGE


# Names, and what stands for itself.
SAME_IN_EVERY_LANGUAGE = {
    "KPI Portal",
    "KPI",
    "CSV",
    "XLSX",
    "JSON",
    "API",
    "English",
    "SHA-256",
    "OpenAPI",
    "SVG",
    "PNG",
    "PDF",
}
SAME_AS_IT_IS = SAME_IN_EVERY_LANGUAGE | {"CRM", "Excel", "Tab"}
NAMES_OF_LANGUAGES = {"繁體中文", "简体中文"}
BEGIN, END = {"blocktranslate", "blocktrans", "comment"}, {"endblocktranslate", "endblocktrans", "endcomment"}
# Code and what is set as code (class "mono"): names of columns and fields, the same in every language.
UNSEEN = re.compile(
    r"<!--.*?-->|<(script|code)\b.*?</\1>"
    r"|<(\w+)\b[^>]*class=\"(?:[\w-]+ )*mono(?: [\w-]+)*\"[^>]*>.*?</\2>|<[^>]*>|&\w+;",
    re.DOTALL,
)
LETTERS = re.compile(r"[A-Za-z]{2,}[A-Za-z ]*")


def bare_words(text: str) -> list[str]:
    """Words between tags, outside of what is translated or a comment."""
    kept: list[str] = []
    inside = False
    for token in Lexer(text).tokenize():
        word = token.split_contents()[0] if token.token_type == TokenType.BLOCK else ""
        inside = (inside or word in BEGIN) and word not in END
        # A gap where something else was: it parts words, and leaves a tag that is open open.
        kept.append(token.contents if token.token_type == TokenType.TEXT and not inside else "\0")
    return [found.strip() for found in LETTERS.findall(UNSEEN.sub("\0", "".join(kept)))]
