"""The base of every refusal.

An operation that will not be done raises one, and its sentence is what the person reads.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise

from apps.people.written import in_words


class Refusal(Exception):
    """A business rule refused the operation; nothing was written.

    A subclass sets `sentence`, a lazy translatable text with named placeholders (`%(total)s`), and may set
    `field`, the form field it belongs to. Raise it with the values: `raise WeightsTotal(total="99.99")`.
    """

    sentence: ClassVar[str | Promise] = ""
    field: ClassVar[str | None] = None

    def __init__(self, **values: Any) -> None:
        self.values: Mapping[str, Any] = values
        super().__init__(type(self).__name__, values)

    @property
    def message(self) -> str:
        """The sentence in the language that is active now."""
        if not self.values:
            return str(self.sentence)
        return str(self.sentence) % {name: in_words(value) for name, value in self.values.items()}

    def __str__(self) -> str:
        return self.message
