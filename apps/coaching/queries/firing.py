"""Whom a rule is about in a closed month, with the reason in figures. Pure: everything is in the book."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from apps.coaching.choices import Pattern, RuleBasis, RuleTest
from apps.coaching.models import CoachingRule
from apps.coaching.queries.readings import Book, codes_of, months_back
from apps.engine.bounds import Side
from apps.engine.coaching import CoachingRule as EngineRule
from apps.engine.coaching import Reading, Sureness, reason_for_coaching
from apps.engine.issues import Issue, Value
from apps.engine.patterns import Verdict, blind_dialling, callbacks_not_made, fast_but_unhappy
from apps.goals.amounts import MICROS
from apps.metrics.choices import KpiDirection, Unit
from apps.metrics.figures import Figure

SCORE_FACTS: Final[Mapping[str, Any]] = {"unit": Unit.RATE.value, "decimals": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A person whom the rule is about, and the reason in figures."""

    person_id: int
    reason: Issue
    facts: Mapping[str, Any]  # name, unit and decimals of the KPI, for the sentence


def fired(
    rule: CoachingRule, month: date, book: Book, *, among: Collection[int] | None = None
) -> Iterator[Need]:
    """Whom the rule is about in the month, by person; only those of `among` if it is given."""
    code = codes_of(rule)[0]
    facts = facts_of(code, book)
    months = months_back(month, window_of(rule))
    mean = _mean_calls(book, month) if rule.pattern == Pattern.BLIND_DIALLING else Fraction(0)
    engine_rule = _engine_rule(rule, code, book) if rule.basis != RuleBasis.PATTERN else None
    for person_id in sorted(book.people(code, month)):
        if among is not None and person_id not in among:
            continue
        reason = (
            reason_for_coaching(engine_rule, book.readings(code, months, person_id))
            if engine_rule is not None
            else _pattern(rule, month, person_id, book, mean)
        )
        if reason is not None:
            yield Need(person_id=person_id, reason=reason, facts=facts)


def recovered(rule: CoachingRule, month: date, person_id: int, book: Book) -> bool | None:
    """Whether the figure of the month is on the good side of the bound again; None without enough records."""
    code = codes_of(rule)[0]
    reading = book.readings(code, [month], person_id)[0]
    engine_rule = _engine_rule(rule, code, book)
    if reading.value is None or reading.n < engine_rule.min_sample:
        return None
    if rule.test == RuleTest.FALL:
        return None
    bound = engine_rule.bound
    return reading.value >= bound if engine_rule.side is Side.BELOW else reading.value <= bound


def window_of(rule: CoachingRule) -> int:
    """How many months a rule looks back on, the closed one included."""
    return rule.window + 1 if rule.test == RuleTest.FALL else max(rule.window, rule.periods_in_row)


def side_of(rule: CoachingRule) -> Side:
    """Which side of the bound is the bad one."""
    lower = rule.kpi is not None and rule.kpi.direction == KpiDirection.LOWER
    return Side.ABOVE if lower else Side.BELOW


def facts_of(code: str, book: Book) -> Mapping[str, Any]:
    """What the sentence needs to write the KPI's values."""
    info = book.infos.get(code)
    if info is None:
        return SCORE_FACTS
    return {"name": info.name, "unit": info.unit, "decimals": info.decimals}


def _engine_rule(rule: CoachingRule, code: str, book: Book) -> EngineRule:
    info = book.infos.get(code)
    return EngineRule(
        bound=Fraction(rule.bound_micros, MICROS),
        side=side_of(rule),
        periods=rule.periods_in_row,
        window=rule.window,
        min_sample=info.min_sample if info else 0,
        test=Sureness(rule.test),
    )


def _pattern(rule: CoachingRule, month: date, person_id: int, book: Book, mean: Fraction) -> Issue | None:
    """The pattern's verdict as a reason: value, bound and n of what is coached on, and the other sign's."""
    figures = [book.figure(code, month, person_id) for code in codes_of(rule)]
    if any(figure is None for figure in figures):
        return None
    verdict = _verdict(rule, [figure for figure in figures if figure is not None], mean)
    if not verdict.fires:
        return None
    signs = {sign.name: sign for sign in verdict.signs}
    main = signs[codes_of(rule)[0]]
    values: dict[str, Value] = {"value": main.value or Fraction(0), "bound": main.bound, "n": main.n}
    for other in verdict.signs:
        if other is not main:
            values |= {"other": other.value or Fraction(0), "other_bound": other.bound, "other_n": other.n}
    return Issue.of(rule.pattern, start=month, **values)


def _verdict(rule: CoachingRule, figures: list[Figure], mean: Fraction) -> Verdict:
    bound, second = Fraction(rule.bound_micros, MICROS), Fraction(rule.second_micros, MICROS)
    first = figures[0]
    if rule.pattern == Pattern.BLIND_DIALLING:
        return blind_dialling(
            calls=figures[1].numerator,
            calls_bound=mean * second,
            buyers=first.numerator,
            contacts=first.denominator or 0,
            conversion_bound=bound,
        )
    if rule.pattern == Pattern.FAST_BUT_UNHAPPY:
        return fast_but_unhappy(
            talk_seconds=figures[1].numerator,
            talks=figures[1].denominator or 0,
            talk_bound=second,
            score=Fraction(first.numerator, first.scale),
            answers=first.denominator or 0,
            score_bound=bound,
        )
    return callbacks_not_made(on_time=first.numerator, promised=first.denominator or 0, bound=bound)


def _mean_calls(book: Book, month: date) -> Fraction:
    calls = [
        figure.numerator
        for person_id in book.people("outbound_calls", month)
        if (figure := book.figure("outbound_calls", month, person_id)) is not None
    ]
    return Fraction(sum(calls), len(calls)) if calls else Fraction(0)


def single_reading(code: str, month: date, person_id: int, book: Book) -> Reading:
    """One month's reading of a person."""
    return book.readings(code, [month], person_id)[0]
