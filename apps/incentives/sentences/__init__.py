"""Codes with values become sentences here, in the reader's language."""

from apps.incentives.sentences.exceptions import Explained, exception_sentence
from apps.incentives.sentences.lines import line_sentence, line_title, step_title
from apps.incentives.sentences.plan import PlanSentence, plan_sentences
from apps.incentives.sentences.trail import verb_text
from apps.incentives.sentences.words import Words, days_text, figure_text, points_text, ratio_text

__all__ = [
    "Explained",
    "PlanSentence",
    "Words",
    "days_text",
    "exception_sentence",
    "figure_text",
    "line_sentence",
    "line_title",
    "plan_sentences",
    "points_text",
    "ratio_text",
    "step_title",
    "verb_text",
]
