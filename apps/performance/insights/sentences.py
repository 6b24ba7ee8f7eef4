"""What an insight says, in the language that is active now, with its figures."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.people.written import currency_sign, in_words, minor_digits, percent, written
from apps.performance.choices import InsightKind

FRACTION: Final = re.compile(r"-?\d+/\d+", re.ASCII)
RATES: Final = frozenset({"rate", "team_rate", "share", "short"})
AMOUNTS: Final = frozenset({"own", "like", "others"})
POINTS: Final = frozenset({"score", "team_score"})

_SENTENCES: Final[dict[str, Promise]] = {
    InsightKind.BLIND_DIALLING: _(
        "%(calls)s calls a day (team %(team_calls)s), %(buyers)s buyers of n = %(n)s customers reached: "
        "%(rate)s, team %(team_rate)s."
    ),
    InsightKind.FAST_UNHAPPY: _(
        "Talks of %(talk)s s (team %(team_talk)s s) on n = %(talks)s, satisfaction %(score)s on n = %(n)s "
        "(team %(team_score)s)."
    ),
    InsightKind.DISCOUNTING: _(
        "%(own)s an order on n = %(n)s; the same products bring the others %(like)s: %(short)s less."
    ),
    InsightKind.FALL: _(
        "%(count)s buyers of n = %(n)s since %(since)s, %(expected)s would be usual and fewer than %(limit)s "
        "is more than chance, with %(watched)s watched."
    ),
    InsightKind.SILENT_AGENT: _("No record on %(days)s days of work; the last is of %(last)s."),
    InsightKind.SILENT_SOURCE: _("%(days)s delivery days are missing; the last is %(last)s."),
    InsightKind.CARRIED: _(
        "%(person)s brings %(share)s of the team's sales, the %(people)s others %(others)s each."
    ),
    InsightKind.CALLBACKS: _("%(made)s of n = %(n)s promised callbacks were made in time: %(share)s."),
}


def insight_sentence(kind: str, n: int, values: Mapping[str, Any], *, currency: str) -> str:
    """The figures of an insight in a sentence; the code where a figure is missing."""
    try:
        shown = {name: _value(name, value, currency) for name, value in values.items()}
        return str(_SENTENCES[kind]) % (shown | {"n": written(n, 0)})
    except KeyError:
        return kind


def _value(name: str, value: Any, currency: str) -> str:
    if isinstance(value, str) and FRACTION.fullmatch(value):
        return _figure(name, Fraction(value), currency)
    return written(value, 0) if isinstance(value, int) else str(in_words(value))


def _figure(name: str, value: Fraction, currency: str) -> str:
    if name in RATES:
        return percent(value)
    if name in AMOUNTS:
        return written(value / 10 ** minor_digits(currency), 0, prefix=currency_sign(currency))
    return written(value, 2 if name in POINTS else 0)
