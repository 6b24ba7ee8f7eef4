"""The sentences of notices, by code. Other apps add theirs in their `AppConfig.ready`."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.people.choices import Role

_SENTENCES: dict[str, Promise | str] = {
    "period.closed": _("%(month)s was closed: its figures are final."),
    "period.reopened": _("%(month)s was reopened (%(reason)s): its figures are provisional again."),
    "role.granted": _("You were given the role %(role)s."),
}


def register(code: str, sentence: Promise | str) -> None:
    """Give a notice's code its lazy sentence with named placeholders.

    `register("run.locked", _("… %(run)s …"))`.
    """
    _SENTENCES[code] = sentence


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
    """A role by its name in the language that is active now; other values as they are."""
    return Role(value).label if name == "role" and value in Role.values else value
