"""The reason for coaching, in words and figures."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.coaching.models import Assignment, CoachingRule
from apps.coaching.notices import topic_words
from apps.goals.amounts import MICROS
from apps.metrics.catalogue import kpi_name
from apps.metrics.choices import KpiDirection, Unit
from apps.metrics.written import kpi_written
from apps.people.clock import organisation
from apps.people.written import month_text, written

_WITH_SAMPLE: Final[dict[str, str | Promise]] = {
    "below_once": _("%(name)s %(value)s on n = %(n)s, below %(bound)s in %(month)s"),
    "above_once": _("%(name)s %(value)s on n = %(n)s, above %(bound)s in %(month)s"),
    "below_in_a_row": _(
        "%(name)s %(value)s on n = %(n)s, below %(bound)s for %(periods)s months in a row up to %(month)s"
    ),
    "above_in_a_row": _(
        "%(name)s %(value)s on n = %(n)s, above %(bound)s for %(periods)s months in a row up to %(month)s"
    ),
}
_OF_SCORE: Final[dict[str, str | Promise]] = {
    "below_once": _("%(name)s %(value)s, below %(bound)s in %(month)s"),
    "below_in_a_row": _(
        "%(name)s %(value)s, below %(bound)s for %(periods)s months in a row up to %(month)s"
    ),
}


def reason(assignment: Assignment) -> str:
    """The assignment's reason in the language that is active now."""
    values: Mapping[str, Any] = assignment.reason_values
    table = _WITH_SAMPLE if assignment.kpi_code else _OF_SCORE
    sentence = table.get(assignment.reason_code)
    if sentence is None:
        return assignment.reason_code
    return str(sentence) % {
        "name": topic(assignment),
        "value": _figure(values, "value"),
        "bound": _figure(values, "bound"),
        "n": written(values.get("n", 0), 0),
        "periods": values.get("periods", 1),
        "month": month_text(date.fromisoformat(values["start"])),
    }


def topic(assignment: Assignment) -> str:
    """What the coaching is about: the KPI's name, or the score."""
    return topic_words(topic_of(assignment))


def topic_of(assignment: Assignment) -> list[str]:
    """The code and the stored name of the KPI; both empty for the score."""
    code = assignment.kpi_code
    return [code, str(assignment.reason_values.get("name", code)) if code else ""]


def _figure(values: Mapping[str, Any], name: str) -> str:
    return kpi_written(
        Fraction(values[name]),
        unit=values.get("unit", Unit.RATE),
        decimals=values.get("decimals", 1),
        currency=organisation().currency,
    )


_RULES: Final[dict[tuple[str, bool], str | Promise]] = {
    ("below", False): _("%(name)s below %(bound)s in a closed month"),
    ("above", False): _("%(name)s above %(bound)s in a closed month"),
    ("below", True): _("%(name)s below %(bound)s for %(periods)s closed months in a row"),
    ("above", True): _("%(name)s above %(bound)s for %(periods)s closed months in a row"),
}


def rule_text(rule: CoachingRule) -> str:
    """What the rule says, in the language that is active now."""
    kpi = rule.kpi
    lower = kpi is not None and kpi.direction == KpiDirection.LOWER
    bound = kpi_written(
        Fraction(rule.bound_micros, MICROS),
        unit=kpi.unit if kpi else Unit.RATE,
        decimals=kpi.decimals if kpi else 1,
        currency=organisation().currency,
    )
    return str(_RULES["above" if lower else "below", rule.periods_in_row > 1]) % {
        "name": kpi_name(kpi.code, kpi.name) if kpi else str(_("Score")),
        "bound": bound,
        "periods": rule.periods_in_row,
    }
