"""Every measure has words."""

from apps.metrics.measures import MEASURES
from apps.metrics.wordings import worded


def test_every_measure_has_words_and_no_words_are_left_over() -> None:
    assert worded() == set(MEASURES)
