"""A line with its figures exact again, as the sentences are made from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.incentives.sentences.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactLine:
    """A line with its figures exact again, and what words its sentence is made with."""

    component: str
    base: Any
    rate: Any
    values: Mapping[str, Any]
    words: Words
