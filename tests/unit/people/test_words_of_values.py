"""Values of sentences: days and months are kept in ISO and said as people say them."""

import pytest
from django.utils import translation

from apps.people.written import in_words


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        ("2026-11-23", "23 Nov 2026", "2026年11月23日"),
        ("2026-11", "November 2026", "2026年11月"),
    ],
)
def test_days_and_months_are_said_in_the_readers_language(value: str, english: str, chinese: str) -> None:
    assert in_words(value) == english
    with translation.override("zh-hant"):
        assert in_words(value) == chinese


@pytest.mark.parametrize("value", ["2026-13", "2026-02-30", "A-2026-11", "2026-11-23 09:00", "", 12, None])
def test_whatever_is_neither_stays_as_it_is(value: object) -> None:
    assert in_words(value) == value
