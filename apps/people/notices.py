"""The sentences of notices, by code. Other apps add theirs in their `AppConfig.ready`."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.people.choices import Role
from apps.people.written import in_words

_SENTENCES: dict[str, Promise | str] = {
    "period.closed": _("%(month)s was closed: its figures are final."),
    "period.reopened": _("%(month)s was reopened (%(reason)s): its figures are provisional again."),
    "role.granted": _("You were given the role %(role)s."),
}


Words = Callable[[Any], str]
_WORDS: dict[str, Words] = {
    "role": lambda value: str(Role(value).label) if value in Role.values else str(value)
}


def register(code: str, sentence: Promise | str, **words: Words) -> None:
    """Give a notice's code its lazy sentence with named placeholders.

    `register("run.locked", _("… %(run)s …"))`. `words`: how a placeholder's value is said in the language
    that is active when it is read; the same for every notice that has the placeholder.
    """
    _SENTENCES[code] = sentence
    _WORDS.update(words)


def codes() -> frozenset[str]:
    """All codes that have a sentence."""
    return frozenset(_SENTENCES)


def sentence(code: str, values: Mapping[str, Any]) -> str:
    """The notice in the language that is active now.

    An unknown code or a missing value shows the code itself.
    """
    template = _SENTENCES.get(code)
    if template is None:
        return code
    try:
        return str(template) % {name: _worded(name, value) for name, value in values.items()}
    except (KeyError, TypeError, ValueError):
        return code


def _worded(name: str, value: Any) -> Any:
    """The value in the language that is active now: by its own words, days as days."""
    return _WORDS[name](value) if name in _WORDS else in_words(value)
