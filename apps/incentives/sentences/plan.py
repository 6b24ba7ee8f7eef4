"""A plan in plain sentences, written from its rules, never by hand: what agents read."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.engine.bounds import Side
from apps.incentives.plans import CurveRule, GateRule, UnitRule
from apps.incentives.sentences.words import Words, ratio_text
from apps.people.written import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSentence:
    """One rule in words; `step` is its place in the order of calculation, such as "1" or "2–3"."""

    step: str
    text: str


def plan_sentences(words: Words) -> list[PlanSentence]:
    """The whole plan, in the order in which it is calculated."""
    return [PlanSentence(step=step, text=text) for step, text in _sentences(words)]


def _sentences(words: Words) -> Iterator[tuple[str, str]]:
    rules = words.rules
    if rules.curve is not None:
        yield "1", _curve(rules.curve, words)
    for unit in rules.units:
        yield "1", _unit(unit, words)
    for gate in rules.gates:
        yield ("2" if gate.component else "3"), _gate(gate, words)
    if rules.gates:
        yield "2–3", _("On a smaller sample a condition does not apply, and HR decides.")
    if rules.cap is not None:
        yield "4", _("Nobody earns more than %(cap)s a month.") % {"cap": words.money(rules.cap)}
    if rules.budget is not None:
        yield "6", _budget(words, rules.budget)
    yield from (("–", text) for text in _eligibility(words))
    yield "–", _("Amounts are gross, before tax, and count once they are approved.")


def _curve(rule: CurveRule, words: Words) -> str:
    points = rule.curve.points
    named = [
        _("%(rate)s from %(score)s") % {"rate": ratio_text(rate), "score": ratio_text(achieved)}
        for achieved, rate in points
    ]
    between = (
        _("in between the last point reached counts")
        if rule.curve.steps
        else _("in between along straight lines")
    )
    return _(
        "A full-time month has a target bonus of %(bonus)s, scaled by working time. "
        "By the score of the scorecard it pays nothing below %(threshold)s, %(points)s; %(between)s."
    ) % {
        "bonus": words.money(rule.target_bonus),
        "threshold": ratio_text(points[0][0]),
        "points": _(", ").join(named),
        "between": between,
    }


def _unit(rule: UnitRule, words: Words) -> str:
    values = {"kpi": words.kpi_name(rule.kpi), "amount": words.money(rule.minor)}
    if rule.discretionary:
        return _("Each unit of “%(kpi)s” adds %(amount)s. This part is discretionary.") % values
    return _("Each unit of “%(kpi)s” adds %(amount)s.") % values


def _gate(rule: GateRule, words: Words) -> str:
    values = {
        "kpi": words.kpi_name(rule.kpi),
        "bound": words.figure(rule.kpi, rule.bound),
        "part": words.component(rule.component) if rule.component else _("the whole bonus"),
        "factor": ratio_text(rule.factor),
        "n": plain(minimum_sample(rule, words)),
    }
    if rule.side is Side.ABOVE:
        words_above = _("If “%(kpi)s” is above %(bound)s on %(n)s records or more, %(part)s is × %(factor)s.")
        return words_above % values
    return _("If “%(kpi)s” is below %(bound)s on %(n)s records or more, %(part)s is × %(factor)s.") % values


def minimum_sample(rule: GateRule, words: Words) -> int | Fraction:
    """The records a gate needs: its own number, or that of its KPI."""
    if rule.min_sample is not None:
        return rule.min_sample
    info = words.kpis.get(rule.kpi)
    return info.min_sample if info else 0


def _budget(words: Words, budget: int) -> str:
    parts = _(", ").join(words.component(key) for key in words.rules.discretionary)
    return _("If %(parts)s of all people together exceed %(budget)s, they are reduced in proportion.") % {
        "parts": parts,
        "budget": words.money(budget),
    }


def _eligibility(words: Words) -> Iterator[str]:
    asked = words.rules.eligibility
    if asked.minimum_days:
        yield ngettext(
            "The plan pays from %(days)d day worked in the month on.",
            "The plan pays from %(days)d days worked in the month on.",
            asked.minimum_days,
        ) % {"days": asked.minimum_days}
    if asked.employed_on_last_day:
        yield _("Whoever is no longer employed on the last day of the month is not paid.")
