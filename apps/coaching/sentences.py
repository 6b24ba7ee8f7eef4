"""The reason for coaching, what a rule says, and what an effect says, in words and figures."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.coaching.choices import Origin, Pattern, RuleBasis, RuleTest
from apps.coaching.models import Assignment, CoachingRule
from apps.coaching.notices import topic_words
from apps.goals.amounts import MICROS
from apps.metrics.catalogue import kpi_name
from apps.metrics.choices import KpiDirection, Unit
from apps.metrics.written import kpi_written
from apps.people.clock import organisation
from apps.people.written import day_text, month_text, percent, written

_WITH_SAMPLE: Final[dict[str, str | Promise]] = {
    "below_once": _("%(name)s %(value)s on n = %(n)s, below %(bound)s in %(month)s"),
    "above_once": _("%(name)s %(value)s on n = %(n)s, above %(bound)s in %(month)s"),
    "below_in_a_row": _(
        "%(name)s %(value)s on n = %(n)s, below %(bound)s for %(periods)s months in a row up to %(month)s"
    ),
    "above_in_a_row": _(
        "%(name)s %(value)s on n = %(n)s, above %(bound)s for %(periods)s months in a row up to %(month)s"
    ),
    "below_some": _(
        "%(name)s %(value)s on n = %(n)s, below %(bound)s in %(periods)s of the last %(window)s months "
        "up to %(month)s"
    ),
    "above_some": _(
        "%(name)s %(value)s on n = %(n)s, above %(bound)s in %(periods)s of the last %(window)s months "
        "up to %(month)s"
    ),
    "below_certain": _(
        "%(name)s %(value)s on n = %(n)s (90 %%: %(low)s to %(high)s), below %(bound)s with certainty "
        "in %(month)s"
    ),
    "above_certain": _(
        "%(name)s %(value)s on n = %(n)s (90 %%: %(low)s to %(high)s), above %(bound)s with certainty "
        "in %(month)s"
    ),
    "fell": _(
        "%(name)s %(value)s on n = %(n)s in %(month)s, against %(past)s in the %(periods)s months before"
    ),
    "rose": _(
        "%(name)s %(value)s on n = %(n)s in %(month)s, against %(past)s in the %(periods)s months before"
    ),
    Pattern.BLIND_DIALLING: _(
        "%(other)s calls in %(month)s, the colleagues' bound is %(other_bound)s; %(name)s %(value)s "
        "on n = %(n)s, certainly below %(bound)s"
    ),
    Pattern.FAST_BUT_UNHAPPY: _(
        "%(other)s s a talk in %(month)s (%(other_n)s talks), bound %(other_bound)s s; %(name)s %(value)s "
        "on n = %(n)s, below %(bound)s"
    ),
    Pattern.CALLBACKS_NOT_MADE: _("%(name)s %(value)s on n = %(n)s in %(month)s, certainly below %(bound)s"),
}
_OF_SCORE: Final[dict[str, str | Promise]] = {
    "below_once": _("%(name)s %(value)s, below %(bound)s in %(month)s"),
    "below_in_a_row": _(
        "%(name)s %(value)s, below %(bound)s for %(periods)s months in a row up to %(month)s"
    ),
    "below_some": _(
        "%(name)s %(value)s, below %(bound)s in %(periods)s of the last %(window)s months up to %(month)s"
    ),
    "fell": _("%(name)s %(value)s in %(month)s, against %(past)s in the %(periods)s months before"),
}
FIGURES: Final = ("value", "bound", "low", "high", "past")


def reason(assignment: Assignment) -> str:
    """The assignment's reason in the language that is active now."""
    values: Mapping[str, Any] = assignment.reason_values
    if assignment.origin == Origin.HAND:
        return assignment.reason_text or str(_("Started by the leader"))
    if assignment.origin == Origin.ASKED:
        return assignment.reason_text or str(_("Asked for it"))
    if assignment.reason_code == "newcomer":
        return str(_("Newcomer since %(day)s: week %(week)s")) % {
            "day": day_text(date.fromisoformat(values["starts"])),
            "week": values["week"],
        }
    if assignment.reason_code == "complaint":
        cause = values.get("cause") or values.get("severity") or ""
        day = day_text(date.fromisoformat(values["day"]))
        return str(_("Complaint of %(day)s: %(cause)s")) % {"day": day, "cause": cause}
    return _by_figure(assignment, values)


def _by_figure(assignment: Assignment, values: Mapping[str, Any]) -> str:
    table = _WITH_SAMPLE if assignment.kpi_code else _OF_SCORE
    sentence = table.get(assignment.reason_code)
    if sentence is None:
        return assignment.reason_code
    words: dict[str, Any] = {name: _figure(values, name) for name in FIGURES if name in values}
    for name in ("other", "other_bound"):
        if name in values:
            words[name] = written(Fraction(values[name]), 0)
    return str(sentence) % {
        "name": topic(assignment),
        "n": written(values.get("n", 0), 0),
        "other_n": written(values.get("other_n", 0), 0),
        "periods": values.get("periods", 1),
        "window": values.get("window", 1),
        "month": month_text(date.fromisoformat(values["start"])),
        **words,
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


_RULES: Final[dict[tuple[str, str], str | Promise]] = {
    ("below", "once"): _("%(name)s below %(bound)s in a closed month"),
    ("above", "once"): _("%(name)s above %(bound)s in a closed month"),
    ("below", "row"): _("%(name)s below %(bound)s for %(periods)s closed months in a row"),
    ("above", "row"): _("%(name)s above %(bound)s for %(periods)s closed months in a row"),
    ("below", "some"): _("%(name)s below %(bound)s in %(periods)s of the last %(window)s closed months"),
    ("above", "some"): _("%(name)s above %(bound)s in %(periods)s of the last %(window)s closed months"),
    ("below", "certain"): _("%(name)s below %(bound)s with certainty (90 %% interval) in a closed month"),
    ("above", "certain"): _("%(name)s above %(bound)s with certainty (90 %% interval) in a closed month"),
    ("below", "fall"): _("%(name)s below %(share)s of the own %(window)s months before"),
    ("above", "fall"): _("%(name)s above %(share)s of the own %(window)s months before"),
}
_PATTERNS: Final[dict[str, str | Promise]] = {
    Pattern.BLIND_DIALLING: _(
        "Blind dialling: calls above %(second)s of the colleagues' mean, conversion certainly below %(bound)s"
    ),
    Pattern.FAST_BUT_UNHAPPY: _(
        "Fast but unhappy: talks below %(second)s s on average, satisfaction below %(bound)s"
    ),
    Pattern.CALLBACKS_NOT_MADE: _("Callbacks made on time certainly below %(bound)s of those promised"),
}


def rule_text(rule: CoachingRule) -> str:
    """What the rule says, in the language that is active now."""
    if rule.basis == RuleBasis.NEWCOMER:
        return str(_("Newcomers in their weeks 2, 4 and 8"))
    if rule.basis == RuleBasis.COMPLAINT:
        if rule.severity:
            return str(_("A complaint of the severity “%(severity)s”")) % {"severity": rule.severity}
        return str(_("Any complaint"))
    if rule.basis == RuleBasis.PATTERN:
        return _pattern_text(rule)
    kpi = rule.kpi
    lower = kpi is not None and kpi.direction == KpiDirection.LOWER
    bound = kpi_written(
        Fraction(rule.bound_micros, MICROS),
        unit=kpi.unit if kpi else Unit.RATE,
        decimals=kpi.decimals if kpi else 1,
        currency=organisation().currency,
    )
    return str(_RULES["above" if lower else "below", _kind(rule)]) % {
        "name": kpi_name(kpi.code, kpi.name) if kpi else str(_("Score")),
        "bound": bound,
        "share": percent(Fraction(rule.bound_micros, MICROS), 0),
        "periods": rule.periods_in_row,
        "window": rule.window,
    }


def _kind(rule: CoachingRule) -> str:
    if rule.test != RuleTest.PLAIN:
        return str(rule.test)
    if rule.window > rule.periods_in_row:
        return "some"
    return "row" if rule.periods_in_row > 1 else "once"


def _pattern_text(rule: CoachingRule) -> str:
    bound, second = Fraction(rule.bound_micros, MICROS), Fraction(rule.second_micros, MICROS)
    happy = rule.pattern == Pattern.FAST_BUT_UNHAPPY
    return str(_PATTERNS[rule.pattern]) % {
        "bound": written(bound, 2) if happy else percent(bound),
        "second": written(second, 0) if happy else percent(second, 0),
    }


_FINDINGS: Final[dict[str, str | Promise]] = {
    "more": _("rose more than comparable uncoached colleagues usually do"),
    "less": _("rose less than comparable uncoached colleagues usually do"),
    "usual": _("cannot be told from usual variation"),
}
_NO_COMPARISON: Final[dict[str, str | Promise]] = {
    "no_rule": _("No comparison: no rule asked for this coaching on this KPI, so nobody is comparable."),
    "window_too_small": _(
        "No comparison: it needs %(needed)s of either kind before and after (there were %(before)s and "
        "%(after)s records)."
    ),
    "too_few_comparable": _("No comparison: %(m)s comparable uncoached people, %(needed)s are needed."),
    "nothing_varies": _("No comparison: the others all changed alike."),
    "too_few_coached": _("No comparison: %(n)s coached, %(needed)s are needed."),
    "too_few_others": _("No comparison: %(n)s others, %(needed)s are needed."),
}
GROUPS: Final[dict[str, str | Promise]] = {
    "waiting": _("people who met the same rule in the same weeks and were not talked to"),
    "past": _("past episodes of people who met the same rule and were not coached"),
}


def finding_text(code: str) -> str:
    """What may be said of a difference: that, and no more."""
    return str(_FINDINGS.get(code, ""))


def no_comparison_text(code: str, values: Mapping[str, Any]) -> str:
    """Why there is no comparison; empty where there is one."""
    sentence = _NO_COMPARISON.get(code)
    return str(sentence) % values if sentence is not None else ""


def difference_text(value: Fraction | Decimal, *, unit: str, decimals: int, plus: bool = False) -> str:
    """A change in the KPI's unit; of a rate in points."""
    exact = Fraction(value)
    if unit == Unit.RATE:
        return written(exact * 100, 2 if decimals > 1 else decimals, plus=plus)
    return written(exact, decimals, plus=plus)
