"""The sentence of each line of a payout: its formula with its values, in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from apps.engine.lines import Step
from apps.incentives.sentences.earning import EARNING
from apps.incentives.sentences.line import ExactLine
from apps.incentives.sentences.words import Words, days_text, points_text, ratio_text
from apps.incentives.snapshot import unpack_value, unpack_values
from apps.people.written import day_text, plain


class LineRow(Protocol):
    """A line as the engine's result or the database has it."""

    @property
    def step(self) -> str:
        """One of `engine.lines.Step`."""

    @property
    def component(self) -> str:
        """The key of the component or gate."""

    @property
    def amount(self) -> int:
        """Minor units."""

    @property
    def base(self) -> str:
        """Exact, "n/d" or empty."""

    @property
    def rate(self) -> str:
        """Exact, "n/d" or empty."""

    @property
    def code(self) -> str:
        """The key of the sentence."""

    @property
    def values(self) -> Mapping[str, Any]:
        """What the sentence names."""


def line_sentence(line: LineRow, words: Words) -> str:
    """How the line's amount comes about. Raises KeyError for a code without a sentence."""
    return SENTENCES[line.code](
        ExactLine(
            component=line.component,
            base=unpack_value(line.base) if line.base else None,
            rate=unpack_value(line.rate) if line.rate else None,
            values=unpack_values(line.values),
            words=words,
        )
    )


def line_title(line: LineRow, words: Words) -> str:
    """What the line is called: its component, the gate's KPI, or the step."""
    if line.step == Step.COMPONENT:
        return words.component(line.component)
    if line.step == Step.COMPONENT_GATE:
        return _("Condition: %(kpi)s") % {"kpi": words.gate_name(line.component)}
    if line.step == Step.PLAN_GATE:
        return _("Condition on the whole bonus: %(kpi)s") % {"kpi": words.gate_name(line.component)}
    return step_title(line.step)


def step_title(step: str) -> str:
    """The name of a step of rules of calculation 3.6."""
    return {
        Step.ELIGIBILITY: _("Not paid by this plan"),
        Step.COMPONENT: _("Earned"),
        Step.COMPONENT_GATE: _("Conditions"),
        Step.PLAN_GATE: _("Conditions on the whole bonus"),
        Step.CAP: _("Individual cap"),
        Step.GUARANTEE: _("Guarantee"),
        Step.BUDGET: _("Budget of the plan"),
        Step.CLAWBACK: _("Taken back"),
        Step.MANUAL: _("Awarded or deducted by hand"),
        Step.EARLIER_PAID: _("Already paid for this month"),
        Step.CORRECTION: _("Correction of an earlier month"),
        Step.RELEASED: _("Released from a hold"),
        Step.CARRIED: _("Carried over"),
        Step.HELD: _("Held, not paid in this run"),
    }.get(Step(step), step)


def _curve(line: ExactLine) -> str:
    """score 105.80 % → 100 + 5.80 × 3 = 117.40 %; HK$8,000.00 × 117.40 %"""
    values = line.values
    if line.rate == values["from_rate"]:
        return _reached(line)
    return _("score %(score)s → %(from_rate)s + %(above)s × %(slope)s = %(rate)s; %(base)s") % {
        "score": ratio_text(values["achieved"]),
        "from_rate": points_text(values["from_rate"]),
        "above": points_text(values["achieved"] - values["from_achievement"]),
        "slope": plain(_slope(values), 4),
        "rate": ratio_text(line.rate),
        "base": _product(line),
    }


def _slope(values: Mapping[str, Any]) -> Fraction:
    """Points of pay for each point of score between the two points of the curve."""
    rise = Fraction(values["to_rate"]) - Fraction(values["from_rate"])
    return rise / (Fraction(values["to_achievement"]) - Fraction(values["from_achievement"]))


def _reached(line: ExactLine) -> str:
    return _("score %(score)s reaches %(point)s, which pays %(rate)s; %(base)s") % {
        "score": ratio_text(line.values["achieved"]),
        "point": ratio_text(line.values["from_achievement"]),
        "rate": ratio_text(line.rate),
        "base": _product(line),
    }


def _at_cap(line: ExactLine) -> str:
    return _("score %(score)s is at or above %(point)s, which pays the most, %(rate)s; %(base)s") % {
        "score": ratio_text(line.values["achieved"]),
        "point": ratio_text(line.values["from_achievement"]),
        "rate": ratio_text(line.rate),
        "base": _product(line),
    }


def _below_threshold(line: ExactLine) -> str:
    return _("score %(score)s is below the threshold of %(threshold)s: nothing is paid") % {
        "score": ratio_text(line.values["achieved"]),
        "threshold": ratio_text(line.values["threshold"]),
    }


def _product(line: ExactLine) -> str:
    """HK$8,000.00 × 10 of 20 days × 117.40 %"""
    values, rate = line.values, ratio_text(line.rate)
    if "worked" not in values:
        return _("%(bonus)s × %(rate)s") % {"bonus": line.words.money(line.base), "rate": rate}
    return _("%(bonus)s × %(worked)s of %(planned)s working days × %(rate)s") % {
        "bonus": line.words.money(values["target_bonus"]),
        "worked": days_text(values["worked"]),
        "planned": days_text(values["planned"]),
        "rate": rate,
    }


def _gate_values(line: ExactLine) -> dict[str, str]:
    kpi, values = line.words.gate_kpi(line.component), line.values
    shown = {
        "kpi": line.words.kpi_name(kpi),
        "bound": line.words.figure(kpi, values["bound"]),
        "n": plain(values["n"]),
        "minimum": plain(values["min_sample"]),
        "factor": ratio_text(line.rate),
        "base": line.words.money(line.base),
    }
    return shown | ({"value": line.words.figure(kpi, values["value"])} if "value" in values else {})


def _gate_passed(line: ExactLine) -> str:
    if line.values["side"] == "above":
        return _("passed: %(value)s is not above %(bound)s, on %(n)s records") % _gate_values(line)
    return _("passed: %(value)s is not below %(bound)s, on %(n)s records") % _gate_values(line)


def _gate_failed(line: ExactLine) -> str:
    if line.values["side"] == "above":
        return _("%(value)s is above %(bound)s, on %(n)s records: %(base)s × %(factor)s") % _gate_values(line)
    return _("%(value)s is below %(bound)s, on %(n)s records: %(base)s × %(factor)s") % _gate_values(line)


def _gate_no_data(line: ExactLine) -> str:
    return _("no data for %(kpi)s: the condition does not apply") % _gate_values(line)


def _gate_small_sample(line: ExactLine) -> str:
    return _(
        "%(value)s on %(n)s records, fewer than %(minimum)s: the condition does not apply"
    ) % _gate_values(line)


def _cap_not_reached(line: ExactLine) -> str:
    return _("%(base)s is not above %(cap)s") % _cap_values(line)


def _cap_reached(line: ExactLine) -> str:
    return _("%(base)s is above %(cap)s, the most that one person earns in a month") % _cap_values(line)


def _cap_values(line: ExactLine) -> dict[str, str]:
    return {"base": line.words.money(line.base), "cap": line.words.money(line.values["cap"])}


def _budget_values(line: ExactLine) -> dict[str, str]:
    return {
        "base": line.words.money(line.base),
        "budget": line.words.money(line.values["budget"]),
        "counted": line.words.money(line.values["counted"]),
        "factor": ratio_text(line.rate),
    }


def _budget_within(line: ExactLine) -> str:
    return _(
        "the plan's discretionary pay of %(counted)s is within its budget of %(budget)s"
    ) % _budget_values(line)


def _budget_reduced(line: ExactLine) -> str:
    return _(
        "the plan's discretionary pay of %(counted)s is above its budget of %(budget)s: %(base)s × %(factor)s"
    ) % _budget_values(line)


def _too_few_days(line: ExactLine) -> str:
    return _("%(days)s days worked, at least %(minimum)s are needed") % {
        "days": plain(line.values["days"]),
        "minimum": plain(line.values["minimum"]),
    }


def _not_employed(line: ExactLine) -> str:
    return _("not employed on %(day)s") % {"day": day_text(date.fromisoformat(line.values["pay_date"]))}


def _not_in_plan(_line: ExactLine) -> str:
    return _("no longer covered by this plan: only what is settled from before counts")


def _earlier_paid(_line: ExactLine) -> str:
    return _("paid for the same month by another run, or before the portal")


def _corrected(line: ExactLine) -> str:
    values = {name: line.words.money(line.values[name]) for name in ("recalculated", "paid", "waived")}
    if line.values["waived"]:
        return _("recalculated %(recalculated)s − paid %(paid)s − waived %(waived)s") % values
    return _("recalculated %(recalculated)s − paid %(paid)s") % values


def _protected(line: ExactLine) -> str:
    return _("%(what)s: nothing is taken from colleagues") % {"what": _corrected(line)}


def _released(line: ExactLine) -> str:
    return _("held in the run %(run)s, and released since") % {"run": line.component}


def _carried(_line: ExactLine) -> str:
    return _("the run before ended below nothing, and it was decided to carry it over")


def _opening(_line: ExactLine) -> str:
    return _("stood open when the portal took over")


def _held(_line: ExactLine) -> str:
    return _("waits until somebody releases it; a later run then pays it")


def _held_order(line: ExactLine) -> str:
    return _("what the order %(order)s brings waits until somebody releases it") % {"order": line.component}


SENTENCES: Final[Mapping[str, Callable[[ExactLine], str]]] = {
    **EARNING,
    "curve": _curve,
    "curve_at_cap": _at_cap,
    "curve_below_threshold": _below_threshold,
    "gate_passed": _gate_passed,
    "gate_failed": _gate_failed,
    "gate_no_data": _gate_no_data,
    "gate_small_sample": _gate_small_sample,
    "cap_not_reached": _cap_not_reached,
    "cap_reached": _cap_reached,
    "budget_within": _budget_within,
    "budget_reduced": _budget_reduced,
    "too_few_days": _too_few_days,
    "not_employed_on_pay_date": _not_employed,
    "not_in_plan": _not_in_plan,
    "earlier_paid": _earlier_paid,
    "correction": _corrected,
    "correction_settled": _corrected,
    "correction_protected": _protected,
    "released": _released,
    "carried": _carried,
    "opening_balance": _opening,
    "held": _held,
    "held_order": _held_order,
}
