"""Every reason in the three languages: with its values, and with something to do about it."""

import re

import pytest
from django.utils import translation

from apps.intake.reasons import FILE, ROW, WARNING, Reason

NAMED = re.compile(r"%\((\w+)\)s")
EVERY = [
    (f"{kind} {code}", reason)
    for kind, reasons in (("file", FILE), ("row", ROW), ("warning", WARNING))
    for code, reason in reasons.items()
]
WITHOUT_REMEDY = {  # what needs none: decided by a person, or said of what is left out on purpose
    "file refused_by_person",
    *(f"row {code}" for code in ("declined", "filtered", "footer", "blank_row", "duplicate_row")),
    *(f"warning {code}" for code in ("footer", "duplicate_row", "blank_row", "full_width")),
}


class AnyValues(dict[str, object]):
    """Values of any name."""

    def __missing__(self, key: str) -> int:
        return 7


def said(reason: Reason, language: str) -> tuple[str, str]:
    with translation.override(language):
        sentence: object = reason.sentence
        return str(sentence % AnyValues()), str(reason.remedy)  # type: ignore[operator]


@pytest.mark.parametrize(("name", "reason"), EVERY, ids=[name for name, _ in EVERY])
def test_a_reason_is_said_in_three_languages(name: str, reason: Reason) -> None:
    english, remedy = said(reason, "en")
    assert english
    for language in ("zh-hant", "zh-hans"):
        sentence, what_to_do = said(reason, language)
        assert re.search("[\u4e00-\u9fff]", sentence), f"{language}: {english}"
        assert sentence.count("7") == english.count("7")
        assert bool(what_to_do) == bool(remedy)
        assert not remedy or re.search("[\u4e00-\u9fff]", what_to_do), f"{language}: {remedy}"


@pytest.mark.parametrize(("name", "reason"), EVERY, ids=[name for name, _ in EVERY])
def test_a_reason_says_what_to_do(name: str, reason: Reason) -> None:
    assert bool(str(reason.remedy)) or name in WITHOUT_REMEDY
