"""A plan in plain sentences, written from its rules, never by hand: what agents read."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.engine.bounds import Side
from apps.incentives.components import sales_of
from apps.incentives.plans import GateRule
from apps.incentives.sentences.components import component_sentence
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
    if rules.leaders:
        yield "–", _("The plan pays who leads the teams, on the team's figures.")
    for part in rules.parts:
        yield "1", component_sentence(part, words)
    for gate in rules.gates:
        yield ("2" if gate.component else "3"), _gate(gate, words)
    if rules.gates:
        yield "2–3", _("On a smaller sample a condition does not apply, and HR decides.")
    if rules.cap is not None:
        yield "4", _("Nobody earns more than %(cap)s a month.") % {"cap": words.money(rules.cap)}
    if rules.guarantee is not None:
        yield "5", _guarantee(words)
    if rules.scaled:
        yield "4–5", _("These amounts scale by working time.")
    if rules.budget is not None:
        yield "6", _budget(words, rules.budget)
    yield from (("7", text) for text in _clawbacks(words))
    yield "8", _("Awards and deductions by hand need a reason and a second person's approval.")
    yield from (("–", text) for text in _eligibility(words))
    yield "–", _calendar(words)
    yield "–", _("Amounts are gross, before tax, and count once they are approved.")


def _guarantee(words: Words) -> str:
    rule = words.rules.guarantee
    values = {"amount": words.money(rule.amount if rule else 0)}
    if rule is not None and rule.recoverable:
        return (
            _("A month pays at least %(amount)s; what that added is taken back later from what exceeds it.")
            % values
        )
    return _("A month pays at least %(amount)s.") % values


def _clawbacks(words: Words) -> Iterator[str]:
    for part in words.rules.parts:
        sales = sales_of(part)
        if sales is not None and sales.gross:
            yield _(
                "An order of “%(part)s” refunded within %(days)d days: its month is priced again without "
                "what was refunded, and the difference is taken off, once."
            ) % {"part": words.component(part.key), "days": sales.clawback_days}


def _calendar(words: Words) -> str:
    calendar = words.rules.calendar
    values = {"cut_off": calendar.cut_off, "approve": calendar.approve, "pay": calendar.pay or 0}
    if calendar.pay is None:
        return (
            _(
                "Data count as they stand on working day %(cut_off)d of the next month, approved %(approve)d "
                "working days before pay, which is on its last working day."
            )
            % values
        )
    return (
        _(
            "Data count as they stand on working day %(cut_off)d of the next month, approved %(approve)d "
            "working days before pay, which is on its working day %(pay)d."
        )
        % values
    )


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
    values = {
        "parts": _(", ").join(words.component(key) for key in words.rules.discretionary),
        "budget": words.money(budget),
    }
    if words.rules.budget_all:
        return _("If all bonuses together exceed %(budget)s, %(parts)s are reduced in proportion.") % values
    return (
        _("If %(parts)s of all people together exceed %(budget)s, they are reduced in proportion.") % values
    )


def _eligibility(words: Words) -> Iterator[str]:
    asked = words.rules.eligibility
    if asked.minimum_days:
        yield ngettext(
            "The plan pays from %(days)d day worked in the month on.",
            "The plan pays from %(days)d days worked in the month on.",
            asked.minimum_days,
        ) % {"days": asked.minimum_days}
    if asked.minimum_days and not asked.protected_leave_counts:
        yield _("Days on protected leave do not count as worked.")
    elif asked.minimum_days:
        yield _("Days on protected leave count as worked.")
    if asked.after_probation:
        yield _("Whoever is in probation on the last day of the month is not paid.")
    if asked.not_under_notice:
        yield _("Whoever has given notice, or was given notice, by the end of the month is not paid.")
    if asked.employed_on_pay_date:
        yield _("Whoever is no longer employed on the pay date is not paid.")
    if asked.employed_on_last_day:
        yield _("Whoever is no longer employed on the last day of the month is not paid.")
