"""What the verbs of the trail are called. Every app registers its own in its `AppConfig.ready`."""

from collections.abc import Mapping

from django.utils.functional import Promise

_LABELS: dict[str, Promise | str] = {}


def register(labels: Mapping[str, Promise | str]) -> None:
    """Give verbs their lazy labels: `register({"person.added": _("Person added")})`."""
    _LABELS.update(labels)


def label(verb: str) -> str:
    """The verb in the language that is active now; one that nobody registered shows as it is stored."""
    return str(_LABELS.get(verb, verb))
