"""Each component of a plan in one sentence: what agents read and acknowledge."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.engine.prizes import TieRule
from apps.engine.tiers import TierMode
from apps.incentives.components import (
    EQUALLY,
    SCORE,
    ComponentRule,
    CurveRule,
    OnTopRule,
    OrderState,
    PoolRule,
    PrizeRule,
    RateRule,
    Sales,
    TierRule,
    UnitRule,
)
from apps.incentives.sentences.words import Words, ratio_text
from apps.people.written import day_text


def component_sentence(part: ComponentRule, words: Words) -> str:
    """The component in words, with what its base and its terms are."""
    text = SENTENCES[type(part)](part, words)
    if part.discretionary:
        return _("%(sentence)s This part is discretionary.") % {"sentence": text}
    return text


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
    values = {
        "bonus": words.money(rule.target_bonus),
        "threshold": ratio_text(points[0][0]),
        "points": _(", ").join(named),
        "between": between,
        "kpi": words.kpi_name(rule.on),
    }
    if rule.on_score:
        return (
            _(
                "A full-time month has a target bonus of %(bonus)s, scaled by working time. "
                "By the score of the scorecard it pays nothing below %(threshold)s, %(points)s; %(between)s."
            )
            % values
        )
    return (
        _(
            "A full-time month has a target bonus of %(bonus)s, scaled by working time. "
            "By the achievement of “%(kpi)s” it pays nothing below %(threshold)s, %(points)s; %(between)s."
        )
        % values
    )


def _unit(rule: UnitRule, words: Words) -> str:
    values = {"amount": words.money(rule.minor), "kpi": words.kpi_name(rule.kpi)}
    if rule.sales is not None:
        return _("Each order%(which)s adds %(amount)s.") % {**values, "which": which_orders(rule.sales)}
    return _("Each unit of “%(kpi)s” adds %(amount)s.") % values


def _rate(rule: RateRule, _words: Words) -> str:
    return _("%(rate)s of own sales%(which)s.") % {
        "rate": ratio_text(rule.rate),
        "which": which_orders(rule.sales),
    }


def _tiers(rule: TierRule, words: Words) -> str:
    parts = _(", ").join(
        _("%(rate)s from %(floor)s") % {"rate": ratio_text(tier.rate), "floor": words.money(tier.floor)}
        for tier in rule.tiers
    )
    values = {"which": which_orders(rule.sales), "tiers": parts}
    return {
        TierMode.MARGINAL: _(
            "Own sales%(which)s of the month pay, each slice of the total at its own rate: %(tiers)s."
        ),
        TierMode.WHOLE: _(
            "Own sales%(which)s of the month pay, all of the total at the highest rate reached: %(tiers)s."
        ),
        TierMode.PER_TRANSACTION: _(
            "Each order%(which)s pays by itself, each slice of it at its own rate: %(tiers)s."
        ),
    }[rule.mode] % values


def which_orders(sales: Sales) -> str:
    """Which orders count: of what, in which state, from when to when, net or gross."""
    named = [
        _("product %(names)s") % {"names": _(" or ").join(sales.products)} if sales.products else "",
        _("campaign %(names)s") % {"names": _(" or ").join(sales.campaigns)} if sales.campaigns else "",
        _("market %(names)s") % {"names": _(" or ").join(sales.markets)} if sales.markets else "",
        {
            OrderState.BOOKED: _("on the day they are booked"),
            OrderState.VERIFIED: _("once verified"),
            OrderState.PAID: _("once paid"),
        }[sales.state],
        _between(sales),
        _("refunds taken back later") if sales.gross else _("less refunds on their day"),
    ]
    return _(" (%(parts)s)") % {"parts": _(", ").join(part for part in named if part)}


def _between(sales: Sales) -> str:
    values = {
        "first": day_text(sales.first) if sales.first else "",
        "last": day_text(sales.last) if sales.last else "",
    }
    if sales.first and sales.last:
        return _("from %(first)s to %(last)s") % values
    if sales.first:
        return _("from %(first)s on") % values
    return _("until %(last)s") % values if sales.last else ""


def _on_top(rule: OnTopRule, words: Words) -> str:
    return _("%(rate)s of “%(of)s” comes on top.") % {
        "rate": ratio_text(rule.rate),
        "of": words.component(rule.of),
    }


def _prize(rule: PrizeRule, words: Words) -> str:
    by = _("score") if rule.by == SCORE else _("“%(kpi)s”") % {"kpi": words.kpi_name(rule.by)}
    values = {
        "by": by,
        "title": rule.title,
        "places": len(rule.prizes),
        "prizes": _(", ").join(map(words.money, rule.prizes)),
        "among": _("in each team") if rule.each_team else _("among all people of the plan"),
    }
    if not any(rule.prizes):
        return (
            ngettext(
                "The best by %(by)s %(among)s is honoured as “%(title)s”, without money.",
                "The best %(places)d by %(by)s %(among)s are honoured as “%(title)s”, without money.",
                len(rule.prizes),
            )
            % values
        )
    if rule.tie is TieRule.FULL:
        return (
            _("The first places by %(by)s %(among)s get %(prizes)s; on one place each gets the whole prize.")
            % values
        )
    return (
        _("The first places by %(by)s %(among)s get %(prizes)s; on one place the prizes are split evenly.")
        % values
    )


def _pool(rule: PoolRule, words: Words) -> str:
    values = {
        "pool": words.money(rule.amount),
        "kpi": words.kpi_name(rule.by),
        "who": _("each team") if rule.each_team else _("all people of the plan"),
    }
    if rule.by == EQUALLY:
        return _("A pool of %(pool)s for %(who)s is shared equally.") % values
    if rule.by == SCORE:
        return _("A pool of %(pool)s for %(who)s is shared in proportion to the score.") % values
    return _("A pool of %(pool)s for %(who)s is shared in proportion to “%(kpi)s”.") % values


SENTENCES: Final[Mapping[type, Callable[[Any, Words], str]]] = {
    CurveRule: _curve,
    UnitRule: _unit,
    RateRule: _rate,
    TierRule: _tiers,
    OnTopRule: _on_top,
    PrizeRule: _prize,
    PoolRule: _pool,
}
