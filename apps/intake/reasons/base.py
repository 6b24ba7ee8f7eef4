"""A code as a sentence."""

from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What happened, and the remedy; placeholders are filled from the values kept with the code."""

    sentence: Text
    remedy: Text = ""
