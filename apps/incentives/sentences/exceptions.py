"""The sentences of what a person has to look at before a run is approved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.incentives.sentences.words import Words, ratio_text
from apps.incentives.snapshot import unpack_values
from apps.people.written import day_text, percent, plain

Values = Mapping[str, Any]
DAYS_NAMED: Final = 5

NO_SCORE: Final[Mapping[str, str | Promise]] = {
    "too_little_measured": gettext_lazy("less than half of the scorecard's weight has data"),
    "no_scorecard": gettext_lazy("the team has no scorecard for the month"),
    "no_working_time": gettext_lazy("no working time in the month"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What was found, in a few words, and what it means; `icon` and `tone` draw it."""

    title: str
    text: str
    icon: str
    tone: str


def exception_sentence(code: str, values: Values, words: Words) -> Explained:
    """An exception in words. Raises KeyError for a code without a sentence."""
    title, explain, icon, tone = SENTENCES[code]
    return Explained(title=str(title), text=explain(unpack_values(values), words), icon=icon, tone=tone)


def _negative(values: Values, words: Words) -> str:
    return _(
        "The steps add up to %(amount)s. Payroll never deducts it: nothing is paid in this run. "
        "Carry it over to the next run, or waive it?"
    ) % {"amount": words.money(values["amount"])}


def _leaver(values: Values, _words: Words) -> str:
    return _("The last day was %(day)s. Is everything settled with this person?") % {
        "day": day_text(date.fromisoformat(str(values["last_day"])))
    }


def _small_sample(values: Values, words: Words) -> str:
    return _(
        "%(kpi)s rests on %(n)s records, at least %(minimum)s are needed: the condition does not apply. "
        "Pay without it?"
    ) % {
        "kpi": words.gate_name(values["gate"]),
        "n": plain(values["n"]),
        "minimum": plain(values["min_sample"]),
    }


def _gate_no_data(values: Values, words: Words) -> str:
    return _("There are no data for %(kpi)s: the condition does not apply. Pay without it?") % {
        "kpi": words.gate_name(values["gate"])
    }


def _no_score(values: Values, _words: Words) -> str:
    reason = NO_SCORE.get(str(values.get("reason", "")), _("there is no score"))
    return _("No scorecard bonus can be calculated: %(reason)s.") % {"reason": reason}


def _no_working_time(_values: Values, _words: Words) -> str:
    return _("No scorecard bonus can be calculated: the working time of the month is not known.")


def _no_units(values: Values, words: Words) -> str:
    return _("There are no data for %(kpi)s: nothing is paid for each.") % {
        "kpi": words.kpi_name(values["kpi"])
    }


def _no_deals(values: Values, words: Words) -> str:
    return _("No source delivers orders: nothing is paid for “%(part)s”.") % {
        "part": words.component(str(values["component"]))
    }


def _no_achievement(values: Values, words: Words) -> str:
    return _("There is no achievement for “%(part)s”: no target, no data, or too few records.") % {
        "part": words.component(str(values["component"]))
    }


def _pool_member(values: Values, words: Words) -> str:
    return _("There are no data to share “%(pool)s” by: no share of it is paid.") % {
        "pool": words.component(str(values["pool"]))
    }


def _pool_empty(values: Values, words: Words) -> str:
    return _("Nobody has anything to share “%(pool)s” by: %(amount)s is not handed out.") % {
        "pool": words.component(str(values["pool"])),
        "amount": words.money(values["amount"]),
    }


def _budget_exceeded(values: Values, words: Words) -> str:
    return _(
        "Pay exceeds the budget of %(budget)s by %(excess)s, even without all that is discretionary."
    ) % {
        "budget": words.money(values["budget"]),
        "excess": words.money(values["excess"]),
    }


def _of_nothing(values: Values, words: Words) -> str:
    return _("“%(of)s” could not be calculated, so nothing is paid on top of it.") % {
        "of": words.component(str(values["of"]))
    }


def _foreign(values: Values, _words: Words) -> str:
    return ngettext(
        "%(n)s order is in another currency than the plan and counts for nothing.",
        "%(n)s orders are in another currency than the plan and count for nothing.",
        int(values["orders"]),
    ) % {"n": plain(values["orders"])}


def _above_median(values: Values, words: Words) -> str:
    return _("%(amount)s is %(times)s × the median of %(median)s; the limit is %(limit)s ×.") % {
        "amount": words.money(values["amount"]),
        "median": words.money(values["median"]),
        "times": plain(values["times"], 1),
        "limit": plain(values["limit"], 2),
    }


def _changed_much(values: Values, words: Words) -> str:
    return _("%(before)s last month, %(amount)s now, a change of %(change)s; the limit is %(limit)s.") % {
        "amount": words.money(values["amount"]),
        "before": words.money(values["before"]),
        "change": percent(values["change"], 0),
        "limit": ratio_text(values["limit"]),
    }


def _source_gap(values: Values, _words: Words) -> str:
    days = [date.fromisoformat(day) for day in str(values["days"]).split()]
    named = ", ".join(day_text(day) for day in days[:DAYS_NAMED])
    return ngettext(
        "%(source)s never delivered %(n)s day of the month (%(days)s): no figure holds its records. "
        "Pay as it stands?",
        "%(source)s never delivered %(n)s days of the month (%(days)s): no figure holds their records. "
        "Pay as it stands?",
        len(days),
    ) % {"source": values["source"], "n": len(days), "days": f"{named} …" if days[DAYS_NAMED:] else named}


Explain = Callable[[Values, Words], str]
SENTENCES: Final[Mapping[str, tuple[str | Promise, Explain, str, str]]] = {
    "negative_total": (gettext_lazy("Negative total"), _negative, "minus-circle", "bad"),
    "leaver": (gettext_lazy("Leaver"), _leaver, "arrow-right-start-on-rectangle", "info"),
    "gate_small_sample": (gettext_lazy("Condition on a small sample"), _small_sample, "beaker", "warn"),
    "gate_no_data": (gettext_lazy("Condition without data"), _gate_no_data, "beaker", "warn"),
    "no_score": (gettext_lazy("No score"), _no_score, "question-mark-circle", "bad"),
    "no_working_time": (gettext_lazy("No working time"), _no_working_time, "question-mark-circle", "bad"),
    "no_deals": (gettext_lazy("Missing data"), _no_deals, "question-mark-circle", "bad"),
    "no_achievement": (gettext_lazy("Missing data"), _no_achievement, "question-mark-circle", "bad"),
    "pool_member_no_data": (gettext_lazy("No share of the pool"), _pool_member, "user-group", "warn"),
    "pool_without_basis": (gettext_lazy("Pool without basis"), _pool_empty, "user-group", "bad"),
    "budget_exceeded": (gettext_lazy("Above the budget"), _budget_exceeded, "banknotes", "bad"),
    "component_unknown": (gettext_lazy("Missing data"), _of_nothing, "question-mark-circle", "bad"),
    "foreign_orders": (gettext_lazy("Another currency"), _foreign, "currency-dollar", "warn"),
    "no_units": (gettext_lazy("Missing data"), _no_units, "question-mark-circle", "bad"),
    "above_median": (gettext_lazy("Far above the median"), _above_median, "arrow-trending-up", "warn"),
    "source_gap": (gettext_lazy("Days without data"), _source_gap, "calendar-days", "bad"),
    "changed_much": (gettext_lazy("Big change on last month"), _changed_much, "arrows-up-down", "warn"),
}
