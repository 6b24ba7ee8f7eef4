"""The sentences of what is earned beside the curve: sales, tiers, pools, prizes; guarantee, clawback, by
hand.
"""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import count
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.incentives.components import EQUALLY, SCORE, PoolRule, PrizeRule, TierRule, sales_of
from apps.incentives.sentences.line import ExactLine
from apps.incentives.sentences.words import ratio_text
from apps.people.written import day_text, in_words, plain


def _rate(line: ExactLine) -> str:
    return _("%(base)s of own sales × %(rate)s") % _product(line)


def _rate_negative(line: ExactLine) -> str:
    return _("own sales of %(base)s are below 0: nothing is paid") % _product(line)


def _product(line: ExactLine) -> dict[str, str]:
    return {"base": line.words.money(line.base), "rate": ratio_text(line.rate)}


def _tiers(line: ExactLine) -> str:
    """1,000.00 × 1 % + 2,000.00 × 2 %: each slice with its rate."""
    slices = [
        _("%(base)s × %(rate)s") % {"base": line.words.money(base), "rate": ratio_text(rate)}
        for base, rate in _slices(line.values)
    ]
    total = line.words.money(line.base)
    if not slices:
        return _("sales of %(total)s pay nothing by the table") % {"total": total}
    values = {"total": total, "slices": " + ".join(slices)}
    part = line.words.rules.part(line.component)
    mode = part.mode.value if isinstance(part, TierRule) else ""
    if mode == "whole":
        return _("sales of %(total)s, all at the highest rate reached: %(slices)s") % values
    if mode == "per_transaction":
        return _("sales of %(total)s, each order by itself: %(slices)s") % values
    return _("sales of %(total)s, each slice at its own rate: %(slices)s") % values


def _slices(values: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    for n in count(1):
        if f"slice_{n}_base" not in values:
            return found
        found.append((values[f"slice_{n}_base"], values[f"slice_{n}_rate"]))
    return found


def _on_top(line: ExactLine) -> str:
    return _("%(base)s of “%(of)s” × %(rate)s") % {
        **_product(line),
        "of": line.words.component(str(line.values["of"])),
    }


def _pool(line: ExactLine) -> str:
    part = line.words.rules.part(line.component)
    by = part.by if isinstance(part, PoolRule) else EQUALLY
    values = {
        "pool": line.words.money(line.base),
        "share": ratio_text(line.rate),
        "members": plain(line.values["members"]),
        "kpi": line.words.kpi_name(by),
    }
    if by == EQUALLY:
        return _("a pool of %(pool)s shared equally by %(members)s people: %(share)s") % values
    if by == SCORE:
        return _("a pool of %(pool)s shared by score among %(members)s people: %(share)s") % values
    return _("a pool of %(pool)s shared by “%(kpi)s” among %(members)s people: %(share)s") % values


def _prize(line: ExactLine) -> str:
    values = {
        "place": plain(line.values["place"]),
        "people": plain(line.values["people"]),
        "by": basis_of(line),
    }
    if line.values["people"] == 1:
        return _("place %(place)s by %(by)s") % values
    return _("place %(place)s by %(by)s, shared by %(people)s people") % values


def basis_of(line: ExactLine) -> str:
    """What a prize goes by: the score, or a KPI."""
    part = line.words.rules.part(line.component)
    if isinstance(part, PrizeRule) and part.by != SCORE:
        return _("“%(kpi)s”") % {"kpi": line.words.kpi_name(part.by)}
    return _("score")


def _topped_up(line: ExactLine) -> str:
    values = _guaranteed(line)
    if line.values["carried"]:
        return (
            _("%(base)s is below the guarantee of %(guarantee)s: topped up; %(carried)s is taken back later")
            % values
        )
    return _("%(base)s is below the guarantee of %(guarantee)s: topped up") % values


def _recovered(line: ExactLine) -> str:
    return _(
        "%(base)s exceeds the guarantee of %(guarantee)s: earlier top-ups are taken back; %(carried)s is left"
    ) % _guaranteed(line)


def _not_needed(line: ExactLine) -> str:
    return _("%(base)s is not below the guarantee of %(guarantee)s") % _guaranteed(line)


def _guaranteed(line: ExactLine) -> dict[str, str]:
    return {
        "base": line.words.money(line.base),
        "guarantee": line.words.money(line.values["guarantee"]),
        "carried": line.words.money(-line.values["carried"]),
    }


def _clawback(line: ExactLine) -> str:
    values = {
        "month": in_words(line.component),
        "paid": line.words.money(line.values["paid"]),
        "again": line.words.money(line.values["recalculated"]),
        "taken": line.words.money(line.values["taken"]),
    }
    if line.values["taken"]:
        sentence = _(
            "%(month)s paid %(paid)s; without what was refunded it pays %(again)s; "
            "%(taken)s was taken back already"
        )
        return sentence % values
    return _("%(month)s paid %(paid)s; without what was refunded it pays %(again)s") % values


def _manual(_line: ExactLine) -> str:
    return _("decided by hand, with reason and a second person's approval")


def _in_probation(line: ExactLine) -> str:
    return _("in probation until before %(day)s") % {"day": _day(line.values["until"])}


def _under_notice(line: ExactLine) -> str:
    return _("notice was given on %(day)s") % {"day": _day(line.values["given"])}


def _day(text: object) -> str:
    return day_text(date.fromisoformat(str(text)))


def sales_units(line: ExactLine) -> str:
    """Orders × amount, where orders are counted and not a KPI."""
    part = line.words.rules.part(line.component)
    values = {"count": plain(line.base, 4), "amount": line.words.money(line.rate)}
    if part is not None and sales_of(part) is not None:
        return _("%(count)s orders × %(amount)s") % values
    return _("%(count)s × %(amount)s") % values


EARNING: Final[Mapping[str, Callable[[ExactLine], str]]] = {
    "units": sales_units,
    "rate": _rate,
    "rate_negative_base": _rate_negative,
    "tiers_marginal": _tiers,
    "tiers_whole": _tiers,
    "tiers_per_transaction": _tiers,
    "on_top": _on_top,
    "pool_score": _pool,
    "pool_contribution": _pool,
    "pool_equal": _pool,
    "prize": _prize,
    "prize_tie_full": _prize,
    "prize_tie_share": _prize,
    "guarantee_topped_up": _topped_up,
    "guarantee_recovered": _recovered,
    "guarantee_not_needed": _not_needed,
    "clawback": _clawback,
    "clawback_returned": _clawback,
    "manual_award": _manual,
    "manual_deduction": _manual,
    "in_probation": _in_probation,
    "under_notice": _under_notice,
}
