"""Why an amount changed, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.incentives.sentences.words import Words, days_text
from apps.incentives.snapshot import unpack_values

Values = Mapping[str, Any]


def cause_sentence(code: str, kpi: str, values: Values, words: Words) -> str:
    """One cause in words; the code itself where it has none."""
    found = SENTENCES.get(code)
    return code if found is None else found(kpi, unpack_values(values), words)


def _figure(kpi: str, values: Values, words: Words) -> str:
    return _("%(kpi)s: %(from)s, now %(to)s") % _from_to(kpi, values, words)


def _target(kpi: str, values: Values, words: Words) -> str:
    return _("target of %(kpi)s: %(from)s, now %(to)s") % _from_to(kpi, values, words)


def _weight(kpi: str, values: Values, words: Words) -> str:
    return _("weight of %(kpi)s: %(from)s %%, now %(to)s %%") % {
        "kpi": words.kpi_name(kpi),
        "from": values.get("from", "–"),
        "to": values.get("to", "–"),
    }


def _from_to(kpi: str, values: Values, words: Words) -> dict[str, str]:
    shown = {name: words.figure(kpi, values[name]) if name in values else "–" for name in ("from", "to")}
    return {"kpi": words.kpi_name(kpi), **shown}


def _working_time(_kpi: str, values: Values, _words: Words) -> str:
    return _("working days: %(from)s, now %(to)s") % {
        "from": days_text(values.get("from", 0)),
        "to": days_text(values.get("to", 0)),
    }


def _plan(_kpi: str, values: Values, _words: Words) -> str:
    return _("the plan's version %(version)s is in force now") % {"version": values["to"]}


SENTENCES: Final[Mapping[str, Callable[[str, Values, Words], str]]] = {
    "joined": lambda _kpi, _values, _words: _("belongs to the plan's teams now"),
    "left": lambda _kpi, _values, _words: _("no longer belongs to the plan's teams"),
    "moved": lambda _kpi, _values, _words: _("moved to another team"),
    "eligibility": lambda _kpi, _values, _words: _("whether the plan pays this person changed"),
    "scorecard": lambda _kpi, _values, _words: _("is judged by other KPIs now"),
    "settled": lambda _kpi, _values, _words: _("what is settled from other months changed"),
    "others": lambda _kpi, _values, _words: _("what colleagues share with this person changed"),
    "other": lambda _kpi, _values, _words: _("a detail of the score changed"),
    "figure": _figure,
    "target": _target,
    "weight": _weight,
    "working_time": _working_time,
    "plan": _plan,
}
