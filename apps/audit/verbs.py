"""What the verbs of the trail are called. Every app registers its own in its `AppConfig.ready`."""

from collections.abc import Collection, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _

_LABELS: dict[str, Promise | str] = {}
_PAY: set[str] = set()


def register(labels: Mapping[str, Promise | str], *, pay: Collection[str] = ()) -> None:
    """Give verbs their lazy labels: `register({"person.added": _("Person added")})`.

    `pay`: the nouns in front of the dot whose entries keep amounts of pay, before and after.
    """
    _LABELS.update(labels)
    _PAY.update(pay)


def holds_pay(verb: str) -> bool:
    """Whether an entry with this verb keeps amounts of pay, which only those who see pay may read."""
    return verb.partition(".")[0] in _PAY


def pay_hidden() -> str:
    """What stands in place of amounts of pay for everyone else."""
    return _("Amounts are shown to HR and directors only.")


def label(verb: str) -> str:
    """The verb in the language that is active now; one that nobody registered shows as it is stored."""
    return str(_LABELS.get(verb, verb))
