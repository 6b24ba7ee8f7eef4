"""A plan as its text file says it, and the database keeps it: the document, read into rules.

Money is a text in whole units of the plan's currency ("8000.00"), shares and rates are per cent (83.33 as
"83.33", 250/3 as "250/3"), a bound is in its KPI's unit, or per cent with the sign ("2.0 %"). What each name
means: docs/plans/README.md.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from apps.engine.bounds import Side
from apps.engine.curves import Curve
from apps.engine.prizes import TieRule
from apps.engine.tiers import Tier, TierMode
from apps.incentives.checking import check_points, check_table
from apps.incentives.components import (
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
from apps.incentives.reading import HUNDRED, Table, exact_number
from apps.incentives.refusals import SpecWrong
from apps.incentives.rules import (
    DEFAULT_CHANGE,
    DEFAULT_MEDIAN,
    Eligibility,
    GateRule,
    GuaranteeRule,
    Limits,
    PayCalendar,
    PlanRules,
    check_whole,
)

TOP: Final = (
    "currency", "period", "payees", "calendar", "eligibility", "component", "gate", "limits", "checks",
    "example",
)  # fmt: skip
COMMON: Final = ("key", "kind", "terms")
SALES: Final = ("state", "base", "clawback_days", "product", "campaign", "market", "from", "to")
TERMS: Final = ("contractual", "discretionary")
PER_TRANSACTION: Final = "per transaction"
MODES: Final = ("marginal", "whole", PER_TRANSACTION)
WHOLE_PLAN: Final = "plan"


def read_document(spec: Any) -> PlanRules:
    """The rules of a document. Raises `SpecWrong` with the place and what is wrong there."""
    top = Table.of(spec, "")
    top.allow(*TOP)
    currency = _currency(top)
    top.choice("period", ("month",), default="month")
    limits = top.table("limits") or Table.of({}, "limits")
    limits.allow(
        "individual_cap", "guarantee", "recoverable", "scale_with_working_time", "budget", "budget_counts",
        "corrections_take_from_colleagues",
    )  # fmt: skip
    rules = PlanRules(
        currency=currency,
        leaders=top.choice("payees", ("agents", "leaders"), default="agents") == "leaders",
        parts=tuple(_component(part, currency) for part in top.tables("component")),
        gates=tuple(map(_gate, top.tables("gate"))),
        cap=limits.money("individual_cap", currency),
        guarantee=_guarantee(limits, currency),
        scaled=limits.flag("scale_with_working_time"),
        budget=limits.money("budget", currency),
        budget_all=limits.choice("budget_counts", ("discretionary", "all"), default="discretionary") == "all",
        take_from_colleagues=limits.flag("corrections_take_from_colleagues"),
        eligibility=_eligibility(top.table("eligibility")),
        calendar=_calendar(top.table("calendar")),
        limits=_checks(top.table("checks")),
    )
    check_whole(rules)
    return rules


def _currency(top: Table) -> str:
    currency = top.text("currency")
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha() or not currency.isupper():
        raise SpecWrong(where="currency", problem=_("three capital letters are expected, such as HKD"))
    return currency


def _component(part: Table, currency: str) -> ComponentRule:
    kind = part.choice("kind", tuple(KINDS))
    return KINDS[kind](part, currency)


def _discretionary(part: Table) -> bool:
    return part.choice("terms", TERMS, default=TERMS[0]) == TERMS[1]


def _target_bonus(part: Table, currency: str) -> CurveRule:
    part.allow(*COMMON, "target_bonus", "on", "between", "curve")
    between = part.choice("between", ("straight lines", "steps"), default="straight lines")
    points = tuple((at / HUNDRED, rate / HUNDRED) for at, rate in part.pairs("curve"))
    curve = Curve(points=points, steps=between == "steps")
    check_points(curve, part.at("curve"))
    return CurveRule(
        key=part.key("key"),
        target_bonus=part.needed_money("target_bonus", currency),
        on=part.text("on") or SCORE,
        curve=curve,
        discretionary=_discretionary(part),
    )


def _per_unit(part: Table, currency: str) -> UnitRule:
    by_kpi = bool(part.text("kpi"))
    part.allow(*COMMON, "amount", "kpi", *(() if by_kpi else SALES))
    return UnitRule(
        key=part.key("key"),
        minor=part.needed_money("amount", currency),
        kpi=part.key("kpi") if by_kpi else "",
        sales=None if by_kpi else _sales(part),
        discretionary=_discretionary(part),
    )


def _percentage(part: Table, _currency: str) -> RateRule:
    part.allow(*COMMON, "rate", "negative_allowed", *SALES)
    return RateRule(
        key=part.key("key"),
        rate=part.needed_percent("rate"),
        sales=_sales(part),
        negative_allowed=part.flag("negative_allowed"),
        discretionary=_discretionary(part),
    )


def _tiers(part: Table, currency: str) -> TierRule:
    part.allow(*COMMON, "mode", "tiers", "negative_allowed", *SALES)
    tiers = tuple(
        Tier(floor=part.minor(floor, currency, where), rate=exact_number(rate, where) / HUNDRED)
        for where, floor, rate in part.raw_pairs("tiers")
    )
    check_table(tiers, part.at("tiers"))
    return TierRule(
        key=part.key("key"),
        tiers=tiers,
        mode=TierMode(part.choice("mode", MODES).replace(" ", "_")),
        sales=_sales(part),
        negative_allowed=part.flag("negative_allowed"),
        discretionary=_discretionary(part),
    )


def _on_top(part: Table, _currency: str) -> OnTopRule:
    part.allow(*COMMON, "of", "rate")
    return OnTopRule(
        key=part.key("key"),
        of=part.key("of"),
        rate=part.needed_percent("rate"),
        discretionary=_discretionary(part),
    )


def _prize(part: Table, currency: str) -> PrizeRule:
    part.allow(*COMMON, "prizes", "by", "best", "ties", "among", "title")
    prizes = tuple(
        part.minor(value, currency, f"{part.at('prizes')}.{n}")
        for n, value in enumerate(part.values("prizes"), start=1)
    )
    if not prizes or not prizes[0]:
        raise SpecWrong(where=part.at("prizes"), problem=_("a prize for at least one place is needed"))
    if any(later > earlier for earlier, later in pairwise(prizes)):
        raise SpecWrong(where=part.at("prizes"), problem=_("a better place may not get less"))
    return PrizeRule(
        key=part.key("key"),
        prizes=prizes,
        by=part.text("by") or SCORE,
        lowest_first=part.choice("best", ("highest", "lowest"), default="highest") == "lowest",
        tie=TieRule(part.choice("ties", tuple(tie.value for tie in TieRule))),
        each_team=_each_team(part, default=WHOLE_PLAN),
        title=part.text("title"),
        discretionary=_discretionary(part),
    )


def _honour(part: Table, _currency: str) -> PrizeRule:
    part.allow("key", "kind", "title", "places", "by", "best", "among")
    places = part.amount("places") or 1
    if not part.text("title").strip():
        raise SpecWrong(where=part.at("title"), problem=_("an honour needs a title"))
    return PrizeRule(
        key=part.key("key"),
        prizes=(0,) * min(places, 100),
        by=part.text("by") or SCORE,
        lowest_first=part.choice("best", ("highest", "lowest"), default="highest") == "lowest",
        tie=TieRule.FULL,
        each_team=_each_team(part, default=WHOLE_PLAN),
        title=part.text("title").strip(),
    )


def _pool(part: Table, currency: str) -> PoolRule:
    part.allow(*COMMON, "amount", "by", "among")
    return PoolRule(
        key=part.key("key"),
        amount=part.needed_money("amount", currency),
        by=part.text("by") or SCORE,
        each_team=_each_team(part, default="team"),
        discretionary=_discretionary(part),
    )


KINDS: Final[Mapping[str, Callable[[Table, str], ComponentRule]]] = {
    "target bonus": _target_bonus,
    "tiers": _tiers,
    "amount per unit": _per_unit,
    "percentage": _percentage,
    "on top": _on_top,
    "prize": _prize,
    "pool": _pool,
    "honour": _honour,
}


def _each_team(part: Table, *, default: str) -> bool:
    return part.choice("among", (WHOLE_PLAN, "team"), default=default) == "team"


def _sales(part: Table) -> Sales:
    gross = part.choice("base", ("net", "gross")) == "gross"
    days = part.amount("clawback_days")
    if not gross and days is not None:
        raise SpecWrong(
            where=part.at("clawback_days"),
            problem=_("a net base is lowered by refunds already: clawback would count them twice"),
        )
    if gross and not days:
        raise SpecWrong(
            where=part.at("base"),
            problem=_("a gross base needs clawback_days: within how many days a refund is taken back"),
        )
    first, last = part.day("from"), part.day("to")
    if first is not None and last is not None and last < first:
        raise SpecWrong(where=part.at("to"), problem=_("the last day lies before the first"))
    return Sales(
        state=OrderState(part.choice("state", tuple(state.value for state in OrderState), default="booked")),
        gross=gross,
        clawback_days=days or 0,
        products=part.texts("product"),
        campaigns=part.texts("campaign"),
        markets=part.texts("market"),
        first=first,
        last=last,
    )


def _gate(part: Table) -> GateRule:
    part.allow("key", "on", "kpi", "above", "below", "min_sample", "factor")
    sides = [side for side in ("above", "below") if side in part.content]
    if len(sides) != 1:
        raise SpecWrong(
            where=part.at(sides[-1]) if sides else part.place,
            problem=_("a gate needs either “above” or “below”: beyond it, it fails"),
        )
    factor = part.percent("factor")
    if not 0 <= factor < 1:
        raise SpecWrong(where=part.at("factor"), problem=_("a gate pays 0 % or more, and less than 100 %"))
    on = part.text("on") or WHOLE_PLAN
    return GateRule(
        key=part.key("key") if "key" in part.content else part.key("kpi"),
        kpi=part.key("kpi"),
        side=Side(sides[0]),
        bound=part.bound(sides[0]),
        factor=factor,
        min_sample=part.amount("min_sample"),
        component="" if on == WHOLE_PLAN else on,
    )


def _guarantee(limits: Table, currency: str) -> GuaranteeRule | None:
    amount = limits.money("guarantee", currency)
    recoverable = limits.flag("recoverable")
    if amount is None:
        if recoverable:
            raise SpecWrong(where="limits.recoverable", problem=_("there is no guarantee to recover"))
        return None
    return GuaranteeRule(amount=amount, recoverable=recoverable)


def _eligibility(part: Table | None) -> Eligibility:
    if part is None:
        return Eligibility()
    part.allow("probation", "notice", "employed_on", "minimum_days", "protected_leave")
    employed = part.choice("employed_on", ("any day", "last day", "pay date"), default="any day")
    paid = ("paid", "not paid")
    return Eligibility(
        minimum_days=part.amount("minimum_days") or 0,
        employed_on_last_day=employed == "last day",
        employed_on_pay_date=employed == "pay date",
        after_probation=part.choice("probation", paid, default="paid") == "not paid",
        not_under_notice=part.choice("notice", paid, default="paid") == "not paid",
        protected_leave_counts=part.choice("protected_leave", ("counts", "does not count"), default="counts")
        == "counts",
    )


def _calendar(part: Table | None) -> PayCalendar:
    if part is None:
        return PayCalendar()
    part.allow("cut_off", "approve", "pay")
    pay = None if part.content.get("pay", "last") == "last" else part.working_day("pay")
    cut_off = part.working_day("cut_off", default=12)
    approve = part.amount("approve")
    if pay is not None and cut_off > pay:
        raise SpecWrong(where="calendar.cut_off", problem=_("the cut-off lies after the pay date"))
    return PayCalendar(cut_off=cut_off, approve=3 if approve is None else min(approve, 23), pay=pay)


def _checks(part: Table | None) -> Limits:
    if part is None:
        return Limits()
    part.allow("above_median", "change")
    median = part.ratio("above_median", DEFAULT_MEDIAN)
    change = part.ratio("change", DEFAULT_CHANGE * HUNDRED) / HUNDRED
    if median <= 1:
        raise SpecWrong(where="checks.above_median", problem=_("the limit must be above 1 × the median"))
    if change <= Fraction(0):
        raise SpecWrong(where="checks.change", problem=_("the limit must be above 0"))
    return Limits(median=median, change=change)
